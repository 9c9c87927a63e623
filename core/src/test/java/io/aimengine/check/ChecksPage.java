package io.aimengine.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `docs/reference/checks.md`, taken apart. Examples are laid over the two files at its beginning,
/// top-level field by field; one marked `whole` stands for itself.
record ChecksPage(Map<String, Section> sections) {
  private static final Pattern SECTION =
      Pattern.compile("(?ms)^### `([^`]+)`\\n\\n(.*?)(?=^##|\\z)");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml (\\w+)(.*?)\\n(.*?)^```$");
  private static final Pattern FIELD = Pattern.compile("(?m)^(?=[^\\s#-])");

  /// What the page says of a code.
  record Section(String words, List<Example> bad, List<Example> good) {}

  /// A file of an example.
  record Example(String name, String text) {}

  static ChecksPage read() {
    var page = text(Path.of("../docs/reference/checks.md"));
    var recipe = block(page, "recipe");
    var endpoint = block(page, "endpoint");
    var sections = new LinkedHashMap<String, Section>();
    for (var m = SECTION.matcher(page); m.find(); ) {
      var examples = new LinkedHashMap<String, List<Example>>();
      for (var b = BLOCK.matcher(m.group(2)); b.find(); ) {
        examples
            .computeIfAbsent(b.group(1), k -> new ArrayList<>())
            .add(example(b, recipe, endpoint));
      }
      var words = m.group(2).substring(0, m.group(2).indexOf("```"));
      sections.put(
          m.group(1),
          new Section(
              words,
              examples.getOrDefault("bad", List.of()),
              examples.getOrDefault("good", List.of())));
    }
    return new ChecksPage(sections);
  }

  private static Example example(Matcher block, String recipe, String endpoint) {
    var text = block.group(3).replace("␇", "\u0007");
    var words = block.group(2).strip().split(" ");
    if (words[0].equals("whole")) {
      return new Example(words[1], text);
    }
    return text.matches("(?s)(spec|metadata|apiVersion|kind):.*")
        ? new Example("endpoint.yaml", over(endpoint, text))
        : new Example("recipes/qwen3-8b-mi300x-bf16.yaml", over(recipe, text));
  }

  private static String over(String base, String text) {
    var fields = new LinkedHashMap<String, String>();
    for (var field : FIELD.split(base)) {
      fields.put(key(field), field);
    }
    var changed = new LinkedHashMap<String, String>();
    for (var field : FIELD.split(text)) {
      changed.merge(key(field), field, String::concat);
    }
    fields.putAll(changed);
    return String.join("", fields.values());
  }

  private static String key(String field) {
    return field.substring(0, Math.max(0, field.indexOf(':')));
  }

  private static String block(String page, String kind) {
    for (var m = BLOCK.matcher(page); m.find(); ) {
      if (m.group(1).equals(kind)) {
        return m.group(3);
      }
    }
    throw new IllegalStateException("no example of a " + kind);
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
