package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Problem;
import io.aimengine.catalog.ModelCard;
import io.aimengine.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// A model card of a hub: the front matter of a README, and what its sections say of use and
/// limits. The texts are the builder's own, cut to a length that a catalog can carry.
public record HubCard(
    String licence,
    List<String> languages,
    List<String> baseModels,
    List<String> tags,
    ModelCard card) {
  private static final int LONGEST_OVERVIEW = 1500;
  private static final int LONGEST_ITEM = 600;
  private static final int MOST_ITEMS = 12;
  private static final int LONGEST_MATTER = 256 << 10;

  public HubCard {
    languages = List.copyOf(languages);
    baseModels = List.copyOf(baseModels);
    tags = List.copyOf(tags);
  }

  /// `page` is where people read the card; `readme` is its text.
  public static HubCard read(String page, String readme) {
    var text = readme.replace("\r\n", "\n").replace('\r', '\n');
    var matter = matter(text);
    var sections = Markdown.sections(body(text));
    var bases = texts(matter.path("base_model"));
    var languages = texts(matter.path("language"));
    var uses = new ArrayList<>(items(sections, HubCard::isUse));
    if (!languages.isEmpty()) {
      uses.add(
          "Languages: " + String.join(", ", languages.subList(0, Math.min(40, languages.size()))));
    }
    var references = new ArrayList<String>();
    references.add(page);
    bases.stream()
        .filter(base -> base.matches("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+"))
        .map(base -> page.replaceFirst("[^/]*/[^/]*$", base))
        .filter(link -> link.startsWith("http"))
        .forEach(references::add);
    texts(matter.path("license_link")).stream()
        .filter(link -> link.matches("https?://[^ ]+"))
        .forEach(references::add);
    var overview = overview(sections);
    var card =
        overview.isEmpty()
            ? ModelCard.EMPTY
            : new ModelCard(
                overview,
                uses,
                items(sections, HubCard::isLimit),
                first(sections, "training data"),
                items(sections, h -> h.contains("evaluation") || h.contains("benchmark")),
                List.of(),
                references);
    return new HubCard(licence(matter), languages, bases, texts(matter.path("tags")), card);
  }

  private static boolean isUse(String heading) {
    return heading.contains("intended use")
        || heading.equals("uses")
        || heading.equals("use cases")
        || heading.contains("direct use")
        || heading.contains("intended usage");
  }

  private static boolean isLimit(String heading) {
    return heading.contains("limitation")
        || heading.contains("out-of-scope")
        || heading.contains("bias")
        || heading.contains("risks");
  }

  private static String licence(JsonNode matter) {
    var licence = matter.path("license").asText("");
    return licence.equals("other") ? matter.path("license_name").asText(licence) : licence;
  }

  private static JsonNode matter(String text) {
    var end = text.startsWith("---\n") ? text.indexOf("\n---", 3) : -1;
    if (end < 0 || end > LONGEST_MATTER) {
      return JsonNodeFactory.instance.objectNode();
    }
    var parsed = Yaml.parse("README.md", text.substring(4, end + 1));
    return parsed.problems().stream().anyMatch(Problem::isError) || parsed.documents().isEmpty()
        ? JsonNodeFactory.instance.objectNode()
        : parsed.documents().getFirst().toJson();
  }

  private static String body(String text) {
    var end = text.startsWith("---\n") ? text.indexOf("\n---", 3) : -1;
    var line = end < 0 ? -1 : text.indexOf('\n', end + 1);
    return end < 0 ? text : line < 0 ? "" : text.substring(line + 1);
  }

  /// One text, or a list of them.
  private static List<String> texts(JsonNode node) {
    var texts = new ArrayList<String>();
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(each -> {
      if (each.isTextual()) {
        texts.add(each.asText());
      }
    });
    return texts;
  }

  /// The first paragraph of words, wherever it stands.
  private static String overview(Map<String, List<String>> sections) {
    for (var paragraphs : sections.values()) {
      for (var paragraph : paragraphs) {
        if (paragraph.length() > 60 && paragraph.chars().filter(c -> c == ' ').count() > 8) {
          return Markdown.cut(paragraph, LONGEST_OVERVIEW);
        }
      }
    }
    return "";
  }

  private static List<String> items(Map<String, List<String>> sections, Predicate<String> wanted) {
    return sections.entrySet().stream()
        .filter(section -> wanted.test(section.getKey().toLowerCase(Locale.ROOT)))
        .flatMap(section -> section.getValue().stream())
        .filter(paragraph -> paragraph.length() > 10)
        .map(paragraph -> Markdown.cut(paragraph, LONGEST_ITEM))
        .distinct()
        .limit(MOST_ITEMS)
        .toList();
  }

  private static String first(Map<String, List<String>> sections, String heading) {
    return items(sections, h -> h.contains(heading)).stream().findFirst().orElse("");
  }
}
