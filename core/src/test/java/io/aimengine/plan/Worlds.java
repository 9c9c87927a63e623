package io.aimengine.plan;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Wishes;

/// The built-in catalog, machines and endpoints that tests plan with.
final class Worlds {
  static final Catalog CATALOG = Catalogs.builtin();

  private Worlds() {}

  static Inventory machine(String shorthand) {
    return InventoryReader.shorthand(shorthand, CATALOG).inventory();
  }

  static EndpointSpec endpoint(String model, Wishes wishes) {
    return new EndpointSpec(
        "endpoint", "default", new EndpointSpec.ModelRef(model, "", ""), wishes, 1);
  }

  static PlanResult plan(String model, String machine) {
    return new Planner(CATALOG).plan(endpoint(model, Wishes.none()), machine(machine));
  }
}
