package io.aimengine.local.hardware;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A catalog with a few accelerators and nothing else.
public final class FakeCatalog implements Catalog {
  private final List<Accelerator> accelerators =
      List.of(
          gpu("MI300X", "gfx942", 192, "74a1", "74b5"),
          gpu("MI355X", "gfx950", 288, "75a3"),
          gpu("MI250", "gfx90a", 64, "740c"),
          gpu("MI210", "gfx90a", 64, "740f"),
          gpu("cpu", "", 0));

  private static Accelerator gpu(String name, String gfx, double gib, String... ids) {
    var kind = name.equals("cpu") ? Accelerator.Kind.CPU : Accelerator.Kind.GPU;
    return new Accelerator(
        name,
        kind,
        gfx,
        "",
        gib,
        1,
        1,
        1,
        Map.of(),
        Map.of(),
        List.of(ids),
        "",
        "",
        List.of(),
        List.of());
  }

  @Override
  public Optional<Accelerator> accelerator(String name) {
    return accelerators.stream().filter(a -> a.name().equalsIgnoreCase(name)).findFirst();
  }

  @Override
  public Optional<Accelerator> acceleratorByDeviceId(String deviceId) {
    return accelerators.stream().filter(a -> a.deviceIds().contains(deviceId)).findFirst();
  }

  @Override
  public List<Accelerator> accelerators() {
    return accelerators;
  }

  @Override
  public Optional<Model> model(String id) {
    return Optional.empty();
  }

  @Override
  public List<Model> models() {
    return List.of();
  }

  @Override
  public List<EngineVersion> engines() {
    return List.of();
  }

  @Override
  public Optional<EngineVersion> engine(EngineVersion.Engine engine, String version) {
    return Optional.empty();
  }

  @Override
  public List<Recipe> recipes(String modelId) {
    return List.of();
  }

  @Override
  public List<Recipe> recipes() {
    return List.of();
  }
}
