package io.aimengine.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// One catalog over another: entries of `top` replace those of `base` that have the same id.
final class OverlaidCatalog implements Catalog {
  private final Catalog top;
  private final Catalog base;
  private final Supplier<Map<String, List<Recipe>>> recipesOfModel = new Once<>(this::index);
  private final Supplier<List<EngineVersion>> newestFirst = new Once<>(this::sortedEngines);

  OverlaidCatalog(Catalog top, Catalog base) {
    this.top = top;
    this.base = base;
  }

  Catalog top() {
    return top;
  }

  Catalog base() {
    return base;
  }

  @Override
  public Optional<Model> model(String id) {
    return top.model(id).or(() -> base.model(id).map(found -> top.model(found.id()).orElse(found)));
  }

  @Override
  public List<Model> models() {
    return merge(Catalog::models, Model::id);
  }

  @Override
  public Optional<Accelerator> accelerator(String name) {
    return top.accelerator(name).or(() -> base.accelerator(name));
  }

  @Override
  public Optional<Accelerator> acceleratorByDeviceId(String deviceId) {
    return top.acceleratorByDeviceId(deviceId)
        .or(() ->
            base.acceleratorByDeviceId(deviceId)
                .map(found -> top.accelerator(found.name()).orElse(found)));
  }

  @Override
  public List<Accelerator> accelerators() {
    return merge(Catalog::accelerators, Accelerator::name);
  }

  @Override
  public List<EngineVersion> engines() {
    return newestFirst.get();
  }

  private List<EngineVersion> sortedEngines() {
    return merge(Catalog::engines, EngineVersion::label).stream()
        .sorted(Versions.NEWEST_FIRST)
        .toList();
  }

  @Override
  public Optional<EngineVersion> engine(EngineVersion.Engine engine, String version) {
    return top.engine(engine, version).or(() -> base.engine(engine, version));
  }

  @Override
  public List<Recipe> recipes(String modelId) {
    return recipesOfModel.get().getOrDefault(model(modelId, key(modelId)), List.of());
  }

  @Override
  public List<Recipe> recipes() {
    return merge(Catalog::recipes, Recipe::id);
  }

  @Override
  public List<Measurement> measurements(String checkpoint) {
    return merge(catalog -> catalog.measurements(checkpoint), Measurement::id);
  }

  /// A user's recipe may name a model of `base` by an alias that only `base` knows. Made once:
  /// catalogs of ten thousand recipes are planned against again and again.
  private Map<String, List<Recipe>> index() {
    var ids = new HashMap<String, String>();
    return recipes().stream()
        .collect(
            Collectors.groupingBy(
                recipe -> ids.computeIfAbsent(key(recipe.modelId()), name -> model(name, name))));
  }

  private String model(String name, String otherwise) {
    return model(name).map(found -> key(found.id())).orElse(otherwise);
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private <T> List<T> merge(Function<Catalog, List<T>> list, Function<T, String> id) {
    var merged = new TreeMap<String, T>();
    list.apply(base).forEach(item -> merged.put(id.apply(item).toLowerCase(Locale.ROOT), item));
    list.apply(top).forEach(item -> merged.put(id.apply(item).toLowerCase(Locale.ROOT), item));
    return List.copyOf(merged.values());
  }
}
