package io.aimengine.describe;

import io.aimengine.catalog.ModelCard;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts a hub's model card into a model file, and leaves all other lines as they are.
public final class CardFile {
  /// What becomes of a card that the file has already.
  public enum Existing {
    KEEP,
    REPLACE
  }

  private CardFile() {}

  /// The id that a model file is about; empty when it is none.
  public static Optional<String> modelId(String name, String text) {
    return top(name, text)
        .flatMap(top -> Optional.ofNullable(top.entries().get("model_id")))
        .map(entry -> entry.value().toJson().asText(""))
        .filter(id -> !id.isEmpty());
  }

  /// The file with the card in it; empty when it has one that is kept, or is no mapping.
  public static Optional<String> put(String name, String text, HubCard card, Existing existing) {
    var top = top(name, text);
    if (top.isEmpty()) {
      return Optional.empty();
    }
    var entries = top.get().entries();
    var has = entries.containsKey("model_card");
    if (has && existing == Existing.KEEP) {
      return Optional.empty();
    }
    var lines = new ArrayList<>(text.lines().toList());
    if (has) {
      remove(lines, top.get());
    }
    // what was above does not move: the card goes to where the old one was, or below the
    // description
    var at = has ? line(top.get(), "model_card") : after(top.get(), "description", lines.size());
    lines.addAll(at, block(card.card()));
    licence(lines, card.licence());
    return Optional.of(String.join("\n", lines) + "\n");
  }

  private static Optional<YamlNode.Mapping> top(String name, String text) {
    var parsed = Yaml.parse(name, text);
    return parsed.ok()
            && parsed.documents().size() == 1
            && parsed.documents().getFirst() instanceof YamlNode.Mapping mapping
        ? Optional.of(mapping)
        : Optional.empty();
  }

  private static int line(YamlNode.Mapping top, String key) {
    var entry = top.entries().get(key);
    return entry == null ? 0 : entry.keyMark().line() - 1;
  }

  /// The line of the key that follows, or the end.
  private static int after(YamlNode.Mapping top, String key, int end) {
    if (!top.entries().containsKey(key)) {
      return end;
    }
    var own = line(top, key);
    return top.entries().keySet().stream()
        .mapToInt(other -> line(top, other))
        .filter(other -> other > own)
        .min()
        .orElse(end);
  }

  private static void remove(List<String> lines, YamlNode.Mapping top) {
    lines.subList(line(top, "model_card"), after(top, "model_card", lines.size())).clear();
  }

  private static void licence(List<String> lines, String licence) {
    var at = lines.indexOf("license: unknown");
    if (at >= 0 && !licence.isEmpty()) {
      lines.set(at, "license: " + YamlText.quoted(licence));
    }
  }

  /// The card as lines of a model file.
  public static List<String> block(ModelCard card) {
    var out = new YamlText().line("model_card:");
    out.comment("  ", "From the hub's card, in its builder's words, shortened.");
    out.field("  overview", card.overview());
    items(out, "intended_use", card.intendedUse());
    items(out, "limitations", card.limitations());
    if (!card.trainingData().isEmpty()) {
      out.field("  training_data", card.trainingData());
    }
    items(out, "evaluation", card.evaluation());
    items(out, "references", card.references());
    return out.text().lines().toList();
  }

  private static void items(YamlText out, String name, List<String> items) {
    if (!items.isEmpty()) {
      out.line("  " + name + ":");
      items.forEach(item -> out.line("    - " + YamlText.quoted(item)));
    }
  }
}
