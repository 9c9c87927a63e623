package io.aimengine.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.embedded.model.ModelFacts;
import io.aimengine.embedded.model.Sampling;
import io.aimengine.openai.ApiError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Reads and checks the fields that chat and text completions share.
final class WishReader {

  private static final int MAX_STOPS = 64;

  private final ModelNames names;
  private final ModelFacts facts;

  WishReader(ModelNames names, ModelFacts facts) {
    this.names = names;
    this.facts = facts;
  }

  /// `otherwise` is the number of tokens to make when the request does not say.
  Wish read(Fields fields, int promptTokens, String promptField, int otherwise) {
    refuseUnsupported(fields);
    boolean stream = fields.flag("stream");
    return new Wish(
        names.check(fields),
        sampling(fields),
        fields.texts("stop", MAX_STOPS),
        maxTokens(fields, promptTokens, promptField, otherwise),
        ResponseFormat.grammar(fields),
        stream ? Wish.Delivery.STREAM : Wish.Delivery.WHOLE,
        streamUsage(fields, stream));
  }

  private static void refuseUnsupported(Fields fields) {
    if (fields.whole("n", 1, Integer.MAX_VALUE).orElse(1) > 1) {
      throw RefusedException.badRequest("n", "This engine makes one choice per request: 'n' is 1.");
    }
    if (fields.whole("best_of", 1, Integer.MAX_VALUE).orElse(1) > 1) {
      throw RefusedException.badRequest("best_of", "This engine has no 'best_of'.");
    }
    for (String field : List.of("tools", "functions")) {
      if (fields.find(field).filter(list -> !list.isEmpty()).isPresent()) {
        throw RefusedException.badRequest(field, "'" + field + "': this engine has no tool calls.");
      }
    }
    boolean logprobs =
        fields.find("logprobs").filter(p -> !p.isBoolean() || p.booleanValue()).isPresent();
    if (logprobs || fields.find("top_logprobs").isPresent()) {
      throw RefusedException.badRequest(
          "logprobs", "'logprobs': this engine gives no log probabilities.");
    }
  }

  private static Wish.StreamUsage streamUsage(Fields fields, boolean stream) {
    if (fields.find("stream_options").isEmpty()) {
      return Wish.StreamUsage.LEFT_OUT;
    }
    if (!stream) {
      throw RefusedException.badRequest(
          "stream_options", "'stream_options' needs 'stream' to be true.");
    }
    return fields.object("stream_options").flag("include_usage")
        ? Wish.StreamUsage.INCLUDED
        : Wish.StreamUsage.LEFT_OUT;
  }

  private int maxTokens(Fields fields, int promptTokens, String promptField, int otherwise) {
    int context = facts.contextTokens();
    if (promptTokens >= context) {
      throw new RefusedException(
          ApiError.contextLengthExceeded(
              promptField,
              "This model's maximum context length is "
                  + context
                  + " tokens. However, your request has "
                  + promptTokens
                  + " input tokens. Please shorten it."));
    }
    String field =
        fields.find("max_completion_tokens").isPresent() ? "max_completion_tokens" : "max_tokens";
    OptionalInt wanted = fields.whole(field, 1, Integer.MAX_VALUE);
    if (wanted.isEmpty()) {
      return Math.min(otherwise, context - promptTokens);
    }
    if (wanted.getAsInt() > context - promptTokens) {
      throw new RefusedException(
          ApiError.contextLengthExceeded(
              field,
              "'"
                  + field
                  + "' is too large: "
                  + wanted.getAsInt()
                  + ". This model's maximum context length is "
                  + context
                  + " tokens and your request has "
                  + promptTokens
                  + " input tokens."));
    }
    return wanted.getAsInt();
  }

  /// Without a wish llama-server's defaults: small models babble at temperature 1.
  private Sampling sampling(Fields fields) {
    return new Sampling(
        fields.number("temperature", 0, 2, 0.8),
        topP(fields),
        Math.max(0, fields.whole("top_k", -1, Integer.MAX_VALUE).orElse(40)),
        fields.number("min_p", 0, 1, 0.05),
        fields.number("presence_penalty", -2, 2, 0),
        fields.number("frequency_penalty", -2, 2, 0),
        repetitionPenalty(fields),
        fields.wholeLong("seed"),
        logitBias(fields),
        fields.flag("ignore_eos") ? Sampling.EndOfText.IGNORED : Sampling.EndOfText.STOPS);
  }

  private static double topP(Fields fields) {
    double topP = fields.number("top_p", 0, 1, 0.95);
    if (topP == 0) {
      throw RefusedException.badRequest("top_p", "'top_p' must be in (0, 1].");
    }
    return topP;
  }

  private static double repetitionPenalty(Fields fields) {
    double penalty = fields.number("repetition_penalty", 0, 10, 1);
    if (penalty == 0) {
      throw RefusedException.badRequest(
          "repetition_penalty", "'repetition_penalty' must be in (0, 10].");
    }
    return penalty;
  }

  private Map<Integer, Double> logitBias(Fields fields) {
    if (fields.find("logit_bias").isEmpty()) {
      return Map.of();
    }
    var biases = new HashMap<Integer, Double>();
    JsonNode object = fields.object("logit_bias").body();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      double bias = new Fields(object).number(entry.getKey(), -100, 100, 0);
      biases.put(token(entry.getKey()), bias);
    }
    return biases;
  }

  private int token(String text) {
    try {
      int token = Integer.parseInt(text);
      if (token >= 0 && token < facts.vocabularySize()) {
        return token;
      }
    } catch (NumberFormatException e) {
      // falls through to the message, which is the same
    }
    throw RefusedException.badRequest(
        "logit_bias",
        "'logit_bias' keys must be token ids from 0 to " + (facts.vocabularySize() - 1) + ".");
  }
}
