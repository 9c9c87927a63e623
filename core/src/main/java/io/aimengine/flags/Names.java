package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Flag;
import java.util.Locale;
import java.util.Optional;

/// Finds flags by every name that the engine's own parser takes for them, prefixes excepted.
final class Names {
  private Names() {}

  /// A flag, and whether the written name switches it off.
  record Found(Flag flag, boolean negated) {}

  static Optional<Found> find(EngineVersion engine, String written) {
    var direct = engine.flags().find(written);
    if (direct.isPresent()) {
      var flag = direct.get();
      return Optional.of(new Found(flag, negates(flag, dashed(written))));
    }
    // vLLM 0.33 still takes the --no-enable-x of older versions, and hides it
    if (written.startsWith("--no-")) {
      return engine
          .flags()
          .find("--" + written.substring(5))
          .filter(flag -> flag.type() == Flag.Type.SWITCH)
          .map(flag -> new Found(flag, true));
    }
    return Optional.empty();
  }

  /// The name that switches a flag off, or "". vLLM 0.33 pairs `--enable-x` with `--disable-x` and
  /// hides the older `--no-enable-x`.
  static String negation(Flag flag) {
    var inverse = inverse(flag);
    return flag.aliases().contains(inverse) ? inverse : flag.negation();
  }

  /// llama.cpp has `--escape` and `--no-escape` as two flags.
  static Optional<Flag> opposite(EngineVersion engine, Flag flag) {
    return engine
        .flags()
        .find(inverse(flag))
        .filter(other -> other.type() == Flag.Type.SWITCH && !other.name().equals(flag.name()));
  }

  static boolean negates(Flag flag, String name) {
    return flag.type() == Flag.Type.SWITCH
        && (name.equals(flag.negation()) || name.equals(inverse(flag)));
  }

  private static String inverse(Flag flag) {
    var name = flag.name();
    if (name.startsWith("--enable-")) {
      return "--disable-" + name.substring(9);
    }
    return name.startsWith("--disable-")
        ? "--enable-" + name.substring(10)
        : "--no-" + name.substring(2);
  }

  /// What a value says of a switch: "" is on.
  static Optional<Boolean> truth(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "", "true", "yes", "1", "on" -> Optional.of(true);
      case "false", "no", "0", "off" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static String secretWayOut(Engine engine, String flag) {
    if (flag.contains("hf")) {
      return "set HF_TOKEN in the environment of aim-engine, or log in with `hf auth login`";
    }
    return switch (engine) {
      case VLLM -> "set VLLM_API_KEY in the environment, or keep keys at the gateway";
      case SGLANG -> "keep keys at the gateway, or name an environment variable by `--api-key-env`";
      case LLAMACPP -> "set LLAMA_API_KEY in the environment, or keep keys at the gateway";
    };
  }

  private static String dashed(String written) {
    return written.replace('_', '-');
  }
}
