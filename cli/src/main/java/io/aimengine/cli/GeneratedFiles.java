package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.describe.ModelFile;
import io.aimengine.describe.RecipeFile;
import io.aimengine.launch.HardwareVariables;
import io.aimengine.plan.GeneratedRecipe;
import io.aimengine.plan.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The files of one generation: shown as they are, or written into a folder.
final class GeneratedFiles implements View {
  private final Described described;
  private final List<GeneratedRecipe> recipes;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private Optional<String> folder = Optional.empty();

  /// The files of those that serve, with the model's own where the catalog lacks it; none where
  /// nothing serves.
  GeneratedFiles(Described described, List<GeneratedRecipe> recipes) {
    this.described = described;
    this.recipes = List.copyOf(recipes);
    var serving = recipes.stream().filter(GeneratedRecipe::serves).toList();
    if (described.origin() == Described.Origin.FILES && !serving.isEmpty()) {
      texts.put(
          ModelFile.path(described.model()),
          ModelFile.text(described.model(), described.remarks()));
    }
    serving.forEach(r -> texts.put(RecipeFile.path(r), RecipeFile.text(r, HardwareVariables::of)));
  }

  /// How many recipes there are.
  String message() {
    var serving = recipes.stream().filter(GeneratedRecipe::serves).count();
    return serving + (serving == 1 ? " recipe" : " recipes");
  }

  /// What is written must be read without a complaint; anything else is our defect.
  void check(Catalog catalog) {
    var errors =
        Catalogs.overlay(catalog, texts).problems().stream().filter(Problem::isError).toList();
    if (!errors.isEmpty()) {
      throw CommandFailure.of(Exit.GENERAL, errors);
    }
  }

  /// Below `root`, which people call `shown`; nothing is written when anything is there already.
  void write(Path root, String shown, boolean overwrite) {
    var existing =
        texts.keySet().stream()
            .filter(path -> !overwrite && Files.exists(root.resolve(path)))
            .toList();
    if (!existing.isEmpty()) {
      throw new CommandFailure(
          Exit.USAGE,
          "generate.exists",
          shown + "/" + existing.getFirst() + " is there already",
          "Look at it, then run again with --force, or into another folder.");
    }
    texts.forEach((path, text) -> UserFile.write(root.resolve(path), text));
    folder = Optional.of(shown);
  }

  @Override
  public JsonNode json() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("model_id", described.model().id());
    json.put("in_catalog", described.origin() == Described.Origin.CATALOG);
    var unsure = json.putArray("unsure");
    described.remarks().forEach(unsure::add);
    var list = json.putArray("recipes");
    for (var recipe : recipes) {
      var node = list.addObject().put("recipe_id", recipe.id());
      node.put("hardware", recipe.accelerator().name());
      node.put("precision", recipe.checkpoint().precision().id());
      node.put("origin", "generated");
      var columns = node.putArray("columns");
      recipe
          .verdicts()
          .forEach(v ->
              columns
                  .addObject()
                  .put("engine", v.candidate().engine().engine().id())
                  .put("gpus", v.candidate().gpuCount())
                  .put("serves", v.accepted())
                  .put("why", v.accepted() ? "" : v.objections().getFirst().message()));
      RecipeFile.pastOneNode(recipe).ifPresent(text -> node.put("past_one_node", text));
    }
    var files = json.putArray("files");
    texts.forEach((path, text) -> files.addObject().put("path", path).put("text", text));
    return json;
  }

  @Override
  public void print(Terminal terminal) {
    if (folder.isPresent()) {
      var table = new Table("Nothing was written.", "File", "What");
      texts.keySet().forEach(path -> table.row(folder.get() + "/" + path, what(path)));
      table.print(terminal);
    } else {
      var first = true;
      for (var entry : texts.entrySet()) {
        terminal.line((first ? "" : "---\n") + "# " + entry.getKey());
        terminal.line(entry.getValue().stripTrailing());
        first = false;
      }
    }
    var lead = texts.isEmpty() || folder.isPresent() ? "" : "# ";
    recipes.stream().filter(recipe -> !recipe.serves()).forEach(r -> absent(terminal, lead, r));
  }

  /// An accelerator that got no file, with why for each engine and GPU count.
  private static void absent(Terminal terminal, String lead, GeneratedRecipe recipe) {
    var accelerator = recipe.accelerator().name();
    terminal.line(
        lead + accelerator + " " + recipe.checkpoint().precision().id() + ": nothing serves");
    var reasons = new LinkedHashMap<String, List<String>>();
    for (var verdict : recipe.verdicts()) {
      var engine = verdict.candidate().engine().engine().id();
      reasons
          .computeIfAbsent(
              engine + "\n" + verdict.objections().getFirst().message(), _ -> new ArrayList<>())
          .add(Integer.toString(verdict.candidate().gpuCount()));
    }
    reasons.forEach((reason, counts) -> {
      var cut = reason.indexOf('\n');
      var on = recipe.accelerator().kind() == Accelerator.Kind.CPU ? "" : gpus(counts);
      tell(terminal, lead, reason.substring(0, cut) + on + ": " + reason.substring(cut + 1));
    });
    RecipeFile.pastOneNode(recipe).ifPresent(text -> tell(terminal, lead, text));
  }

  /// Between files it is one comment, which no line break may end.
  private static void tell(Terminal terminal, String lead, String text) {
    if (lead.isEmpty()) {
      terminal.paragraph("  ", text);
    } else {
      terminal.line(lead + "  " + text);
    }
  }

  private static String gpus(List<String> counts) {
    return " on " + String.join(", ", counts) + (counts.equals(List.of("1")) ? " GPU" : " GPUs");
  }

  private String what(String path) {
    return recipes.stream()
        .filter(recipe -> path.endsWith("/" + recipe.id() + ".yaml"))
        .findFirst()
        .map(GeneratedFiles::columns)
        .orElse("the model");
  }

  private static String columns(GeneratedRecipe recipe) {
    var byEngine =
        recipe.verdicts().stream()
            .filter(Verdict::accepted)
            .collect(
                Collectors.groupingBy(
                    v -> v.candidate().engine().engine().id(),
                    java.util.TreeMap::new,
                    Collectors.mapping(
                        v -> String.valueOf(v.candidate().gpuCount()), Collectors.joining(", "))));
    return byEngine.entrySet().stream()
        .map(e -> e.getKey() + " on " + e.getValue())
        .collect(Collectors.joining("; "));
  }
}
