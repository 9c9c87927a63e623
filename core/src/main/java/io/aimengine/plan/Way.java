package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Accelerator.Support;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.plan.Judge.Judged;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A list of changes and the plan that it leads to, for so many replicas.
record Way(List<Change> changes, Judged plan, int replicas) {
  Way {
    changes = List.copyOf(changes);
  }

  /// The changes, then what they lead to: where it serves, and what is lost by it.
  String words() {
    var changed =
        changes.stream().map(c -> c.words().apply(plan)).collect(Collectors.joining(", "));
    var serves = has("machine") ? " would do" : ": serves on " + devices();
    return changed + serves + emulated() + context();
  }

  /// What people would change first comes first: more of the same GPUs, free ones, lower precision,
  /// shorter context, then what they asked for; another machine comes last.
  int order(Set<Accelerator> here) {
    return changes.stream().mapToInt(change -> order(change.subject(), here)).max().orElse(0);
  }

  private int order(String subject, Set<Accelerator> here) {
    return switch (subject) {
      case "gpuCount" -> 0;
      case "free" -> 2;
      case "precision" -> 3;
      case "context" -> 4;
      case "machine" -> here.contains(plan.candidate().accelerator()) ? 1 : 6;
      default -> 5;
    };
  }

  boolean only(String subject) {
    return changes.size() == 1 && changes.getFirst().subject().equals(subject);
  }

  boolean has(String subject) {
    return changes.stream().anyMatch(change -> change.subject().equals(subject));
  }

  /// `2 x MI300X`, or `4 x MI300X for 2 replicas of 2`.
  private String devices() {
    return devices(plan, has("replicas") ? 1 : replicas);
  }

  static String devices(Judged plan, int replicas) {
    var count = plan.candidate().gpuCount();
    var name = plan.candidate().accelerator().name();
    return replicas > 1
        ? count * replicas + " x " + name + " for " + replicas + " replicas of " + count
        : count + " x " + name;
  }

  private String emulated() {
    var candidate = plan.candidate();
    var precision = candidate.checkpoint().precision();
    var support = candidate.accelerator().support(precision);
    var changed = has("precision") && candidate.checkpoint().format() != Format.GGUF;
    return changed && (support == Support.WEIGHT_ONLY || support == Support.DEQUANTISED)
        ? " (" + precision.id() + " is emulated there)"
        : "";
  }

  /// Said when it is shorter than what the model would get where it has room.
  private String context() {
    var candidate = plan.candidate();
    var usual = Fit.usualContext(candidate.model());
    var left = candidate.settings().maxModelLen();
    var wasAsked = has("context") || candidate.accelerator().kind() == Accelerator.Kind.CPU;
    return left < usual && !wasAsked
        ? String.format(Locale.ROOT, ", with a context of %,d", left)
        : "";
  }
}
