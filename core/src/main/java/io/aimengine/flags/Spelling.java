package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.flags.Translations.Written;
import java.util.Optional;
import java.util.regex.Pattern;

/// Brings the spellings of a flag in recipes and manifests into one form: `max-model-len`,
/// `--max-model-len=8192`, `-O3`. Empty when the text cannot be a flag.
final class Spelling {
  private static final Pattern FLAG = Pattern.compile("--?[A-Za-z][A-Za-z0-9_.+-]*");
  private static final Pattern LEVEL = Pattern.compile("-O([0-3])");

  private Spelling() {}

  static Optional<Written> of(Engine engine, String written, String value) {
    var equals = written.indexOf('=');
    if (equals > 0) {
      return value.isEmpty()
          ? of(engine, written.substring(0, equals), written.substring(equals + 1))
          : Optional.empty();
    }
    var level = LEVEL.matcher(written);
    if (engine == Engine.VLLM && level.matches() && value.isEmpty()) {
      return Optional.of(new Written("--optimization-level", level.group(1)));
    }
    var dashed = written.startsWith("-") ? written : "--" + written;
    if (!FLAG.matcher(dashed).matches()) {
      return Optional.empty();
    }
    return Optional.of(new Written(underscores(engine, dashed), value));
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
