package io.aimengine.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.embedded.model.TextModel;
import io.aimengine.openai.ApiError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/// `/v1/embeddings`.
final class EmbeddingEndpoint implements Endpoint {

  private static final int MAX_INPUTS = 2048;

  private final TextModel model;
  private final ModelNames names;
  private final EngineMetrics metrics;
  private final PromptReader prompts;

  EmbeddingEndpoint(TextModel model, ModelNames names, EngineMetrics metrics) {
    this.model = model;
    this.names = names;
    this.metrics = metrics;
    this.prompts = new PromptReader(model);
  }

  /// How a vector is written.
  private enum Encoding {
    NUMBERS,
    BASE64
  }

  @Override
  public void answer(Exchange exchange) throws IOException, InterruptedException {
    Fields fields = JsonText.object(exchange.body(EngineApi.MAX_BODY_BYTES));
    String name = names.check(fields);
    Encoding encoding = encoding(fields);
    checkDimensions(fields);
    JsonNode input = fields.find("input").orElseThrow(() -> Fields.missing("input"));
    List<int[]> inputs = prompts.inputs(input, "input", MAX_INPUTS);
    inputs.forEach(this::checkLength);
    ObjectNode reply = JsonNodeFactory.instance.objectNode().put("object", "list");
    ArrayNode data = reply.putArray("data");
    int tokens = 0;
    for (int[] one : inputs) {
      long started = System.nanoTime();
      float[] vector = model.embed(one);
      metrics.embedded(one.length, (System.nanoTime() - started) / 1e9);
      tokens += one.length;
      write(data.addObject(), vector, data.size() - 1, encoding);
    }
    reply.put("model", name);
    reply.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    exchange.sendJson(200, JsonText.MAPPER.writeValueAsBytes(reply));
  }

  private static Encoding encoding(Fields fields) {
    if (fields.find("encoding_format").isEmpty()) {
      return Encoding.NUMBERS;
    }
    return switch (fields.text("encoding_format")) {
      case "float" -> Encoding.NUMBERS;
      case "base64" -> Encoding.BASE64;
      default ->
          throw RefusedException.badRequest(
              "encoding_format", "'encoding_format' must be float or base64.");
    };
  }

  private void checkDimensions(Fields fields) {
    int size = model.facts().embeddingSize();
    if (fields.whole("dimensions", 1, Integer.MAX_VALUE).orElse(size) != size) {
      throw RefusedException.badRequest(
          "dimensions", "This model's embeddings have " + size + " dimensions, always.");
    }
  }

  private void checkLength(int[] tokens) {
    int most = model.facts().contextTokens();
    if (tokens.length > most) {
      throw new RefusedException(
          ApiError.contextLengthExceeded(
              "input",
              "This model's maximum context length is "
                  + most
                  + " tokens. However, an input has "
                  + tokens.length
                  + " tokens."));
    }
  }

  private static void write(ObjectNode entry, float[] vector, int index, Encoding encoding) {
    entry.put("object", "embedding").put("index", index);
    switch (encoding) {
      case NUMBERS -> {
        ArrayNode numbers = entry.putArray("embedding");
        for (float x : vector) {
          numbers.add(x);
        }
      }
      case BASE64 -> {
        var bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        entry.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
      }
    }
  }
}
