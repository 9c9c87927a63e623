package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model.Parsers;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Which tool-call and reasoning parsers a model needs: what its model type always wants, else what
/// the marks in its chat template tell (`templates.yaml`). Nothing where neither says.
final class Templates {
  private static final JsonNode RULES = read();
  private static final List<Engine> ENGINES = List.of(Engine.VLLM, Engine.SGLANG);

  private Templates() {}

  private static JsonNode read() {
    try (var in =
        Objects.requireNonNull(
            Templates.class.getResourceAsStream("templates.yaml"), "templates")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Yaml.parse("templates.yaml", text).documents().getFirst().toJson();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Parsers> parsers(Family family, String template) {
    var parsers = new TreeMap<String, Parsers>();
    for (var engine : ENGINES) {
      var fixed = family.facts().path("parsers").path(engine.id());
      var found =
          fixed.isObject()
              ? new Parsers(text(fixed, "tool_call"), text(fixed, "reasoning"))
              : new Parsers(
                  find("tool_call", family, template, engine),
                  find("reasoning", family, template, engine));
      if (found.toolCall().isPresent() || found.reasoning().isPresent()) {
        parsers.put(engine.id(), found);
      }
    }
    return parsers;
  }

  private static Optional<String> find(String kind, Family family, String template, Engine engine) {
    for (var rule : RULES.path(kind)) {
      if (matches(rule, family, template)) {
        return text(rule, engine.id());
      }
    }
    return Optional.empty();
  }

  private static boolean matches(JsonNode rule, Family family, String template) {
    var any = rule.path("any");
    return family.name().startsWith(rule.path("family").asText(""))
        && rule.path("all").valueStream().allMatch(mark -> template.contains(mark.asText()))
        && (any.isMissingNode()
            || any.valueStream().anyMatch(mark -> template.contains(mark.asText())));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.of(node.path(name).asText("")).filter(text -> !text.isEmpty());
  }

  /// The chat template out of `tokenizer_config.json`, which has one or a list of named ones.
  static String chatTemplate(String tokenizerConfig) {
    var written =
        ForeignJson.object(tokenizerConfig)
            .map(root -> root.path("chat_template"))
            .orElseGet(MissingNode::getInstance);
    if (written.isTextual()) {
      return written.asText();
    }
    var all = new StringBuilder();
    written.forEach(each -> all.append(each.path("template").asText("")).append('\n'));
    return all.toString().strip();
  }
}
