package io.aimengine.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/// A number of bytes as people write it: `200GB`, `1.5TiB`, `500M`, `1048576`.
final class ByteSize {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,6})?)\\s*([KMGT]?)(I?)B?", Pattern.CASE_INSENSITIVE);

  private ByteSize() {}

  static long parse(String option, String text) {
    var matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw CommandFailure.usage(
          option + " " + text + " is no size", "Write it like 200GB, 1.5TiB or 500M.");
    }
    var power = "KMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT)) + 1;
    var step = matcher.group(3).isEmpty() ? 1000.0 : 1024.0;
    return Math.round(
        Double.parseDouble(matcher.group(1))
            * Math.pow(step, matcher.group(2).isEmpty() ? 0 : power));
  }
}
