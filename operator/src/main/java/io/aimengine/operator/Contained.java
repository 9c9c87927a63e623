package io.aimengine.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Set;

/// Whether an object already says all that we want it to say: the API server adds defaults, and
/// others add fields of theirs, so only what we wrote is compared. Amounts are compared as amounts
/// (`1000m` is `1`).
final class Contained {
  private static final Set<String> SELECTORS =
      Set.of("selector", "podSelector", "matchLabels", "nodeSelector");

  private Contained() {}

  static boolean in(JsonNode wanted, JsonNode actual) {
    if (wanted.isObject()) {
      return actual.isObject()
          && wanted.properties().stream()
              .allMatch(field ->
                  nothing(field.getValue())
                      || (whole(field.getKey(), field.getValue(), actual.path(field.getKey()))
                          && in(field.getValue(), actual.path(field.getKey()))));
    }
    if (wanted.isArray()) {
      if (!actual.isArray() || wanted.size() != actual.size()) {
        return false;
      }
      for (var i = 0; i < wanted.size(); i++) {
        if (!in(wanted.get(i), actual.get(i))) {
          return false;
        }
      }
      return true;
    }
    return wanted.asText().equals(actual.asText()) || sameAmount(wanted.asText(), actual.asText());
  }

  /// A selector with a key more selects something else.
  private static boolean whole(String field, JsonNode wanted, JsonNode actual) {
    return !SELECTORS.contains(field) || wanted.size() == actual.size();
  }

  /// Empty containers are not stored.
  private static boolean nothing(JsonNode wanted) {
    return wanted.isNull() || (wanted.isContainerNode() && wanted.isEmpty());
  }

  private static boolean sameAmount(String wanted, String actual) {
    if (wanted.isEmpty() || actual.isEmpty() || !Character.isDigit(wanted.charAt(0))) {
      return false;
    }
    try {
      return Quantity.getAmountInBytes(Quantity.parse(wanted))
              .compareTo(Quantity.getAmountInBytes(Quantity.parse(actual)))
          == 0;
    } catch (IllegalArgumentException noAmount) {
      return false;
    }
  }
}
