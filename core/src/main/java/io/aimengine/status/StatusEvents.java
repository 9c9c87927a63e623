package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What changed between two statuses, as events: one for each condition whose state or reason is
/// another, none for what is as it was.
public final class StatusEvents {
  private StatusEvents() {}

  /// Something that happened. `warning` asks a person to look.
  public record Event(boolean warning, String reason, String message) {}

  public static List<Event> between(Optional<AIMEndpointStatus> before, AIMEndpointStatus after) {
    var events = new ArrayList<Event>();
    for (var now : Optional.ofNullable(after.conditions()).orElse(List.of())) {
      var then = before.flatMap(b -> condition(b, now.getType()));
      if (then.isEmpty() || !same(then.get(), now)) {
        event(then, now).ifPresent(events::add);
      }
    }
    return List.copyOf(events);
  }

  private static Optional<Condition> condition(AIMEndpointStatus status, String type) {
    return Optional.ofNullable(status.conditions()).stream()
        .flatMap(List::stream)
        .filter(c -> type.equals(c.getType()))
        .findFirst();
  }

  /// Another plan is news, though the condition is as true as before.
  private static boolean same(Condition then, Condition now) {
    return Objects.equals(then.getStatus(), now.getStatus())
        && Objects.equals(then.getReason(), now.getReason())
        && (!now.getReason().equals(Reason.PLANNED.id())
            || Objects.equals(then.getMessage(), now.getMessage()));
  }

  private static Optional<Event> event(Optional<Condition> then, Condition now) {
    var holds = now.getStatus().equals("True");
    return switch (now.getType()) {
      case "Accepted", "Planned" ->
          now.getStatus().equals("Unknown") || now.getReason().equals(Reason.VALID.id())
              ? Optional.empty()
              : Optional.of(event(!holds || isWarning(now), now));
      case "Ready" ->
          holds || now.getReason().equals(Reason.SCALED_TO_ZERO.id())
              ? Optional.of(event(false, now))
              : Optional.empty();
      case "Progressing", "UpdateAvailable" ->
          holds ? Optional.of(event(false, now)) : Optional.empty();
      case "Canary" -> Optional.of(event(isTrouble(now), now));
      case "RolledBack", "UnknownHardware" ->
          holds ? Optional.of(event(true, now)) : Optional.empty();
      case "Degraded", "RolloutBlocked" ->
          holds
              ? Optional.of(event(true, now))
              : then.filter(c -> c.getStatus().equals("True")).map(_ -> event(false, now));
      default -> Optional.empty();
    };
  }

  private static boolean isTrouble(Condition canary) {
    return canary.getReason().equals(Reason.ROLLED_BACK.id())
        || canary.getReason().equals(Reason.NO_ROOM.id());
  }

  private static boolean isWarning(Condition condition) {
    return condition.getReason().equals(Reason.WARNINGS.id());
  }

  private static Event event(boolean warning, Condition condition) {
    return new Event(warning, condition.getReason(), condition.getMessage());
  }
}
