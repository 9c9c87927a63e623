package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Helps to write recipes by hand.
@Command(
    name = "recipe",
    mixinStandardHelpOptions = true,
    description = "Write a recipe by hand",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine recipe init",
      "  aim-engine recipe init Qwen/Qwen3-32B --hardware MI300X -o mine.yaml"
    },
    subcommands = RecipeCommand.Init.class)
final class RecipeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// `recipe init`.
  @Command(
      name = "init",
      mixinStandardHelpOptions = true,
      description =
          "Print a recipe to go on with: with the planner's values where model and hardware are"
              + " named, with blanks without",
      footerHeading = "%nExamples:%n",
      footer = {
        "  aim-engine recipe init                                     blanks and what they mean",
        "  aim-engine recipe init Qwen/Qwen3-32B --hardware MI300X    the planner's values",
        "  aim-engine recipe init Qwen/Qwen3-32B --hardware MI300X --precision fp8 -o mine.yaml"
      })
  static final class Init implements Callable<Integer> {
    private final App app;

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "MODEL",
        defaultValue = "",
        description = "A model id of the catalog")
    private String named = "";

    @Option(
        names = "--hardware",
        paramLabel = "NAME",
        defaultValue = "",
        description = "An accelerator of the catalog")
    private String hardware = "";

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        defaultValue = "",
        description = "Write this file; its name is the recipe's id then")
    private String output = "";

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "table",
        description = "table (the file as it is), json or yaml")
    private Format format = Format.table;

    @Mixin private RecipeOptions options = new RecipeOptions();

    Init(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var catalog = app.catalog(options.catalog);
      var model =
          named.isEmpty() ? Optional.<Model>empty() : Optional.of(Known.model(catalog, named));
      var template =
          new RecipeTemplate(
              catalog, model, model.map(this::checkpoint), accelerator(catalog), engines(), stem());
      if (!output.isEmpty()) {
        write(template.text());
      }
      app.printer().success(format, new Shown(template, output), template.name());
      return Exit.OK.code();
    }

    private void write(String text) {
      var file = app.directory().resolve(output);
      if (options.force) {
        UserFile.write(file, text);
      } else {
        UserFile.create(file, output, text);
      }
    }

    private Checkpoint checkpoint(Model model) {
      var loadable =
          model.checkpoints().stream()
              .filter(c -> c.format() == Checkpoint.Format.SAFETENSORS)
              .toList();
      var wanted = options.precision();
      if (wanted.isEmpty()) {
        return model.checkpoint(named).filter(loadable::contains).orElseGet(model::own);
      }
      return loadable.stream()
          .filter(c -> c.precision() == wanted.get())
          .findFirst()
          .orElseThrow(() -> Given.lacks(model, loadable, wanted.get()));
    }

    private Optional<Accelerator> accelerator(Catalog catalog) {
      return hardware.isEmpty() ? Optional.empty() : Optional.of(Given.gpu(catalog, hardware));
    }

    private List<Engine> engines() {
      var wanted = options.engines();
      if (wanted.contains(Engine.LLAMACPP)) {
        throw CommandFailure.usage("recipes are not for llamacpp", "vllm or sglang.");
      }
      return wanted.isEmpty() ? List.of(Engine.VLLM, Engine.SGLANG) : wanted;
    }

    /// The file's name without its ending; "" when nothing is written.
    private String stem() {
      if (output.isEmpty()) {
        return "";
      }
      var name = output.substring(output.lastIndexOf('/') + 1);
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.ya?ml")) {
        throw CommandFailure.usage(
            "'" + output + "' cannot be the file of a recipe",
            "Call it {model}-{hardware}-{precision}.yaml.");
      }
      return name.replaceFirst("\\.ya?ml$", "");
    }
  }

  private record Shown(RecipeTemplate template, String file) implements View {
    @Override
    public JsonNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("recipe_id", template.name())
          .put("complete", template.complete())
          .put("file", file)
          .put("text", template.text());
    }

    @Override
    public void print(Terminal terminal) {
      if (file.isEmpty()) {
        terminal.out().print(template.text());
        return;
      }
      terminal.line(
          "Wrote " + file + (template.complete() ? "" : ": fill in what stands in <brackets>"));
      terminal.line("  aim-engine validate " + file);
    }
  }
}
