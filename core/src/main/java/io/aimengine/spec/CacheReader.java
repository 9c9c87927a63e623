package io.aimengine.spec;

import java.util.Optional;

/// Reads `cache`: the name of an AIMCache, or size and class, directly or under `storage`.
final class CacheReader {
  private CacheReader() {}

  static Cache read(Section spec) {
    var cache = spec.section("cache");
    var storage = cache.section("storage");
    var findings = spec.findings();
    var enabled = cache.bool("enabled");
    var name = name(cache);
    if (!cache.has("enabled") && !cache.isEmpty() && !cache.has("name")) {
      notEnabled(cache);
    }
    var size =
        new Places<Quantity>("cache size")
            .add(cache, "size", size(cache))
            .add(storage, "size", size(storage))
            .agreed(findings);
    var storageClass =
        new Places<String>("storage class")
            .add(cache, "storageClass", cache.text("storageClass"))
            .add(cache, "storageClassName", cache.text("storageClassName"))
            .add(storage, "storageClass", storage.text("storageClass"))
            .add(storage, "storageClassName", storage.text("storageClassName"))
            .agreed(findings);
    var accessMode =
        new Places<String>("access mode")
            .add(cache, "accessMode", accessMode(cache))
            .add(storage, "accessMode", accessMode(storage))
            .agreed(findings);
    if (name.isPresent()
        && (size.isPresent() || storageClass.isPresent() || accessMode.isPresent())) {
      findings.warning(
          "spec.cache-named",
          cache.path(),
          cache.mark(),
          "the volume is the AIMCache's: size, class and access mode are said there",
          "drop them here, or drop the name");
    }
    return new Cache(enabled.orElse(name.isPresent()), name, size, storageClass, accessMode);
  }

  private static Optional<String> name(Section cache) {
    return cache.parsed(
        "name",
        "spec.name",
        text -> Optional.of(text).filter(Names::isObjectName),
        "write the metadata.name of an AIMCache of the same namespace");
  }

  private static Optional<String> accessMode(Section section) {
    return section.choice(
        "accessMode", "ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany", "ReadWriteOncePod");
  }

  private static Optional<Quantity> size(Section section) {
    var size = section.quantity("size");
    return size.isPresent() && size.get().value().signum() == 0
        ? section.bad(
            "spec.range", "size", "a cache needs room", "leave size out to have it computed")
        : size;
  }

  /// Settings that do nothing because the switch is missing are worth a word.
  static void notEnabled(Section section) {
    section
        .findings()
        .warning(
            "spec.not-enabled",
            section.path(),
            section.mark(),
            "%s has settings but is not enabled".formatted(section.path()),
            "write enabled: true");
  }
}
