package io.aimengine.launch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.Model.Task;

/// The smallest real request of a model's task: one token, one vector, one ranking. An engine that
/// is healthy and cannot answer it does not serve. `resultField` is a list in the answer that must
/// not be empty.
public record TaskRequest(String path, String body, String resultField) {

  public static TaskRequest of(Task task, String servedModel) {
    var fields = JsonNodeFactory.instance.objectNode().put("model", servedModel);
    return switch (task) {
      case TEXT_GENERATION -> request("/v1/completions", "choices", completion(fields));
      case EMBEDDING -> request("/v1/embeddings", "data", fields.put("input", "Hello"));
      case RERANK -> {
        fields.put("query", "Hello").putArray("documents").add("Hello").add("Goodbye");
        yield request("/v1/rerank", "results", fields);
      }
    };
  }

  private static ObjectNode completion(ObjectNode fields) {
    return fields.put("prompt", "Hello").put("max_tokens", 1).put("temperature", 0);
  }

  private static TaskRequest request(String path, String resultField, ObjectNode fields) {
    return new TaskRequest(path, fields.toString(), resultField);
  }
}
