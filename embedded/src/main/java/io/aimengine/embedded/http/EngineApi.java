package io.aimengine.embedded.http;

import io.aimengine.embedded.model.TextModel;
import io.aimengine.openai.ApiError;
import java.nio.charset.StandardCharsets;

/// The endpoints of the engine; before the model is there they answer 503.
public final class EngineApi {

  static final int MAX_BODY_BYTES = 8 << 20;

  private static final String CHAT = "/v1/chat/completions";
  private static final String TEXT = "/v1/completions";
  private static final String EMBEDDINGS = "/v1/embeddings";
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
    route("GET", "/health", exchange -> exchange.sendJson(200, OK));
    for (String path : new String[] {CHAT, TEXT, EMBEDDINGS}) {
      route("POST", path, exchange -> {});
    }
    route("GET", ModelsEndpoint.PATH, exchange -> {});
  }

  /// Opens the endpoints of a loaded model.
  public void ready(TextModel model, ModelNames names, EngineMetrics metrics) {
    switch (model.facts().task()) {
      case GENERATE -> {
        route("POST", CHAT, new CompletionEndpoint(Shape.CHAT, model, names));
        route("POST", TEXT, new CompletionEndpoint(Shape.TEXT, model, names));
        route("POST", EMBEDDINGS, unsupported(names, "Embeddings", "; start it with --embedding"));
      }
      case EMBED -> {
        route("POST", CHAT, unsupported(names, "Chat Completions", ""));
        route("POST", TEXT, unsupported(names, "Completions", ""));
        route("POST", EMBEDDINGS, new EmbeddingEndpoint(model, names, metrics));
      }
    }
    var models = new ModelsEndpoint(names, model.facts());
    route("GET", ModelsEndpoint.PATH, models);
    server.routePrefix("GET", ModelsEndpoint.PATH + "/", ready(models));
    state = State.READY;
  }

  /// Opens `/metrics`.
  public void exposeMetrics(TextModel model, EngineMetrics metrics) {
    server.route(
        "GET",
        "/metrics",
        exchange ->
            exchange.send(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.page(model.load()).getBytes(StandardCharsets.UTF_8)));
  }

  private static Endpoint unsupported(ModelNames names, String api, String way) {
    return exchange -> {
      names.check(JsonText.object(exchange.body(MAX_BODY_BYTES)));
      throw RefusedException.badRequest(
          "model", "The model does not support the " + api + " API" + way + ".");
    };
  }

  private void route(String method, String path, Endpoint endpoint) {
    server.route(method, path, ready(endpoint));
  }

  private Endpoint ready(Endpoint endpoint) {
    return exchange -> {
      checkReady();
      endpoint.answer(exchange);
    };
  }

  /// New requests are refused from now on.
  public void drain() {
    state = State.DRAINING;
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
