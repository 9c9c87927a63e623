package io.aimengine.launch;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;

/// The product's own catalog: launches are tested with the flags that engines really have.
public final class TestCatalog {
  public static final Catalog CATALOG = Catalogs.builtin();

  private TestCatalog() {}
}
