package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Helps to write recipes by hand.
@Command(
    name = "recipe",
    mixinStandardHelpOptions = true,
    description = "Write a recipe by hand",
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
        names = "--precision",
        paramLabel = "P",
        defaultValue = "",
        description = "The checkpoint of this precision (default: the model's own)")
    private String precision = "";

    @Option(
        names = {"--engine", "--backend"},
        paramLabel = "ENGINE",
        split = ",",
        description = "vllm or sglang (default: both)")
    private List<String> engines = new ArrayList<>();

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        defaultValue = "",
        description = "Write this file; its name is the recipe's id then")
    private String output = "";

    @Option(names = "--force", description = "Overwrite the file when it is there already")
    private boolean force;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "table",
        description = "table (the file as it is), json or yaml")
    private Format format = Format.table;

    @Option(
        names = "--catalog",
        paramLabel = "DIR",
        defaultValue = "",
        description = "A folder laid over the shipped catalog (env AIM_CATALOG)")
    private String catalogFolder = "";

    @Option(
        names = {"--debug", "--verbose"},
        description = "A defect's stack trace too")
    boolean debug;

    Init(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var catalog = app.catalog(catalogFolder);
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
      if (force) {
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
      if (precision.isEmpty()) {
        return model.checkpoint(named).filter(loadable::contains).orElseGet(model::own);
      }
      var wanted =
          Precision.parse(precision)
              .orElseThrow(() ->
                  CommandFailure.usage(
                      "'" + precision + "' is no precision", "bf16, fp16, fp8, int8, int4, fp4."));
      return loadable.stream()
          .filter(c -> c.precision() == wanted)
          .findFirst()
          .orElseThrow(() ->
              CommandFailure.usage(
                  model.id() + " has no " + wanted.id() + " checkpoint in the catalog",
                  "It has "
                      + String.join(
                          ", ", loadable.stream().map(c -> c.precision().id()).distinct().toList())
                      + ": aim-engine show model "
                      + model.id()));
    }

    private Optional<Accelerator> accelerator(Catalog catalog) {
      if (hardware.isEmpty()) {
        return Optional.empty();
      }
      var gpus =
          catalog.accelerators().stream().filter(a -> a.kind() == Accelerator.Kind.GPU).toList();
      return Optional.of(
          gpus.stream()
              .filter(a -> a.name().equalsIgnoreCase(hardware))
              .findFirst()
              .orElseThrow(() ->
                  CommandFailure.usage(
                      "'" + hardware + "' is no GPU of the catalog",
                      "One of "
                          + String.join(", ", gpus.stream().map(Accelerator::name).toList())
                          + ".")));
    }

    private List<Engine> engines() {
      var wanted = engines.stream().map(Init::engine).distinct().toList();
      return wanted.isEmpty() ? List.of(Engine.VLLM, Engine.SGLANG) : wanted;
    }

    private static Engine engine(String name) {
      return Engine.parse(name)
          .filter(engine -> engine != Engine.LLAMACPP)
          .orElseThrow(() ->
              CommandFailure.usage("'" + name + "' is no engine of recipes", "vllm or sglang."));
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
