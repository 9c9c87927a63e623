package io.aimengine.explain;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import java.util.Arrays;

/// A packed catalog as a value: equal when its bytes are.
public final class CatalogBytes {
  private final byte[] pack;

  private CatalogBytes(byte[] pack) {
    this.pack = pack.clone();
  }

  public static CatalogBytes of(Catalog catalog) {
    return new CatalogBytes(Catalogs.pack(catalog));
  }

  static CatalogBytes of(byte[] pack) {
    return new CatalogBytes(pack);
  }

  byte[] bytes() {
    return pack.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CatalogBytes bytes && Arrays.equals(pack, bytes.pack);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pack);
  }
}
