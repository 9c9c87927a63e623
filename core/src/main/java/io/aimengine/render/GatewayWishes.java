package io.aimengine.render;

import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What an endpoint's annotations wish of the gateway, `aim.engine.amd.com/NAME` each: lists with
/// commas, `hold` in seconds, `mirror` in percent. A value that makes no sense is left out, with a
/// warning.
public record GatewayWishes(
    List<String> adapters,
    List<String> fallbacks,
    Optional<String> policy,
    Optional<Integer> concurrent,
    Optional<Integer> held,
    Optional<Integer> hold,
    Optional<Integer> mirror,
    List<Problem> problems) {
  /// How a replica may be chosen.
  public static final List<String> POLICIES =
      List.of("automatic", "least-outstanding", "prefix-aware");

  public static GatewayWishes of(Map<String, String> annotations) {
    var reader = new Reader(annotations, new ArrayList<>());
    return new GatewayWishes(
        reader.list("adapters"),
        reader.list("fallbacks"),
        reader.policy(),
        reader.number("concurrent", 1, 1_000_000),
        reader.number("held", 0, 1_000_000),
        reader.number("hold", 0, 86_400),
        reader.number("mirror", 1, 100),
        List.copyOf(reader.problems()));
  }

  private record Reader(Map<String, String> annotations, List<Problem> problems) {

    List<String> list(String name) {
      return text(name).stream()
          .flatMap(text -> Arrays.stream(text.split(",", -1)))
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .distinct()
          .toList();
    }

    Optional<String> policy() {
      var written = text("policy");
      var known =
          written
              .map(text -> text.toLowerCase(Locale.ROOT).replace('_', '-'))
              .filter(POLICIES::contains);
      if (written.isPresent() && known.isEmpty()) {
        problems.add(bad("policy", written.get(), "one of " + String.join(", ", POLICIES)));
      }
      return known;
    }

    Optional<Integer> number(String name, int least, int most) {
      var written = text(name);
      var known =
          written
              .filter(text -> text.matches("[0-9]{1,7}"))
              .map(Integer::valueOf)
              .filter(number -> number >= least && number <= most);
      if (written.isPresent() && known.isEmpty()) {
        problems.add(bad(name, written.get(), "a whole number from " + least + " to " + most));
      }
      return known;
    }

    private Optional<String> text(String name) {
      return Optional.ofNullable(annotations.get(Labels.GROUP + "/" + name)).map(String::strip);
    }
  }

  private static Problem bad(String name, String text, String known) {
    return Ways.unread(Labels.GROUP + "/" + name, text, known);
  }
}
