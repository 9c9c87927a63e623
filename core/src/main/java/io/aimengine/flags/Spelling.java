package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.flags.Translations.Written;
import java.util.Optional;
import java.util.Set;

/// Brings the spellings of a flag in recipes and manifests into one form: `max-model-len`,
/// `--max-model-len=8192`, `-O3`. Empty when the text cannot be a flag.
final class Spelling {
  private static final Set<String> LEVELS = Set.of("-O0", "-O1", "-O2", "-O3");

  private Spelling() {}

  static Optional<Written> of(Engine engine, String written, String value) {
    var equals = written.indexOf('=');
    if (equals > 0) {
      return value.isEmpty()
          ? of(engine, written.substring(0, equals), written.substring(equals + 1))
          : Optional.empty();
    }
    if (engine == Engine.VLLM && LEVELS.contains(written) && value.isEmpty()) {
      return Optional.of(new Written("--optimization-level", written.substring(2)));
    }
    var dashed = written.startsWith("-") ? written : "--" + written;
    if (!isFlag(dashed)) {
      return Optional.empty();
    }
    return Optional.of(new Written(underscores(engine, dashed), value));
  }

  /// One or two dashes, a letter, then letters, digits, `_`, `.`, `+` and `-`. By hand: a plan
  /// reads thousands of flags.
  private static boolean isFlag(String text) {
    var start = text.startsWith("--") ? 2 : 1;
    if (text.length() <= start || !letter(text.charAt(start))) {
      return false;
    }
    for (var i = start + 1; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!letter(c) && !(c >= '0' && c <= '9') && "_.+-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /// vLLM reads `--max_model_len` as `--max-model-len`, up to the first dot.
  private static String underscores(Engine engine, String flag) {
    if (engine != Engine.VLLM || !flag.startsWith("--")) {
      return flag;
    }
    var dot = flag.indexOf('.');
    return dot < 0
        ? flag.replace('_', '-')
        : flag.substring(0, dot).replace('_', '-') + flag.substring(dot);
  }
}
