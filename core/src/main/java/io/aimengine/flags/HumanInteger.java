package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion.Engine;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Integers as the engines read them. vLLM: `32k` is 32,000 and `32K` is 32,768, either case up to
/// T, fractions only with a lower-case letter. SGLang: `k M G T` are decimal, `Ki Mi Gi Ti` binary.
/// Sources: `human_readable_int` of vLLM 0.33.0 (`utils/argparse_utils.py`) and of SGLang 0.5.23
/// (`srt/utils/common.py`).
public final class HumanInteger {
  private static final Pattern PLAIN = Pattern.compile("[+-]?\\d{1,18}");
  private static final Pattern VLLM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)([kKmMgGtT])");
  private static final Pattern SGLANG =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)(Ki|Mi|Gi|Ti|k|M|G|T)");

  private HumanInteger() {}

  /// The number, or empty when the engine would refuse the text.
  public static OptionalLong parse(Engine engine, String text) {
    var value = text.strip();
    if (PLAIN.matcher(value).matches()) {
      return OptionalLong.of(Long.parseLong(value));
    }
    return switch (engine) {
      case VLLM -> vllm(value);
      case SGLANG -> sglang(value);
      case LLAMACPP -> OptionalLong.empty();
    };
  }

  private static OptionalLong vllm(String value) {
    var match = VLLM.matcher(value);
    if (!match.matches()) {
      return OptionalLong.empty();
    }
    var letter = match.group(2).charAt(0);
    var power = "kmgt".indexOf(Character.toLowerCase(letter)) + 1;
    return scaled(match.group(1), Character.isUpperCase(letter), power);
  }

  private static OptionalLong sglang(String value) {
    var match = SGLANG.matcher(value);
    if (!match.matches()) {
      return OptionalLong.empty();
    }
    var suffix = match.group(2);
    var power = "kmgt".indexOf(Character.toLowerCase(suffix.charAt(0))) + 1;
    return scaled(match.group(1), suffix.length() == 2, power);
  }

  private static OptionalLong scaled(String number, boolean binary, int power) {
    if (binary && number.contains(".")) {
      return OptionalLong.empty();
    }
    var unit = BigInteger.valueOf(binary ? 1024 : 1000).pow(power);
    var result = new BigDecimal(number).multiply(new BigDecimal(unit)).toBigInteger();
    return result.bitLength() < 63 ? OptionalLong.of(result.longValue()) : OptionalLong.empty();
  }
}
