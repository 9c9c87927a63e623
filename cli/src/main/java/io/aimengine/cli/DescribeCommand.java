package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows all that a cluster says of one object.
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = "Show one endpoint, recipe or cache of a cluster: conditions, reasons, events",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine describe qwen",
      "  aim-engine describe recipe/my-recipe -n team-a",
      "  aim-engine describe qwen -o json"
    })
final class DescribeCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private KubeOptions kube = new KubeOptions();

  @Parameters(
      paramLabel = "[KIND/]NAME",
      description = "An endpoint's name, or endpoint/NAME, recipe/NAME, cache/NAME")
  private String target = "";

  DescribeCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var cut = target.indexOf('/');
    var kind = cut < 0 ? KubeKind.ENDPOINT : KubeKind.of(target.substring(0, cut));
    try (var look = KubeLook.open(app, kube)) {
      var object = look.one(kind, target.substring(cut + 1));
      app.printer().success(common.format, new Whole(app, object, look.events(object)), target);
      var failed = object.at("/status/phase").asText().equals("Failed");
      return failed ? Exit.LAUNCH.code() : Exit.OK.code();
    }
  }

  private record Whole(App app, JsonNode object, List<JsonNode> events) implements View {
    @Override
    public JsonNode json() {
      var json = ((ObjectNode) object).deepCopy();
      ((ObjectNode) json.path("metadata")).remove("managedFields");
      var array = json.putArray("events");
      events.forEach(array::add);
      return json;
    }

    @Override
    public void print(Terminal terminal) {
      head(terminal);
      conditions(terminal);
      selection(terminal);
      if (!events.isEmpty()) {
        var table = new Table("", "Event", "Age", "Message");
        events.forEach(event ->
            table.row(
                text(event, "/reason"),
                KubeLook.eventAge(event, app.clock()),
                text(event, "/message")));
        terminal.line("");
        table.print(terminal);
      }
    }

    private void head(Terminal terminal) {
      row(terminal, "Name", text(object, "/metadata/name"));
      row(terminal, "Namespace", text(object, "/metadata/namespace"));
      row(terminal, "Age", KubeLook.age(text(object, "/metadata/creationTimestamp"), app.clock()));
      row(terminal, "Phase", text(object, "/status/phase"));
      row(terminal, "Model", first("/status/model", "/spec/modelId"));
      var recipe = object.at("/status/selectedRecipe");
      if (recipe.isObject()) {
        row(
            terminal,
            "Recipe",
            String.join(
                " ",
                text(recipe, "/name"),
                "(" + text(recipe, "/origin") + "):",
                text(recipe, "/gpuCount"),
                "x",
                text(recipe, "/hardware") + ",",
                text(recipe, "/precision") + ",",
                text(recipe, "/backend"),
                text(recipe, "/engineVersion")));
      }
      var replicas = object.at("/status/replicas");
      if (replicas.isObject()) {
        row(
            terminal,
            "Replicas",
            replicas.path("desired").asInt()
                + " wanted, "
                + replicas.path("current").asInt()
                + " there, "
                + replicas.path("ready").asInt()
                + " ready");
      }
      canary(terminal, object.at("/status/canary"));
      LiveRows.of(object.at("/status"))
          .forEach((label, value) -> row(terminal, label, Printer.printable(value)));
      for (var name : List.of("internal", "external", "loadBalancer")) {
        row(terminal, "URL (" + name + ")", text(object, "/status/endpoints/" + name));
      }
    }

    /// The condition says how it stands.
    private static void canary(Terminal terminal, JsonNode canary) {
      if (!canary.isObject()) {
        return;
      }
      var text = new StringBuilder(text(canary, "/verdict"));
      if (canary.has("weight")) {
        text.append(": ").append(canary.path("weight").asInt()).append(" % of the requests by ");
        text.append(text(canary, "/traffic")).append(" until ").append(text(canary, "/until"));
      }
      row(terminal, "Canary", text + ", release " + text(canary, "/release"));
    }

    private String first(String... paths) {
      for (var path : paths) {
        if (!text(object, path).isEmpty()) {
          return text(object, path);
        }
      }
      return "";
    }

    private void conditions(Terminal terminal) {
      var conditions = object.at("/status/conditions");
      if (conditions.isEmpty()) {
        return;
      }
      var table = new Table("", "Condition", "Status", "Since", "Reason", "Message");
      conditions.forEach(condition ->
          table.row(
              text(condition, "/type"),
              text(condition, "/status"),
              KubeLook.age(text(condition, "/lastTransitionTime"), app.clock()),
              text(condition, "/reason"),
              text(condition, "/message")));
      terminal.line("");
      table.print(terminal);
    }

    private void selection(Terminal terminal) {
      var selection = object.at("/status/selection");
      list(terminal, "Why this one", selection.path("reasons"));
      var rejected = selection.path("rejected");
      if (!rejected.isEmpty()) {
        terminal.line("");
        terminal.line("Why not another");
        rejected.forEach(one ->
            terminal.paragraph(
                "  " + text(one, "/candidate") + ": ",
                text(one, "/message") + " [" + text(one, "/code") + "]"));
        var more = selection.path("rejectedMore").asInt();
        if (more > 0) {
          terminal.line(
              "  and "
                  + more
                  + " more: aim-engine explain "
                  + text(object, "/metadata/name")
                  + " --cluster");
        }
      }
      list(terminal, "What would fit", selection.path("suggestions"));
    }

    private static void list(Terminal terminal, String title, JsonNode texts) {
      if (!texts.isEmpty()) {
        terminal.line("");
        terminal.line(title);
        texts.forEach(text -> terminal.paragraph("  ", Printer.printable(text.asText())));
      }
    }

    private static void row(Terminal terminal, String label, String value) {
      if (!value.isEmpty()) {
        terminal.paragraph(String.format(java.util.Locale.ROOT, "%-20s ", label), value);
      }
    }

    private static String text(JsonNode tree, String path) {
      return Printer.printable(tree.at(path).asText(""));
    }
  }
}
