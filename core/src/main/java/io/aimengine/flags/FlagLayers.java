package io.aimengine.flags;

import io.aimengine.api.Problem;
import io.aimengine.api.Problem.Severity;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Flag;
import io.aimengine.flags.FlagLayer.Origin;
import io.aimengine.flags.Translations.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Lays flags of several places over each other by what they mean, and checks each against the
/// engine version. Every problem is told, none ends the reading.
public final class FlagLayers {
  private static final int MAX_VALUE = 65_536;

  private final FlagContext context;
  private final Map<String, Argument> merged = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private FlagLayers(FlagContext context) {
    this.context = context;
  }

  /// The flags of all layers; in a later one a flag replaces the same flag of an earlier one,
  /// whatever alias or negation either used.
  public static CheckedArguments merge(FlagContext context, List<FlagLayer> layers) {
    var whole = new FlagLayers(context);
    layers.forEach(layer -> whole.new Layer(layer).read());
    return new CheckedArguments(new Arguments(context.engine(), whole.merged), whole.problems);
  }

  /// One layer on its way into the whole.
  private final class Layer {
    private final FlagLayer layer;
    private final Map<String, String> seen = new HashMap<>();
    private final Map<String, Argument> seenAs = new HashMap<>();

    Layer(FlagLayer layer) {
      this.layer = layer;
    }

    void read() {
      layer.flags().forEach(this::entry);
    }

    private void entry(String written, String value) {
      if (!printable(written) || !printable(value)) {
        say(
            Severity.ERROR,
            "launch.control-character",
            written,
            shown(written) + " has a control character or is longer than 64 KiB",
            "write it on one line");
        return;
      }
      var spelled = Spelling.of(context.kind(), written.strip(), value.strip());
      if (spelled.isEmpty()) {
        say(
            Severity.ERROR,
            "launch.unknown-flag",
            written,
            "\"" + shown(written) + "\" is no flag",
            "flags look like --max-num-seqs; a value goes into its own field");
        return;
      }
      var flag = spelled.get();
      if (secret(written, flag)) {
        return;
      }
      var translated = Translations.of(context, canonical(flag.flag()), flag.value());
      if (translated.isEmpty()) {
        take(written, flag);
        return;
      }
      var senseless = FlagValue.outside(canonical(flag.flag()), flag.value());
      if (senseless.isPresent()) {
        var bad = senseless.get();
        say(Severity.ERROR, "launch.bad-value", written, bad.message(), bad.hint());
        return;
      }
      var becomes = translated.get().becomes();
      say(
          Severity.NOTE,
          "launch.translated",
          written,
          becomes.isEmpty()
              ? flag + " is left out: " + translated.get().why()
              : flag + " is written as " + joined(becomes) + ": " + translated.get().why(),
          "");
      becomes.forEach(target -> take(written, target));
    }

    private void take(String written, Written flag) {
      var dot = flag.flag().indexOf('.');
      var name = dot < 0 ? flag.flag() : flag.flag().substring(0, dot);
      var found = Names.find(context.engine(), name);
      if (found.isEmpty()) {
        unknown(written, name);
        return;
      }
      var known = found.get();
      if (owned(written, known.flag(), flag.value())) {
        return;
      }
      if (known.flag().deprecated()) {
        say(
            Severity.WARNING,
            "launch.deprecated-flag",
            written,
            known.flag().name() + " is deprecated in " + context.engine().label(),
            known.flag().help());
      }
      if (dot >= 0) {
        dotted(written, known.flag(), flag, flag.flag().substring(dot + 1));
      } else if (known.flag().type() == Flag.Type.SWITCH) {
        toggle(written, known, flag.value());
      } else {
        value(written, known.flag(), flag.value());
      }
    }

    private void toggle(String written, Names.Found known, String value) {
      var on = Names.truth(value);
      if (on.isEmpty()) {
        say(
            Severity.ERROR,
            "launch.bad-value",
            written,
            known.flag().name() + " is a switch and takes no value, not \"" + shown(value) + "\"",
            "leave the value empty, or write false to switch it off");
        return;
      }
      if (!on.get() && isAlwaysOn(known.flag())) {
        say(
            Severity.ERROR,
            "launch.bad-value",
            written,
            context.engine().label() + " has no way to switch " + known.flag().name() + " off",
            "leave it out: it is on");
        return;
      }
      // `false` is how a switch is switched off; any other word is somebody's guess
      if (!value.isEmpty() && !value.equals("false")) {
        say(
            Severity.NOTE,
            "launch.switch-value",
            written,
            known.flag().name() + " is a switch: it is passed without \"" + value + "\"",
            "the engine would take the word for something else");
      }
      var wanted = on.get() != known.negated();
      if (wanted) {
        put(written, Argument.on(known.flag()));
      } else if (!Names.negation(known.flag()).isEmpty()) {
        put(written, Argument.off(known.flag()));
      } else {
        merged.remove(known.flag().name());
        Names.opposite(context.engine(), known.flag())
            .ifPresent(opposite -> put(written, Argument.on(opposite)));
      }
    }

    /// On by default, and nothing switches it off. `--no-webui` is "enabled" when the UI is.
    private boolean isAlwaysOn(Flag flag) {
      return Names.negation(flag).isEmpty()
          && Names.opposite(context.engine(), flag).isEmpty()
          && !flag.name().startsWith("--no-")
          && flag.defaultValue().matches("true|enabled");
    }

    private void value(String written, Flag flag, String value) {
      switch (FlagValue.check(context.kind(), flag, value)) {
        case FlagValue.Legal(var items) -> put(written, Argument.of(flag, items));
        case FlagValue.Bad(var message, var hint) ->
            say(Severity.ERROR, "launch.bad-value", written, message, hint);
      }
    }

    private void dotted(String written, Flag flag, Written from, String keys) {
      if (context.kind() != Engine.VLLM || !DottedJson.takes(flag) || keys.isBlank()) {
        unknown(written, from.flag());
        return;
      }
      var base = Optional.ofNullable(merged.get(flag.name())).map(Argument::text).orElse("");
      var folded = DottedJson.fold(base, List.of(keys.split("\\.")), from.value());
      merged.put(flag.name(), Argument.of(flag, List.of(folded)));
    }

    private void put(String written, Argument argument) {
      var name = argument.flag().name();
      var before = seenAs.put(name, argument);
      var writtenBefore = seen.put(name, written);
      if (before != null && writtenBefore != null && !before.equals(argument)) {
        say(
            Severity.ERROR,
            "launch.flag-twice",
            written,
            writtenBefore + " and " + written + " are the same flag with different values",
            "keep one of them");
      }
      merged.put(name, argument);
    }

    private boolean secret(String written, Written flag) {
      var found = Names.find(context.engine(), flag.flag());
      var named = found.map(f -> f.flag().secret()).orElse(false);
      if (!named && !Secrets.looksLikeValue(flag.value())) {
        return false;
      }
      say(
          Severity.ERROR,
          "launch.secret-in-args",
          written,
          flag.flag() + " would show a secret to everybody who can list processes or read a pod",
          Names.secretWayOut(context.kind(), flag.flag()));
      return true;
    }

    private boolean owned(String written, Flag flag, String value) {
      var owned = context.owned().stream().filter(o -> o.name().equals(flag.name())).findFirst();
      if (owned.isEmpty()) {
        return false;
      }
      var effective = owned.get().effective();
      if (effective.filter(value::equals).isEmpty()) {
        var clash = layer.origin() == Origin.MANIFEST && effective.isPresent();
        var set = effective.filter(v -> !v.isEmpty()).map(v -> " to " + v).orElse("");
        say(
            clash ? Severity.ERROR : Severity.NOTE,
            "launch.owned-flag",
            written,
            flag.name()
                + (set.isEmpty() ? " is for aim-engine to set" : " is set by aim-engine" + set)
                + (clash ? " and cannot be " : "; not used: ")
                + shown(value),
            "use " + owned.get().instead());
      }
      return true;
    }

    private void unknown(String written, String name) {
      var engine = context.engine();
      say(
          Severity.ERROR,
          "launch.unknown-flag",
          written,
          engine.label() + " has no flag " + shown(name),
          engine.flags().nearest(name).map(n -> "the nearest is " + n).orElse(""));
    }

    private void say(Severity severity, String code, String written, String what, String hint) {
      problems.add(
          new Problem(
              code, severity, layer.path() + "." + shown(written), layer.mark(), what, hint));
    }
  }

  private String canonical(String flag) {
    var dot = flag.indexOf('.');
    if (dot >= 0) {
      return flag;
    }
    return Names.find(context.engine(), flag)
        .filter(found -> !found.negated())
        .map(found -> found.flag().name())
        .orElse(flag);
  }

  private static String joined(List<Written> flags) {
    return String.join(" ", flags.stream().map(Written::toString).toList());
  }

  private static boolean printable(String text) {
    if (text.length() > MAX_VALUE) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static String shown(String text) {
    var clean = new StringBuilder();
    text.codePoints()
        .limit(80)
        .forEach(c ->
            clean.append(
                Character.isISOControl(c)
                    ? String.format(Locale.ROOT, "\\u%04x", c)
                    : Character.toString(c)));
    return clean.toString();
  }
}
