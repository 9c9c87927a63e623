package io.aimengine.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// One catalog over another: entries of `top` replace those of `base` that have the same id.
record OverlaidCatalog(Catalog top, Catalog base) implements Catalog {

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
    var model = model(modelId).map(Model::id).orElse(modelId);
    return recipes().stream().filter(recipe -> belongs(recipe, model)).toList();
  }

  @Override
  public List<Recipe> recipes() {
    return merge(Catalog::recipes, Recipe::id);
  }

  /// A user's recipe may name a model of `base` by an alias that only `base` knows.
  private boolean belongs(Recipe recipe, String model) {
    return recipe.modelId().equalsIgnoreCase(model)
        || model(recipe.modelId()).filter(m -> m.id().equalsIgnoreCase(model)).isPresent();
  }

  private <T> List<T> merge(Function<Catalog, List<T>> list, Function<T, String> id) {
    var merged = new TreeMap<String, T>();
    list.apply(base).forEach(item -> merged.put(id.apply(item).toLowerCase(Locale.ROOT), item));
    list.apply(top).forEach(item -> merged.put(id.apply(item).toLowerCase(Locale.ROOT), item));
    return List.copyOf(merged.values());
  }
}
