package io.aimengine.explain;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether today's catalog, program and devices would decide otherwise than before, why, and what
/// of the command is different.
public record Drift(
    String endpoint,
    Kind kind,
    String then,
    String now,
    List<String> reasons,
    List<Difference> differences) {
  /// How far today's decision is from the one before.
  public enum Kind {
    /// the same decision, the same command
    NONE,
    /// the same candidate with other flags, variables or image
    COMMAND,
    /// another candidate
    CHOICE,
    /// what was planned before has no plan today
    INFEASIBLE,
    /// what was wanted is not known well enough to say
    UNKNOWN;

    public boolean drifted() {
      return this != NONE && this != UNKNOWN;
    }
  }

  /// A flag, variable or default that changed; "" where there is none.
  public record Difference(String what, String then, String now) {}

  /// A decision as far as drift looks at it: a candidate ("" for none) and what starts it.
  public record Side(
      String candidate, String image, List<String> command, Map<String, String> env) {
    public Side {
      command = List.copyOf(command);
      env = Map.copyOf(env);
    }

    /// Nothing could be planned.
    public static Side none() {
      return new Side("", "", List.of(), Map.of());
    }
  }

  public Drift {
    reasons = List.copyOf(reasons);
    differences = List.copyOf(differences);
  }

  /// `before` is the catalog of then, `today` that of now; the question is today's.
  public static Drift between(
      String endpoint, Side then, Side now, Catalog before, Catalog today, Question question) {
    var model = question.spec().model().id();
    if (today.model(model).isEmpty()) {
      return new Drift(
          endpoint,
          Kind.UNKNOWN,
          then.candidate(),
          "",
          List.of(
              "today's catalog does not know "
                  + model
                  + ": name the folder that it came from by --catalog"),
          List.of());
    }
    var kind = kind(then, now);
    var reasons =
        kind == Kind.CHOICE || kind == Kind.INFEASIBLE
            ? why(then.candidate(), today, question)
            : List.<String>of();
    var differences = new ArrayList<Difference>();
    if (kind != Kind.INFEASIBLE && !then.candidate().isEmpty()) {
      differences.addAll(commands(then, now, today));
      differences.addAll(defaults(then, before, today));
    }
    return new Drift(endpoint, kind, then.candidate(), now.candidate(), reasons, differences);
  }

  private static Kind kind(Side then, Side now) {
    if (then.candidate().equals(now.candidate())) {
      return then.equals(now) ? Kind.NONE : Kind.COMMAND;
    }
    return now.candidate().isEmpty() ? Kind.INFEASIBLE : Kind.CHOICE;
  }

  /// What became of the candidate of then: it lost, is refused, or is no candidate any more.
  private static List<String> why(String then, Catalog today, Question question) {
    var explainer = new Explainer(today);
    var survey = explainer.survey(question);
    if (then.isEmpty()) {
      return List.of("nothing could be planned before");
    }
    var same = survey.verdict(then);
    var best = survey.accepted().stream().findFirst();
    if (same.isEmpty()) {
      var known = engine(today, then).isPresent();
      return List.of(
          known
              ? "today there is no such candidate: its recipe or its devices are not there"
              : "today's catalog does not know its engine version");
    }
    if (!same.get().accepted()) {
      return same.get().objections().stream()
          .map(o -> "refused today: " + o.message() + " [" + o.code() + "]")
          .toList();
    }
    return best.map(b -> survey.compare(b, same.get()).stream())
        .flatMap(all -> all.filter(c -> c.decides()).findFirst())
        .map(c -> List.of("goes first today by " + c.name() + ": " + c.words()))
        .orElse(List.of());
  }

  private static List<Difference> commands(Side then, Side now, Catalog today) {
    var all = new ArrayList<Difference>();
    if (!then.image().equals(now.image())) {
      all.add(new Difference("image", then.image(), now.image()));
    }
    var engine = engine(today, now.candidate());
    var before = flags(engine, then.command());
    var after = flags(engine, now.command());
    different(before, after, all);
    different(then.env(), now.env(), all);
    return all;
  }

  private static Map<String, String> flags(Optional<EngineVersion> engine, List<String> command) {
    return engine.map(version -> GivenFlags.of(version, command)).orElse(Map.of());
  }

  private static void different(
      Map<String, String> then, Map<String, String> now, List<Difference> all) {
    var names = new LinkedHashSet<>(then.keySet().stream().sorted().toList());
    now.keySet().stream().sorted().forEach(names::add);
    for (var name : names) {
      var before = then.getOrDefault(name, "");
      var after = now.getOrDefault(name, "");
      if (!before.equals(after)) {
        all.add(new Difference(name.isEmpty() ? "program" : name, before, after));
      }
    }
  }

  /// Flags of the command that the engine version has no more, and defaults that it changed.
  private static List<Difference> defaults(Side then, Catalog before, Catalog today) {
    var old = engine(before, then.candidate());
    var present = engine(today, then.candidate());
    if (old.isEmpty() || present.isEmpty()) {
      return List.of();
    }
    var all = new ArrayList<Difference>();
    for (var flag : old.get().flags().all()) {
      var found = present.get().flags().find(flag.name());
      var used = then.command().contains(flag.name());
      if (found.isEmpty() && used) {
        all.add(new Difference(present.get().label() + " " + flag.name(), "a flag", "gone"));
      } else if (found.isPresent() && !found.get().defaultValue().equals(flag.defaultValue())) {
        all.add(
            new Difference(
                "default of " + flag.name(), flag.defaultValue(), found.get().defaultValue()));
      }
    }
    return all;
  }

  /// The engine version of a label, `… / vllm 0.33.0 / …`.
  private static Optional<EngineVersion> engine(Catalog catalog, String label) {
    var parts = label.split(" / ");
    if (parts.length < 3) {
      return Optional.empty();
    }
    var words = parts[parts.length - 2].split(" ", 2);
    return words.length < 2
        ? Optional.empty()
        : Engine.parse(words[0]).flatMap(engine -> catalog.engine(engine, words[1]));
  }
}
