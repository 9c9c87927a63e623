package io.aimengine.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Adds to a generated CRD what the generator has no word for, or passes over.
final class CrdText {
  /// As the reference has them; a column of another kind may stand between.
  private static final List<String> COLUMNS =
      List.of(
          "Model",
          "Recipe",
          "Hardware",
          "Precision",
          "Backend",
          "Size",
          "Used",
          "Models",
          "Phase",
          "Replicas",
          "Age");

  private CrdText() {}

  static void amend(JsonNode crd, Class<?> spec) {
    ((ObjectNode) crd.at("/spec/names")).putArray("categories").add("aim");
    var version = (ObjectNode) crd.at("/spec/versions/0");
    var columns = new ArrayList<JsonNode>();
    version.get("additionalPrinterColumns").forEach(columns::add);
    columns.sort(Comparator.comparingInt(column -> COLUMNS.indexOf(column.get("name").asText())));
    version.putArray("additionalPrinterColumns").addAll(columns);
    var schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
    schema.putArray("required").add("spec");
    byType((ObjectNode) schema.at("/properties/status/properties/conditions"));
    bound(spec, schema.at("/properties/spec"));
    tidy(schema);
  }

  /// Conditions are merged one by one: two writers may each own some.
  private static void byType(ObjectNode conditions) {
    conditions.put("x-kubernetes-list-type", "map");
    conditions.putArray("x-kubernetes-list-map-keys").add("type");
    ((ObjectNode) conditions.get("items")).putArray("required").add("type").add("status");
  }

  /// The generator passes over the bounds of a field that is a number or text.
  private static void bound(Class<?> type, JsonNode schema) {
    for (var component : type.getRecordComponents()) {
      var at = schema.path("properties").path(component.getName());
      var value = at.path("additionalProperties").isObject() ? at.get("additionalProperties") : at;
      value = value.has("items") ? value.get("items") : value;
      var held = held(component);
      if (held == IntOrString.class) {
        bound(component, (ObjectNode) value);
      } else if (held.isRecord()) {
        bound(held, value);
      }
    }
  }

  private static void bound(RecordComponent component, ObjectNode schema) {
    var accessor = component.getAccessor();
    Optional.ofNullable(accessor.getAnnotation(Min.class))
        .ifPresent(min -> schema.put("minimum", min.value()));
    Optional.ofNullable(accessor.getAnnotation(Max.class))
        .ifPresent(max -> schema.put("maximum", max.value()));
    schema.put("pattern", accessor.getAnnotation(Pattern.class).value());
  }

  /// A field's own type, or that of its items or values.
  private static Class<?> held(RecordComponent component) {
    if (component.getGenericType() instanceof ParameterizedType generic) {
      var arguments = generic.getActualTypeArguments();
      return (Class<?>) arguments[arguments.length - 1];
    }
    return component.getType();
  }

  /// Each rule once (the generator finds those of a record's component twice), whole numbers
  /// without a fraction.
  private static JsonNode tidy(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        object.properties().forEach(entry -> entry.setValue(tidy(entry.getValue())));
        if (object.get("x-kubernetes-validations") instanceof ArrayNode rules) {
          var once = new LinkedHashSet<JsonNode>();
          rules.forEach(once::add);
          rules.removeAll().addAll(once);
        }
        yield object;
      }
      case ArrayNode array -> {
        for (var i = 0; i < array.size(); i++) {
          array.set(i, tidy(array.get(i)));
        }
        yield array;
      }
      case DoubleNode number when number.canConvertToExactIntegral() ->
          LongNode.valueOf(number.longValue());
      default -> node;
    };
  }
}
