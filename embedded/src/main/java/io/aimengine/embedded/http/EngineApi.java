package io.aimengine.embedded.http;

import io.aimengine.embedded.model.ModelFacts.Task;
import io.aimengine.embedded.model.TextModel;
import io.aimengine.openai.ApiError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The endpoints of the engine; before the model is there they answer 503.
public final class EngineApi {

  static final int MAX_BODY_BYTES = 8 << 20;

  private static final byte[] OK = "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8);

  private final ApiServer server;
  private volatile State state = State.LOADING;

  /// Where the engine is in its life.
  private enum State {
    LOADING,
    READY,
    DRAINING
  }

  public EngineApi(ApiServer server) {
    this.server = server;
    server.route("GET", "/health", this::health);
    for (String path : new String[] {"/v1/chat/completions", "/v1/completions", "/v1/embeddings"}) {
      server.route("POST", path, exchange -> checkReady());
    }
    server.route("GET", "/v1/models", exchange -> checkReady());
  }

  /// Opens the endpoints of a loaded model.
  public void ready(TextModel model, ModelNames names) {
    boolean generates = model.facts().task() == Task.GENERATE;
    if (generates) {
      post("/v1/chat/completions", new CompletionEndpoint(Shape.CHAT, model, names));
      post("/v1/completions", new CompletionEndpoint(Shape.TEXT, model, names));
    }
    state = State.READY;
  }

  private void post(String path, Endpoint endpoint) {
    server.route(
        "POST",
        path,
        exchange -> {
          checkReady();
          endpoint.answer(exchange);
        });
  }

  /// New requests are refused from now on.
  public void drain() {
    state = State.DRAINING;
  }

  private void health(Exchange exchange) throws IOException {
    checkReady();
    exchange.sendJson(200, OK);
  }

  private void checkReady() {
    switch (state) {
      case LOADING ->
          throw new RefusedException(ApiError.unavailable("loading", "The model is loading."));
      case DRAINING ->
          throw new RefusedException(
              ApiError.unavailable("shutting_down", "The engine is shutting down."));
      case READY -> {}
    }
  }
}
