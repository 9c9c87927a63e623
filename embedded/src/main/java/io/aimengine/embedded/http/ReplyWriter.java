package io.aimengine.embedded.http;

import io.aimengine.embedded.model.Finish;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes the JSON of one answer, whole or event by event; text is put between ready-made pieces,
/// as this runs once per token.
final class ReplyWriter {

  /// Tokens read and made.
  record Usage(int promptTokens, int completionTokens, int cachedTokens) {}

  /// One finished choice.
  record Choice(String text, Finish finish) {}

  private final Shape shape;
  private final String head;
  private final String chunkHead;

  ReplyWriter(Shape shape, String id, long createdSeconds, String model) {
    this.shape = shape;
    var rest = new StringBuilder();
    rest.append("\",\"created\":").append(createdSeconds).append(",\"model\":");
    JsonText.quote(rest, model);
    String start = "{\"id\":\"" + shape.idPrefix + id + "\",\"object\":\"";
    head = start + shape.wholeObject + rest + ",\"choices\":[";
    chunkHead = start + shape.chunkObject + rest + ",\"choices\":[";
  }

  /// The event that opens a chat answer.
  String roleEvent() {
    return event("{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}", "null");
  }

  String textEvent(int index, String text) {
    return event(choiceHead(index, text), "null");
  }

  String lastEvent(int index, Finish finish) {
    String open =
        shape == Shape.CHAT
            ? "{\"index\":" + index + ",\"delta\":{}"
            : "{\"index\":" + index + ",\"text\":\"\"";
    return event(open, quoted(finish));
  }

  String usageEvent(Usage usage) {
    return "data: " + chunkHead + "]," + json(usage) + "}\n\n";
  }

  private String choiceHead(int index, String text) {
    var choice = new StringBuilder(text.length() + 64);
    choice.append("{\"index\":").append(index);
    choice.append(shape == Shape.CHAT ? ",\"delta\":{\"content\":" : ",\"text\":");
    JsonText.quote(choice, text);
    if (shape == Shape.CHAT) {
      choice.append('}');
    }
    return choice.toString();
  }

  private String event(String choiceHead, String finish) {
    return "data: "
        + chunkHead
        + choiceHead
        + ",\"logprobs\":null,\"finish_reason\":"
        + finish
        + "}]}\n\n";
  }

  byte[] whole(List<Choice> choices, Usage usage) {
    var json = new StringBuilder(head);
    for (int i = 0; i < choices.size(); i++) {
      json.append(i > 0 ? "," : "").append("{\"index\":").append(i);
      json.append(
          shape == Shape.CHAT ? ",\"message\":{\"role\":\"assistant\",\"content\":" : ",\"text\":");
      JsonText.quote(json, choices.get(i).text());
      json.append(shape == Shape.CHAT ? "}" : "");
      json.append(",\"logprobs\":null,\"finish_reason\":");
      json.append(quoted(choices.get(i).finish())).append('}');
    }
    json.append("],").append(json(usage)).append('}');
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(Finish finish) {
    return "\"" + finish.wireName() + "\"";
  }

  private static String json(Usage usage) {
    return "\"usage\":{\"prompt_tokens\":"
        + usage.promptTokens()
        + ",\"completion_tokens\":"
        + usage.completionTokens()
        + ",\"total_tokens\":"
        + (usage.promptTokens() + usage.completionTokens())
        + ",\"prompt_tokens_details\":{\"cached_tokens\":"
        + usage.cachedTokens()
        + "}}";
  }
}
