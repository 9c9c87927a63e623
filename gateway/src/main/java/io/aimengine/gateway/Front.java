package io.aimengine.gateway;

import io.aimengine.gateway.keys.ApiKey;
import io.aimengine.openai.ApiError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/// Looks at the head of each request: what is asked for, and whether its body may come.
final class Front {
  private static final String MODELS = "/v1/models";

  private final Loop loop;
  private final Shared shared;
  private final ModelList models;

  Front(Loop loop, Shared shared) {
    this.loop = loop;
    this.shared = shared;
    this.models = new ModelList(shared.router());
  }

  void handle(HttpServerRequest request) {
    var connection = request.connection();
    HeadDeadline.headIsThere(connection);
    request.response().endHandler(v -> HeadDeadline.awaitsHead(connection));
    var path = request.path();
    var operation = Operation.of(path == null ? "" : path);
    var stored = Target.stored(request.method(), path == null ? "" : path);
    if (operation.isPresent()) {
      serve(request, operation.get());
    } else if (stored.isPresent()) {
      serve(request, stored.get());
    } else if (MODELS.equals(path)) {
      get(request, () -> known(request, key -> json(request, 200, models.all(key))));
    } else if (path != null && path.startsWith(MODELS + "/")) {
      var id = path.substring(MODELS.length() + 1);
      get(request, () -> known(request, key -> model(request, id, key)));
    } else if ("/healthz".equals(path)) {
      get(request, () -> text(request, 200, "ok"));
    } else if ("/readyz".equals(path)) {
      get(request, () -> text(request, shared.isReady() ? 200 : 503, ready()));
    } else {
      error(request, ApiError.pathNotFound(request.method().name(), printable(path)));
    }
  }

  /// A request that is no HTTP, or too much of it.
  void invalid(HttpServerRequest request) {
    var cause = request.decoderResult().cause();
    var tooLong = cause instanceof io.netty.handler.codec.TooLongFrameException;
    var error =
        new ApiError(
            tooLong ? 431 : 400,
            "invalid_request_error",
            "invalid_request",
            "",
            tooLong
                ? "The request's head is too long."
                : "The request is not valid HTTP/1.1 and was not read.");
    request
        .response()
        .setStatusCode(error.status())
        .putHeader("content-type", "application/json")
        .putHeader("connection", "close")
        .end(Buffer.buffer(error.toJson()))
        .onComplete(sent -> request.connection().close());
  }

  private void serve(HttpServerRequest request, Operation operation) {
    if (!request.method().equals(HttpMethod.POST)) {
      error(request, ApiError.methodNotAllowed(request.method().name(), operation.path(), "POST"));
    } else {
      serve(request, Target.of(operation));
    }
  }

  private void serve(HttpServerRequest request, Target target) {
    var operation = target.operation();
    var encoding = request.getHeader("content-encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      refuse(request, operation, Refusals.encoded());
    } else if (length(request) > shared.settings().largestBody()) {
      refuse(request, operation, ApiError.bodyTooLarge(shared.settings().largestBody()));
    } else if (!isPlain(request.query())) {
      refuse(request, operation, Refusals.badHead("The query is not plain ASCII."));
    } else if (request.version() == HttpVersion.HTTP_1_0 && length(request) < 0) {
      refuse(request, operation, Refusals.badHead("An HTTP/1.0 request needs a Content-Length."));
    } else {
      var key = shared.access().identify(request);
      if (key.isEmpty() && shared.access().wantsKeys()) {
        refuse(request, operation, Access.noKey());
      } else {
        new Exchange(loop, request, target, key).begin();
      }
    }
  }

  /// Goes on for those who have a key where keys are wanted.
  private void known(HttpServerRequest request, Consumer<Optional<ApiKey>> answer) {
    var key = shared.access().identify(request);
    if (key.isEmpty() && shared.access().wantsKeys()) {
      error(request, Access.noKey());
    } else {
      answer.accept(key);
    }
  }

  private void get(HttpServerRequest request, Runnable answer) {
    if (request.method().equals(HttpMethod.GET)) {
      answer.run();
    } else {
      error(
          request,
          ApiError.methodNotAllowed(request.method().name(), printable(request.path()), "GET"));
    }
  }

  private void model(HttpServerRequest request, String encoded, Optional<ApiKey> key) {
    models
        .one(encoded, key)
        .ifPresentOrElse(
            json -> json(request, 200, json),
            () -> error(request, ApiError.modelNotFound(printable(encoded))));
  }

  private String ready() {
    return shared.isReady() ? "ready" : "starting or stopping";
  }

  private static long length(HttpServerRequest request) {
    var text = request.getHeader("content-length");
    try {
      return text == null ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static boolean isPlain(@org.jspecify.annotations.Nullable String query) {
    return query == null || query.chars().allMatch(c -> c > ' ' && c < 127);
  }

  /// Of a text from outside, what may be said back.
  private static String printable(@org.jspecify.annotations.Nullable String text) {
    var given = text == null ? "" : text;
    var shown = given.length() > 200 ? given.substring(0, 200) + "..." : given;
    return shown.replaceAll("[^\\x21-\\x7e]", "?");
  }

  private void refuse(HttpServerRequest request, Operation operation, ApiError error) {
    json(request, error.status(), operation.errors().body(error));
  }

  private void error(HttpServerRequest request, ApiError error) {
    json(request, error.status(), error.toJson());
  }

  private void text(HttpServerRequest request, int status, String text) {
    send(request, status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private void json(HttpServerRequest request, int status, byte[] json) {
    send(request, status, "application/json", json);
  }

  private void send(HttpServerRequest request, int status, String type, byte[] body) {
    if (!request.isEnded()) {
      request.handler(piece -> {});
      loop.closeAfter(request);
    }
    var id = loop.requestId(request.getHeader(Headers.REQUEST_ID));
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", type)
        .putHeader(Headers.REQUEST_ID, id)
        .end(Buffers.wrap(body));
    if (!"/healthz".equals(request.path()) && !"/readyz".equals(request.path())) {
      loop.logged(Finished.here(id, printable(request.path()), status, body.length));
    }
  }
}
