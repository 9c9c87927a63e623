package io.aimengine.embedded.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.embedded.model.ModelFacts;
import io.aimengine.openai.ApiError;
import java.io.IOException;

/// `/v1/models` and `/v1/models/NAME`.
final class ModelsEndpoint implements Endpoint {

  static final String PATH = "/v1/models";

  private final ModelNames names;
  private final ModelFacts facts;
  private final long createdSeconds = System.currentTimeMillis() / 1000;

  ModelsEndpoint(ModelNames names, ModelFacts facts) {
    this.names = names;
    this.facts = facts;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    String path = exchange.path();
    ObjectNode reply = path.equals(PATH) ? all() : one(path.substring(PATH.length() + 1));
    exchange.sendJson(200, JsonText.MAPPER.writeValueAsBytes(reply));
  }

  private ObjectNode all() {
    ObjectNode reply = JsonNodeFactory.instance.objectNode().put("object", "list");
    ArrayNode data = reply.putArray("data");
    names.names().forEach(name -> data.add(card(name)));
    return reply;
  }

  private ObjectNode one(String name) {
    if (!names.names().contains(name)) {
      throw new RefusedException(ApiError.modelNotFound(name));
    }
    return card(name);
  }

  private ObjectNode card(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", name)
        .put("object", "model")
        .put("created", createdSeconds)
        .put("owned_by", "aim-engine")
        .put("root", names.first())
        .put("max_model_len", facts.contextTokens());
  }
}
