package io.aimengine.check;

import io.aimengine.api.Mark;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Accelerator.Support;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.CatalogDocument;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import io.aimengine.catalog.Recipe;
import io.aimengine.plan.RecipeJudge;
import io.aimengine.plan.Verdict;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is wrong with one recipe beyond its schema: its ids, its flags, and whether the planner
/// would serve each of its columns on its own hardware.
final class RecipeChecks {
  private final Catalog catalog;
  private final YamlNode node;
  private final Recipe recipe;
  private final Editor editor;
  private final Noted noted = new Noted();
  private final Optional<Model> model;
  private final Optional<Accelerator> accelerator;

  private RecipeChecks(Catalog catalog, CatalogDocument document, String text) {
    this.catalog = catalog;
    this.node = document.node();
    this.recipe = Catalogs.recipe(document, catalog);
    this.editor = new Editor(text, node);
    this.model = catalog.model(recipe.modelId());
    this.accelerator = catalog.accelerator(recipe.hardware());
  }

  static List<Finding> of(Catalog catalog, CatalogDocument document, String text) {
    var checks = new RecipeChecks(catalog, document, text);
    var columns = checks.columns();
    if (columns.isEmpty()) {
      checks.noneEnabled();
    }
    return checks.all(columns);
  }

  /// Of a recipe without the parts that its schema refuses: what is enabled there nobody knows.
  static List<Finding> ofPart(Catalog catalog, CatalogDocument document, String text) {
    var checks = new RecipeChecks(catalog, document, text);
    return checks.all(checks.columns());
  }

  private void noneEnabled() {
    noted.add(
        "recipe.none-enabled",
        "",
        node.mark(),
        "no configuration of " + recipe.id() + " is enabled: nothing can be served by it",
        "enable one, or delete the recipe",
        Optional.empty());
  }

  private List<Finding> all(List<Column> columns) {
    spelling("model_id");
    spelling("huggingface_id");
    var verdicts =
        RecipeJudge.judge(catalog, recipe).stream()
            .collect(Collectors.toMap(RecipeChecks::key, Function.identity(), (a, _) -> a));
    var ok = verdicts.values().stream().filter(Verdict::accepted).count();
    if (ok > 0) {
      precision();
    }
    var objections = new Objections(node, editor, noted, ok > 0);
    for (var column : columns) {
      var verdict = Optional.ofNullable(verdicts.get(column.engine().id() + column.gpus()));
      var parsers = verdict.map(v -> v.candidate().args()).orElse(Map.of());
      otherModel(column);
      new FlagChecks(column, editor, noted).check(parsers);
      dtype(column);
      verdict.ifPresent(v -> objections.note(column, v));
    }
    return noted.all();
  }

  private static String key(Verdict verdict) {
    return verdict.candidate().engine().engine().id() + verdict.candidate().gpuCount();
  }

  private List<Column> columns() {
    var columns = new ArrayList<Column>();
    recipe
        .engines()
        .forEach((engine, counts) ->
            counts.forEach((gpus, read) -> {
              var written = Noted.entry(node, engine.id() + "_serve", gpus + "_gpu");
              var versions = versions(engine);
              if (read.enabled() && written.isPresent() && !versions.isEmpty()) {
                columns.add(column(engine, gpus, read, written.get(), versions));
              }
            }));
    return columns;
  }

  private Column column(
      Engine engine,
      int gpus,
      Recipe.Configuration read,
      Entry written,
      List<EngineVersion> versions) {
    return new Column(
        engine,
        gpus,
        read,
        written,
        versions,
        model,
        checkpoint().map(c -> !c.quantization().equals("none")).orElse(false),
        accelerator.map(Accelerator::memoryGib).orElse(0.0));
  }

  /// Those that the recipe names; the newest for the kind of device when it names none.
  private List<EngineVersion> versions(Engine engine) {
    var cpu = accelerator.map(a -> a.kind() == Accelerator.Kind.CPU).orElse(false);
    var platform = cpu ? EngineVersion.Platform.CPU : EngineVersion.Platform.ROCM;
    var named =
        Optional.ofNullable(recipe.engineVersions().get(engine))
            .map(range -> range.in(catalog, engine))
            .orElse(List.of());
    var built = named.stream().filter(v -> v.platform() == platform).toList();
    if (!built.isEmpty()) {
      return built;
    }
    return catalog.engines().stream()
        .filter(v -> v.engine() == engine && (cpu || v.platform() == platform))
        .limit(1)
        .toList();
  }

  private Optional<Checkpoint> checkpoint() {
    return model.flatMap(m -> m.checkpoint(recipe.checkpointId()));
  }

  /// `Llama-3_1` where the catalog, and Hugging Face, say `Llama-3.1`.
  private void spelling(String field) {
    var written = Noted.entry(node, field).map(Entry::value);
    var text = written.map(n -> ((YamlNode.Scalar) n).text()).orElse("");
    var right = model.flatMap(m -> spelled(m, text));
    if (right.isEmpty() || right.get().equals(text)) {
      return;
    }
    noted.add(
        "catalog.id-spelling",
        field,
        written.get().mark(),
        text + " is " + right.get() + " in the catalog and on Hugging Face",
        "write " + right.get(),
        Noted.fix("write " + right.get(), editor.value(written.get(), right.get())));
  }

  private static Optional<String> spelled(Model model, String text) {
    var ids = new ArrayList<String>();
    ids.add(model.id());
    model.checkpoints().forEach(c -> ids.add(c.id()));
    return ids.stream().filter(id -> plain(id).equals(plain(text))).findFirst();
  }

  private static String plain(String id) {
    return id.strip().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private void precision() {
    if (checkpoint().isEmpty() || accelerator.isEmpty()) {
      return;
    }
    var stored = checkpoint().get().precision();
    var support = accelerator.get().support(stored);
    var packed = checkpoint().get().format() == Checkpoint.Format.GGUF;
    if (packed || (support != Support.WEIGHT_ONLY && support != Support.DEQUANTISED)) {
      return;
    }
    noted.add(
        "precision.not-native",
        "precision",
        place("precision"),
        accelerator.get().name()
            + " does not compute in "
            + stored.id()
            + (support == Support.DEQUANTISED
                ? ": a kernel would have to unpack the weights to 16 bit, and they would take that room"
                : ": weights stay packed, arithmetic is 16 bit"),
        "",
        Optional.empty());
  }

  private Mark place(String field) {
    return Noted.entry(node, field).map(e -> e.value().mark()).orElse(node.mark());
  }

  /// A `--model` is never passed on, so one that contradicts the recipe would be lost in silence.
  private void otherModel(Column column) {
    var written = column.flag("--model");
    var id = written.map(Entry::value).filter(YamlNode.Scalar.class::isInstance);
    var text = id.map(n -> ((YamlNode.Scalar) n).text()).orElse("");
    if (text.isEmpty() || text.startsWith("/") || checkpoint().isEmpty()) {
      return;
    }
    var named = model.flatMap(m -> m.checkpoint(text));
    if (named.isEmpty() || !named.get().id().equals(checkpoint().get().id())) {
      noted.add(
          "recipe.other-model",
          column.path() + ".args." + written.get().key(),
          id.get().mark(),
          "--model is " + text + ", the recipe is for " + checkpoint().get().id(),
          "drop --model: the recipe's huggingface_id is served",
          Optional.empty());
    }
  }

  /// Of the two 16-bit types the engine takes the checkpoint's, unless `--dtype` says otherwise.
  private void dtype(Column column) {
    var stored = checkpoint().map(Checkpoint::precision).orElse(recipe.precision());
    var flag = column.flag("--dtype");
    var said = flag.map(e -> column.read().args().getOrDefault(e.key(), "")).orElse("auto");
    var used = said.equals("auto") ? Optional.of(stored) : Precision.parse(said);
    var wanted = recipe.precision();
    if (used.isEmpty() || wanted.bits() != 16 || used.get().bits() != 16 || used.get() == wanted) {
      return;
    }
    noted.add(
        "recipe.dtype",
        column.path() + ".args.--dtype",
        column.mark("--dtype"),
        "the recipe says " + wanted.id() + ", the engine would compute in " + used.get().id(),
        "write --dtype: " + (wanted == Precision.BF16 ? "bfloat16" : "float16"),
        Optional.empty());
  }
}
