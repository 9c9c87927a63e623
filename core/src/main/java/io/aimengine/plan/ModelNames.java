package io.aimengine.plan;

import io.aimengine.api.Nearest;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Model;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds which model of the catalog a name that it does not have probably means.
record ModelNames(Catalog catalog) {

  /// The same name of another owner, else a longer one that begins so, else a slip of the keyboard.
  Optional<String> nearest(String written) {
    var id = written.strip();
    var name = name(id);
    return best(id, known -> name(known).equals(name))
        .or(() -> best(id, known -> name(known).startsWith(name + "-")))
        .or(() -> Nearest.of(id, all()))
        .or(() ->
            Nearest.of(name, all().stream().map(ModelNames::name).toList())
                .flatMap(near -> best(id, known -> name(known).equals(near))));
  }

  /// Of several the one of the same owner, a model before a conversion of it, the shortest.
  private Optional<String> best(String id, Predicate<String> fits) {
    var models = catalog.models().stream().map(Model::id).toList();
    return all().stream()
        .filter(known -> name(id).length() > 2 && fits.test(known))
        .min(
            Comparator.comparing((String known) -> !owner(known).equals(owner(id)))
                .thenComparing(known -> !models.contains(known))
                .thenComparingInt(String::length)
                .thenComparing(Comparator.naturalOrder()));
  }

  private List<String> all() {
    return catalog.models().stream()
        .flatMap(
            m -> Stream.concat(Stream.of(m.id()), m.checkpoints().stream().map(Checkpoint::id)))
        .distinct()
        .toList();
  }

  private static String name(String id) {
    return id.substring(id.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static String owner(String id) {
    return id.substring(0, Math.max(0, id.lastIndexOf('/'))).toLowerCase(Locale.ROOT);
  }
}
