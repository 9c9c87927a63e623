package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.cli.Snippets.Language;
import io.aimengine.local.run.EndpointStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints a request to an endpoint that can be run as it is.
@Command(
    name = "snippet",
    mixinStandardHelpOptions = true,
    description = "Print a request to an endpoint that runs here, ready to be run",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine snippet                              the only endpoint, with curl",
      "  aim-engine snippet my-endpoint -l python > ask.py",
      "  bash -c \"$(aim-engine snippet my-endpoint)\""
    })
final class SnippetCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "",
      description = "An endpoint; may be left out when one runs here")
  private String name = "";

  @Option(
      names = {"-l", "--language"},
      paramLabel = "LANGUAGE",
      defaultValue = "curl",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Language language = Language.curl;

  SnippetCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var status = name.isEmpty() ? only() : Endpoints.known(app, name);
    if (!status.isRunning()) {
      app.terminal()
          .aside(
              "note: "
                  + status.name()
                  + " is "
                  + status.phase().label().toLowerCase(java.util.Locale.ROOT)
                  + "; this is how it answers when it runs");
    }
    app.printer().success(common.format, new Shown(status, language), status.name());
    return Exit.OK.code();
  }

  private EndpointStatus only() {
    var running = app.runtime().list().stream().filter(EndpointStatus::isRunning).toList();
    if (running.size() != 1) {
      throw new CommandFailure(
          Exit.USAGE,
          "endpoint.unnamed",
          running.isEmpty() ? "nothing runs here" : running.size() + " endpoints run here",
          running.isEmpty()
              ? "aim-engine launch starts one."
              : "Name one: "
                  + String.join(", ", running.stream().map(EndpointStatus::name).toList()));
    }
    return running.getFirst();
  }

  private record Shown(EndpointStatus status, Language language) implements View {
    @Override
    public JsonNode json() {
      var serving = status.spec().serving();
      var data =
          JsonNodeFactory.instance
              .objectNode()
              .put("name", status.name())
              .put("endpoint_url", serving.url())
              .put("model", serving.servedModel());
      var snippets = data.putObject("snippets");
      new Snippets(serving).all().forEach(snippets::put);
      return data;
    }

    @Override
    public void print(Terminal terminal) {
      terminal.line(new Snippets(status.spec().serving()).in(language));
    }
  }
}
