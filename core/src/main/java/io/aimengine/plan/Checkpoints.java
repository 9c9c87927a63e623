package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.Model;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.spec.Wishes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which weights a manifest means: those of the repository it names, unless it asks for another
/// precision.
final class Checkpoints {
  private Checkpoints() {}

  /// The checkpoint whose repository the manifest names; a model's alias means its own.
  static Checkpoint named(Model model, String id) {
    return model.checkpoints().stream()
        .filter(c -> spelling(c.id()).equals(spelling(id)))
        .findFirst()
        .orElse(model.own());
  }

  /// What may be served for a manifest on an accelerator, the best known first; never empty.
  static List<Checkpoint> allowed(
      Model model, Checkpoint named, Wishes wishes, Accelerator accelerator) {
    var allowed =
        model.checkpoints().stream()
            .filter(c -> objection(c, named, wishes, accelerator).isEmpty())
            .filter(c -> wishes.precision().map(p -> c.serves(p)).orElse(true))
            .toList();
    return allowed.isEmpty() ? List.of(named) : allowed;
  }

  /// Why these weights may not stand in for the named ones.
  static Optional<String> objection(
      Checkpoint checkpoint, Checkpoint named, Wishes wishes, Accelerator accelerator) {
    if ((checkpoint.id().equals(named.id()) && checkpoint.precision() == named.precision())
        || !(wishes.recipe() instanceof RecipeChoice.Auto)) {
      return Optional.empty();
    }
    if (wishes.precision().isPresent()) {
      var wanted = wishes.precision().get();
      return checkpoint.serves(wanted) && !named.serves(wanted)
          ? Optional.empty()
          : Optional.of("the manifest asks for " + named.id() + " at " + wanted.id());
    }
    return isConversionFor(accelerator, checkpoint)
        ? Optional.empty()
        : Optional.of(
            "the manifest names "
                + named.id()
                + " ("
                + named.precision().id()
                + ") and asks for no other precision");
  }

  /// llama.cpp reads no safetensors, so on a CPU a GGUF conversion stands in for the original.
  static boolean isConversionFor(Accelerator accelerator, Checkpoint checkpoint) {
    return accelerator.kind() == Accelerator.Kind.CPU && checkpoint.format() == Format.GGUF;
  }

  private static String spelling(String id) {
    return id.toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
