package io.aimengine.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.embedded.model.ChatMessage;
import io.aimengine.embedded.model.TextModel;
import io.aimengine.openai.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads what to continue out of a request: messages, texts or tokens.
final class PromptReader {

  private static final int MAX_MESSAGES = 4096;
  private static final int MAX_PROMPTS = 64;
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  /// No vocabulary has longer tokens, on average over a whole text: a text of more bytes per token
  /// of context cannot fit, which saves tokenizing it.
  private static final long MAX_BYTES_PER_TOKEN = 128;

  private final TextModel model;

  PromptReader(TextModel model) {
    this.model = model;
  }

  int[] messages(Fields fields) {
    JsonNode list = fields.find("messages").orElseThrow(() -> Fields.missing("messages"));
    if (!list.isArray() || list.isEmpty() || list.size() > MAX_MESSAGES) {
      throw RefusedException.badRequest(
          "messages", "'messages' must be a list of 1 to " + MAX_MESSAGES + " messages.");
    }
    var messages = new ArrayList<ChatMessage>();
    for (int i = 0; i < list.size(); i++) {
      messages.add(message(list.get(i), "messages[" + i + "]"));
    }
    checkLength(messages.stream().mapToLong(m -> m.content().length()).sum(), "messages");
    return model.tokenize(model.chatPrompt(messages));
  }

  private static ChatMessage message(JsonNode node, String at) {
    if (!node.isObject()) {
      throw Fields.wrong(at, "an object", node);
    }
    JsonNode role = node.path("role");
    if (!role.isTextual() || !ROLES.contains(role.textValue())) {
      throw RefusedException.badRequest(
          at + ".role",
          "'" + at + ".role' must be one of system, developer, user, assistant, tool.");
    }
    String name = role.textValue().equals("developer") ? "system" : role.textValue();
    return new ChatMessage(name, content(node.path("content"), name, at + ".content"));
  }

  private static String content(JsonNode content, String role, String at) {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (role.equals("assistant") && (content.isMissingNode() || content.isNull())) {
      return "";
    }
    if (!content.isArray()) {
      throw RefusedException.badRequest(
          at, "'" + at + "' must be a string or a list of text parts.");
    }
    var text = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
        throw RefusedException.badRequest(at, "'" + at + "' may hold parts of type text only.");
      }
      text.append(part.path("text").textValue());
    }
    return text.toString();
  }

  /// A string, tokens, or a list of either.
  List<int[]> prompts(Fields fields) {
    JsonNode prompt = fields.find("prompt").orElseThrow(() -> Fields.missing("prompt"));
    for (String field : List.of("suffix", "echo")) {
      if (fields.find(field).filter(v -> !v.isBoolean() || v.booleanValue()).isPresent()) {
        throw RefusedException.badRequest(field, "This engine has no '" + field + "'.");
      }
    }
    return inputs(prompt, "prompt", MAX_PROMPTS);
  }

  List<int[]> inputs(JsonNode input, String field, int most) {
    var inputs = new ArrayList<int[]>();
    boolean several = input.isArray() && !input.isEmpty() && !input.get(0).isIntegralNumber();
    if (several) {
      if (input.size() > most) {
        throw RefusedException.badRequest(field, "'" + field + "' may hold " + most + " at most.");
      }
      input.forEach(one -> inputs.add(tokens(one, field)));
    } else {
      inputs.add(tokens(input, field));
    }
    return inputs;
  }

  private int[] tokens(JsonNode input, String field) {
    int[] tokens;
    if (input.isTextual()) {
      checkLength(input.textValue().length(), field);
      tokens = model.tokenize(input.textValue());
    } else if (input.isArray()) {
      tokens = ids(input, field);
    } else {
      throw Fields.wrong(field, "a string, a list of tokens, or a list of those", input);
    }
    if (tokens.length == 0) {
      throw RefusedException.badRequest(field, "'" + field + "' must not be empty.");
    }
    return tokens;
  }

  private int[] ids(JsonNode list, String field) {
    int[] ids = new int[list.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = list.get(i);
      int size = model.facts().vocabularySize();
      if (!id.canConvertToInt()
          || !id.isIntegralNumber()
          || id.intValue() < 0
          || id.intValue() >= size) {
        throw RefusedException.badRequest(
            field, "'" + field + "' holds something that is no token id below " + size + ".");
      }
      ids[i] = id.intValue();
    }
    return ids;
  }

  private void checkLength(long characters, String field) {
    int context = model.facts().contextTokens();
    if (characters > context * MAX_BYTES_PER_TOKEN) {
      throw new RefusedException(
          ApiError.contextLengthExceeded(
              field,
              "This model's maximum context length is "
                  + context
                  + " tokens. However, your request has "
                  + characters
                  + " characters, which cannot fit."));
    }
  }
}
