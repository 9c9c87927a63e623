package io.aimengine.catalog;

import java.util.List;
import java.util.Optional;

/// What is known. Immutable; entries are read when first asked for. Lists are sorted by name.
public interface Catalog {
  /// A model by id, alias or the id of one of its checkpoints; letter case does not matter.
  Optional<Model> model(String id);

  List<Model> models();

  /// An accelerator by name, letter case does not matter.
  Optional<Accelerator> accelerator(String name);

  /// An accelerator by PCI device id (`74a1`). An id that two share gives the more careful one.
  Optional<Accelerator> acceleratorByDeviceId(String deviceId);

  List<Accelerator> accelerators();

  /// All known engine versions, newest first within an engine.
  List<EngineVersion> engines();

  Optional<EngineVersion> engine(EngineVersion.Engine engine, String version);

  /// The recipes of a model, sorted by id.
  List<Recipe> recipes(String modelId);

  List<Recipe> recipes();

  /// What engines said of their memory when they served this checkpoint, sorted by id.
  List<Measurement> measurements(String checkpoint);
}
