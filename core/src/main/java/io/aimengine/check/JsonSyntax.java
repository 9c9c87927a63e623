package io.aimengine.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.Locale;
import java.util.Optional;

/// Holds files that are called `.json` to JSON: YAML takes more, but what else reads them does not.
final class JsonSyntax {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonSyntax() {}

  /// The first mistake of a `.json` file that is YAML and no JSON.
  static Optional<Problem> check(String name, String text) {
    if (!name.toLowerCase(Locale.ROOT).endsWith(".json") || text.isBlank()) {
      return Optional.empty();
    }
    try {
      JSON.readTree(text.replaceFirst("^\uFEFF", ""));
      return Optional.empty();
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      var mark = at == null ? Mark.file(name) : new Mark(name, at.getLineNr(), at.getColumnNr());
      return Optional.of(
          Problem.error(
              "yaml.json",
              "",
              mark,
              "this is no JSON: "
                  + e.getOriginalMessage().lines().findFirst().orElse("not readable"),
              "mend it, or call the file .yaml"));
    }
  }
}
