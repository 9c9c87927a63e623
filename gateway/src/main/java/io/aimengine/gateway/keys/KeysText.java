package io.aimengine.gateway.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The keys as a text, for a file or a Secret: `{"keys": [{"id", "name", "hash", …}]}`. Times are
/// ISO 8601 in UTC.
public final class KeysText {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private KeysText() {}

  /// What a text says: the keys that can be read, and what is wrong with the others.
  public record Read(ApiKeys keys, List<Problem> problems) {
    public Read {
      problems = List.copyOf(problems);
    }
  }

  public static Read read(String text) {
    var problems = new ArrayList<Problem>();
    var keys = new ArrayList<ApiKey>();
    try {
      var list = JSON.readTree(text).path("keys");
      if (!list.isArray()) {
        problems.add(problem("keys", "there is no list `keys`"));
      }
      var ids = new HashSet<String>();
      for (var i = 0; i < list.size(); i++) {
        key(list.get(i), "keys[" + i + "]", ids, keys, problems);
      }
    } catch (JsonProcessingException e) {
      problems.add(problem("", "it is not JSON: " + e.getOriginalMessage()));
    }
    return new Read(ApiKeys.of(keys), problems);
  }

  private static void key(
      JsonNode node, String path, Set<String> ids, List<ApiKey> keys, List<Problem> problems) {
    try {
      var key = key(node);
      if (!key.hash().matches("[0-9a-f]{64}")) {
        problems.add(problem(path + ".hash", "it is not a SHA-256 in hex"));
      } else if (key.id().isEmpty() || !ids.add(key.id())) {
        problems.add(problem(path + ".id", "it is missing or taken twice"));
      } else {
        keys.add(key);
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      problems.add(problem(path, String.valueOf(e.getMessage())));
    }
  }

  private static Problem problem(String path, String message) {
    return Problem.error(
        "keys.invalid", path, Mark.NONE, message, "keys are made by `aim-engine keys create`");
  }

  private static ApiKey key(JsonNode node) {
    var models = new HashSet<String>();
    node.path("models").forEach(model -> models.add(model.asText()));
    var replaced = new ArrayList<ApiKey.Replaced>();
    node.path("replaced")
        .forEach(old ->
            replaced.add(
                new ApiKey.Replaced(
                    old.path("hash").asText(), Instant.parse(old.path("until").asText()))));
    return new ApiKey(
        node.path("id").asText(),
        node.path("name").asText(),
        node.path("hash").asText(),
        models,
        allowance(node),
        time(node, "created").orElse(Instant.EPOCH),
        time(node, "expires"),
        time(node, "revoked"),
        replaced);
  }

  private static Allowance allowance(JsonNode node) {
    var budget = node.path("budget");
    return new Allowance(
        number(node, "requestsPerMinute"),
        number(node, "tokensPerMinute"),
        budget.isObject()
            ? Optional.of(
                new Budget(
                    budget.path("tokens").asLong(),
                    Budget.Period.valueOf(budget.path("period").asText().toUpperCase(Locale.ROOT))))
            : Optional.empty());
  }

  private static OptionalLong number(JsonNode node, String field) {
    var value = node.path(field);
    return value.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(value.asLong());
  }

  private static Optional<Instant> time(JsonNode node, String field) {
    return Optional.ofNullable(node.path(field).textValue()).map(Instant::parse);
  }

  public static String write(ApiKeys keys) {
    var root = JSON.createObjectNode();
    var list = root.putArray("keys");
    keys.all().forEach(key -> write(key, list.addObject()));
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(ApiKey key, ObjectNode node) {
    node.put("id", key.id()).put("name", key.name()).put("hash", key.hash());
    if (!key.models().isEmpty()) {
      var models = node.putArray("models");
      key.models().stream().sorted().forEach(models::add);
    }
    var allowance = key.allowance();
    allowance.requestsPerMinute().ifPresent(n -> node.put("requestsPerMinute", n));
    allowance.tokensPerMinute().ifPresent(n -> node.put("tokensPerMinute", n));
    allowance
        .budget()
        .ifPresent(budget ->
            node.putObject("budget")
                .put("tokens", budget.tokens())
                .put("period", budget.period().name().toLowerCase(Locale.ROOT)));
    node.put("created", key.created().toString());
    key.expires().ifPresent(time -> node.put("expires", time.toString()));
    key.revoked().ifPresent(time -> node.put("revoked", time.toString()));
    if (!key.replaced().isEmpty()) {
      var replaced = node.putArray("replaced");
      key.replaced()
          .forEach(old ->
              replaced.addObject().put("hash", old.hash()).put("until", old.until().toString()));
    }
  }
}
