package io.aimengine.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.gateway.keys.ApiKey;
import io.aimengine.gateway.routing.Router;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The models that can be asked for, as OpenAI's clients list them.
final class ModelList {
  private final Router router;

  ModelList(Router router) {
    this.router = router;
  }

  /// Those that the key may use, one entry for each.
  byte[] all(Optional<ApiKey> key) {
    var list = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = list.putArray("data");
    router.routes().models(name -> allows(key, name)).forEach(name -> data.add(entry(name)));
    return list.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// By the rest of the path, in which slashes and others may be written as `%2F`.
  Optional<byte[]> one(String encoded, Optional<ApiKey> key) {
    return decoded(encoded)
        .filter(name -> router.routes().find(name).isPresent() && allows(key, name))
        .map(name -> entry(name).toString().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean allows(Optional<ApiKey> key, String model) {
    return key.isEmpty() || key.get().allows(model);
  }

  private static Optional<String> decoded(String encoded) {
    try {
      return Optional.of(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ObjectNode entry(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", name)
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", "aim-engine");
  }
}
