package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.describe.CardFile;
import io.aimengine.describe.CardFile.Existing;
import io.aimengine.describe.HubCard;
import io.aimengine.store.HubReader;
import io.aimengine.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Fetches what others say of models; never weights.
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = "Fetch what the hub says of models",
    footerHeading = "%nExamples:%n",
    footer = {"  aim-engine fetch model-cards Qwen/Qwen3-32B"},
    subcommands = {FetchCommand.ModelCards.class})
final class FetchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// `fetch model-cards`.
  @Command(
      name = "model-cards",
      mixinStandardHelpOptions = true,
      description = "Fill model cards from the READMEs of the hub (HF_TOKEN for gated models)",
      footerHeading = "%nExamples:%n",
      footer = {
        "  aim-engine fetch model-cards Qwen/Qwen3-32B             shows it",
        "  aim-engine fetch model-cards --models-dir mine/models   fills every file that has none"
      })
  static final class ModelCards implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Parameters(paramLabel = "MODEL", arity = "0..*", description = "These models only")
    private List<String> models = new ArrayList<>();

    @Option(
        names = "--models-dir",
        paramLabel = "DIR",
        description = "Model files to fill in place; other lines of them stay as they are")
    private String directory = "";

    @Option(names = "--force", description = "Replace cards that files have already")
    private boolean force;

    private final Table table = new Table("No model file was found.", "Model", "What");
    private Optional<StoreException> failure = Optional.empty();

    ModelCards(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      if (directory.isEmpty() && models.isEmpty()) {
        throw CommandFailure.usage(
            "neither a model nor --models-dir is named",
            "aim-engine fetch model-cards --models-dir mine/models");
      }
      var hub = HubReader.open(app.env(), app.home(), app.clock());
      if (directory.isEmpty()) {
        models.forEach(model -> fetch(hub, model).ifPresent(card -> show(model, card)));
      } else {
        var catalog = app.catalog(common);
        files().forEach((file, text) -> fill(hub, catalog, file, text));
      }
      app.printer().success(common.format, table, table.size() + " models");
      failure.ifPresent(problem -> {
        throw problem;
      });
      return Exit.OK.code();
    }

    /// One model's failure is told, and the others go on.
    private Optional<HubCard> fetch(HubReader hub, String model) {
      try {
        var card = HubCard.read(HubReader.page(model), hub.readme(model));
        if (card.card().overview().isEmpty()) {
          row(model, "its README says nothing that would make a card", Optional.empty());
          return Optional.empty();
        }
        return Optional.of(card);
      } catch (StoreException problem) {
        row(model, problem.getMessage(), Optional.empty());
        failure = failure.or(() -> Optional.of(problem));
        return Optional.empty();
      }
    }

    private void show(String model, HubCard card) {
      row(model, card.card().overview(), Optional.of(card));
    }

    private void row(String model, String what, Optional<HubCard> card) {
      var json = JsonNodeFactory.instance.objectNode().put("model_id", model).put("what", what);
      card.ifPresent(found -> json.set("card", json(found)));
      table.row(json, model, what);
    }

    private static ObjectNode json(HubCard found) {
      var json = JsonNodeFactory.instance.objectNode().put("licence", found.licence());
      array(json, "languages", found.languages());
      array(json, "base_models", found.baseModels());
      array(json, "tags", found.tags());
      json.put("overview", found.card().overview());
      array(json, "intended_use", found.card().intendedUse());
      array(json, "limitations", found.card().limitations());
      json.put("training_data", found.card().trainingData());
      array(json, "evaluation", found.card().evaluation());
      array(json, "references", found.card().references());
      return json;
    }

    private static void array(ObjectNode json, String name, List<String> items) {
      var array = json.putArray(name);
      items.forEach(array::add);
    }

    private Map<Path, String> files() {
      var root = app.directory().resolve(directory);
      if (!Files.isDirectory(root)) {
        throw new CommandFailure(
            Exit.USAGE, "cli.no-folder", directory + " is no folder", "Check --models-dir.");
      }
      var texts = new TreeMap<Path, String>();
      try (var files = Files.list(root)) {
        for (var file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
          texts.put(file, UserFile.text(file, directory + "/" + file.getFileName()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return texts;
    }

    private void fill(HubReader hub, Catalog catalog, Path file, String text) {
      var id = CardFile.modelId(file.toString(), text);
      if (id.isEmpty()
          || (!models.isEmpty() && models.stream().noneMatch(id.get()::equalsIgnoreCase))) {
        return;
      }
      var existing = force ? Existing.REPLACE : Existing.KEEP;
      var empty = HubCard.read("", "");
      if (CardFile.put(file.toString(), text, empty, existing).isEmpty()) {
        row(id.get(), "has a card already", Optional.empty());
        return;
      }
      fetch(hub, id.get())
          .ifPresent(card -> {
            var filled = CardFile.put(file.toString(), text, card, existing).orElse(text);
            var wrong =
                Catalogs.overlay(catalog, Map.of("models/" + file.getFileName(), filled))
                    .problems()
                    .stream()
                    .filter(Problem::isError)
                    .toList();
            if (!wrong.isEmpty()) {
              row(id.get(), "left as it is: " + wrong.getFirst().message(), Optional.empty());
              return;
            }
            UserFile.write(file, filled);
            row(id.get(), "filled " + directory + "/" + file.getFileName(), Optional.of(card));
          });
    }
  }
}
