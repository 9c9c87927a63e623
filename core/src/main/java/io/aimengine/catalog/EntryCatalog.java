package io.aimengine.catalog;

import io.aimengine.catalog.Entry.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A catalog over entries. An entry is made into a record when first asked for.
final class EntryCatalog implements Catalog {
  private final Map<String, Supplier<Model>> models = new TreeMap<>();
  private final Map<String, String> modelNames = new HashMap<>();
  private final Map<String, Supplier<Accelerator>> accelerators = new TreeMap<>();
  private final Map<String, List<String>> devices = new HashMap<>();
  private final Map<String, Supplier<EngineVersion>> engines = new TreeMap<>();
  private final Supplier<List<EngineVersion>> newestFirst =
      new Once<>(() -> all(engines).stream().sorted(Versions.NEWEST_FIRST).toList());
  private final Map<String, Supplier<Recipe>> recipes = new TreeMap<>();
  private final Map<String, List<String>> recipesOfModel = new HashMap<>();
  private final Map<String, Supplier<Measurement>> measurements = new TreeMap<>();

  /// This catalog with the one under it.
  private final Supplier<Catalog> known = new Once<>(this::known);

  private final List<Entry> entries;
  private final Optional<Catalog> under;

  EntryCatalog(List<Entry> entries) {
    this(entries, Optional.empty());
  }

  /// An engine version without a flag table among the entries takes the one of `under`.
  EntryCatalog(List<Entry> entries, Optional<Catalog> under) {
    this.entries = List.copyOf(entries);
    this.under = under;
    entries.stream().filter(e -> e.kind() == Kind.MODEL).forEach(this::addModel);
    for (var entry : entries) {
      switch (entry.kind()) {
        case ACCELERATOR -> addAccelerator(entry);
        case ENGINE -> addEngine(entry);
        case RECIPE -> addRecipe(entry);
        case MEASUREMENT -> addMeasurement(entry);
        case MODEL, FLAGS -> {}
      }
    }
  }

  List<Entry> entries() {
    return entries;
  }

  @Override
  public Optional<Model> model(String id) {
    return modelId(id).map(models::get).map(Supplier::get);
  }

  @Override
  public List<Model> models() {
    return all(models);
  }

  @Override
  public Optional<Accelerator> accelerator(String name) {
    return Optional.ofNullable(accelerators.get(key(name))).map(Supplier::get);
  }

  @Override
  public Optional<Accelerator> acceleratorByDeviceId(String deviceId) {
    return devices.getOrDefault(key(deviceId), List.of()).stream()
        .flatMap(name -> accelerator(name).stream())
        .min(
            Comparator.comparingInt(Accelerator::computeUnits)
                .thenComparingDouble(Accelerator::memoryGib)
                .thenComparing(Accelerator::name));
  }

  @Override
  public List<Accelerator> accelerators() {
    return all(accelerators);
  }

  @Override
  public List<EngineVersion> engines() {
    return newestFirst.get();
  }

  @Override
  public Optional<EngineVersion> engine(EngineVersion.Engine engine, String version) {
    return Optional.ofNullable(engines.get(key(engine.id() + " " + version))).map(Supplier::get);
  }

  @Override
  public List<Recipe> recipes(String modelId) {
    return recipesOfModel.getOrDefault(modelId(modelId).orElse(key(modelId)), List.of()).stream()
        .flatMap(id -> Optional.ofNullable(recipes.get(id)).map(Supplier::get).stream())
        .sorted(Comparator.comparing(Recipe::id))
        .toList();
  }

  @Override
  public List<Recipe> recipes() {
    return all(recipes);
  }

  @Override
  public List<Measurement> measurements(String checkpoint) {
    return all(measurements).stream()
        .filter(measurement -> key(measurement.checkpoint()).equals(key(checkpoint)))
        .toList();
  }

  private void addMeasurement(Entry entry) {
    measurements.put(
        entry.names().getFirst(),
        new Once<>(() -> MeasurementReader.read(new Fields(entry.content().get()))));
  }

  /// A model over one of `under` goes by all of its names; without it, it is left out.
  private void addModel(Entry entry) {
    var id = entry.names().getFirst();
    if (under.isPresent() && new Fields(entry.content().get()).has("extends")) {
      var in = new Fields(entry.content().get());
      under
          .get()
          .model(in.text("extends"))
          .ifPresent(base -> {
            models.put(id, new Once<>(() -> ModelReader.over(in, base)));
            modelNames.put(id, id);
            modelNames.put(key(base.id()), id);
            base.aliases().forEach(alias -> modelNames.putIfAbsent(key(alias), id));
            base.checkpoints().forEach(c -> modelNames.putIfAbsent(key(c.id()), id));
          });
      return;
    }
    models.put(id, new Once<>(() -> ModelReader.read(new Fields(entry.content().get()))));
    entry.names().forEach(name -> modelNames.putIfAbsent(name, id));
    modelNames.put(id, id);
  }

  private void addAccelerator(Entry entry) {
    var id = entry.names().getFirst();
    accelerators.put(
        id, new Once<>(() -> AcceleratorReader.read(new Fields(entry.content().get()))));
    entry.names().stream()
        .skip(1)
        .forEach(device -> devices.computeIfAbsent(device, d -> new ArrayList<>()).add(id));
  }

  private void addEngine(Entry entry) {
    engines.put(entry.names().getFirst(), new Once<>(() -> engine(entry)));
  }

  private EngineVersion engine(Entry entry) {
    var id = entry.names().getFirst();
    var in = new Fields(entry.content().get());
    var engine = EngineReader.engine(in.text("engine"));
    var table =
        under
            .filter(_ -> flagEntry(id).isEmpty())
            .flatMap(base -> base.engine(engine, in.text("version")))
            .map(EngineVersion::flags)
            .orElseGet(() -> FlagTableData.of(engine, () -> flags(id)));
    return EngineReader.read(in, table);
  }

  private Optional<Entry> flagEntry(String engine) {
    return entries.stream()
        .filter(e -> e.kind() == Kind.FLAGS && e.names().getFirst().equals(engine))
        .findFirst();
  }

  private List<Flag> flags(String engine) {
    return flagEntry(engine)
        .map(e -> FlagReader.read(new Fields(e.content().get())))
        .orElse(List.of());
  }

  private void addRecipe(Entry entry) {
    var model = modelId(entry.names().get(1)).orElse(entry.names().get(1));
    var id = entry.names().getFirst();
    recipes.put(id, new Once<>(() -> recipe(entry)));
    recipesOfModel.computeIfAbsent(model, m -> new ArrayList<>()).add(id);
  }

  private Catalog known() {
    return under.<Catalog>map(base -> new OverlaidCatalog(this, base)).orElse(this);
  }

  Recipe recipe(Entry entry) {
    return entry
        .recipe()
        .orElseGet(() -> RecipeReader.read(new Fields(entry.content().get()), entry.mark()))
        .spelled(known.get());
  }

  private static <T> List<T> all(Map<String, Supplier<T>> entries) {
    return entries.values().stream().map(Supplier::get).toList();
  }

  /// The reference writes `_` for a dot (`amd/Llama-3_1-…`), which no repository of that name has.
  private Optional<String> modelId(String name) {
    var id = modelNames.get(key(name));
    return Optional.ofNullable(id == null ? modelNames.get(key(name).replace('_', '.')) : id);
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
