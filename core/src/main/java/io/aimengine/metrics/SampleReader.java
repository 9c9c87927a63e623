package io.aimengine.metrics;

import io.aimengine.metrics.Scrape.Sample;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads one line of the Prometheus text format: `name{label="value",…} number [timestamp]`.
final class SampleReader {
  private final String line;
  private int at;

  private SampleReader(String line) {
    this.line = line;
  }

  /// Empty for a comment, an empty line and one that is not of this form.
  static Optional<Sample> read(String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return Optional.empty();
    }
    try {
      return new SampleReader(line).sample();
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private Optional<Sample> sample() {
    while (line.charAt(at) != '{' && line.charAt(at) != ' ') {
      at++;
    }
    var name = line.substring(0, at);
    var labels = line.charAt(at) == '{' ? labels() : Map.<String, String>of();
    var words = line.substring(at).strip().split(" ", 2);
    return number(words[0]).map(value -> new Sample(name, labels, value));
  }

  private Map<String, String> labels() {
    var labels = new LinkedHashMap<String, String>();
    at++;
    while (line.charAt(at) != '}') {
      var equals = line.indexOf('=', at);
      var name = line.substring(at, equals).strip();
      at = equals + 1;
      labels.put(name, quoted());
      if (line.charAt(at) == ',') {
        at++;
      }
    }
    at++;
    return labels;
  }

  // in quotes, with \\, \" and \n
  private String quoted() {
    var text = new StringBuilder();
    for (at++; line.charAt(at) != '"'; at++) {
      if (line.charAt(at) == '\\') {
        at++;
        text.append(line.charAt(at) == 'n' ? '\n' : line.charAt(at));
      } else {
        text.append(line.charAt(at));
      }
    }
    at++;
    return text.toString();
  }

  static Optional<Double> number(String text) {
    try {
      return switch (text) {
        case "+Inf" -> Optional.of(Double.POSITIVE_INFINITY);
        case "-Inf" -> Optional.of(Double.NEGATIVE_INFINITY);
        default -> Optional.of(Double.parseDouble(text));
      };
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
