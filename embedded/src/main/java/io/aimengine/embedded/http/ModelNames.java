package io.aimengine.embedded.http;

import io.aimengine.openai.ApiError;
import java.util.List;

/// The names that the served model answers to; the first is its own.
public record ModelNames(List<String> names) {

  public ModelNames {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a model has a name");
    }
  }

  String first() {
    return names.getFirst();
  }

  /// The name a request asks for, the model's own when it names none, as in vLLM.
  String check(Fields fields) {
    if (fields.find("model").isEmpty()) {
      return first();
    }
    String wanted = fields.text("model");
    if (!names.contains(wanted)) {
      throw new RefusedException(ApiError.modelNotFound(wanted));
    }
    return wanted;
  }
}
