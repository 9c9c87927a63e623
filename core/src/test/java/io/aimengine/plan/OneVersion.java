package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Measurement;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import java.util.List;
import java.util.Optional;

/// A catalog that knows one engine version only, so that everything is planned for it.
record OneVersion(Catalog catalog, EngineVersion only) implements Catalog {
  @Override
  public List<Measurement> measurements(String checkpoint) {
    return catalog.measurements(checkpoint);
  }

  @Override
  public List<EngineVersion> engines() {
    return List.of(only);
  }

  @Override
  public Optional<EngineVersion> engine(EngineVersion.Engine engine, String version) {
    return catalog.engine(engine, version).filter(only::equals);
  }

  @Override
  public Optional<Model> model(String id) {
    return catalog.model(id);
  }

  @Override
  public List<Model> models() {
    return catalog.models();
  }

  @Override
  public Optional<Accelerator> accelerator(String name) {
    return catalog.accelerator(name);
  }

  @Override
  public Optional<Accelerator> acceleratorByDeviceId(String deviceId) {
    return catalog.acceleratorByDeviceId(deviceId);
  }

  @Override
  public List<Accelerator> accelerators() {
    return catalog.accelerators();
  }

  @Override
  public List<Recipe> recipes(String modelId) {
    return catalog.recipes(modelId);
  }

  @Override
  public List<Recipe> recipes() {
    return catalog.recipes();
  }
}
