package io.aimengine.gateway;

import io.aimengine.gateway.Finished.End;
import io.aimengine.gateway.keys.ApiKey;
import io.aimengine.gateway.keys.Reservation;
import io.aimengine.gateway.keys.Verdict;
import io.aimengine.gateway.routing.Admission;
import io.aimengine.gateway.routing.Ask;
import io.aimengine.gateway.routing.Dispatch;
import io.aimengine.gateway.routing.Hold;
import io.aimengine.gateway.routing.Outcome;
import io.aimengine.gateway.routing.Prefix;
import io.aimengine.gateway.routing.PrefixScanner;
import io.aimengine.gateway.routing.Waiter;
import io.aimengine.gateway.wire.FormScanner;
import io.aimengine.gateway.wire.JsonRequest;
import io.aimengine.gateway.wire.MalformedException;
import io.aimengine.gateway.wire.ModelRequest;
import io.aimengine.gateway.wire.MultipartRequest;
import io.aimengine.gateway.wire.TokenUsage;
import io.aimengine.openai.ApiError;
import io.opentelemetry.api.trace.Span;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request from its head to the last byte of its answer. Lives on one event loop and is touched
/// by no other thread.
final class Exchange implements Waiter {
  static final String SESSION = "x-session-id";
  static final String ENGINE = "x-aim-engine";

  private final Loop loop;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Target target;
  private final Optional<ApiKey> key;
  private final Operation operation;
  private final String id;
  private final BodyBuffer body;
  private final PrefixScanner prefix = new PrefixScanner();
  private final Optional<Span> span;
  private final long start = System.nanoTime();
  private Stage stage = Stage.BODY;
  private long since = start;
  private @Nullable FormScanner form;
  private @Nullable Upload upload;
  private @Nullable ModelRequest asked;
  private @Nullable Hold hold;
  private @Nullable Reservation reservation;
  private @Nullable Call call;
  private @Nullable EarlyStream early;
  private long askedAt;
  private String model = "";
  private int retries;

  private enum Stage {
    BODY,
    HELD,
    SENT,
    OVER
  }

  Exchange(Loop loop, HttpServerRequest request, Target target, Optional<ApiKey> key) {
    this.loop = loop;
    this.request = request;
    this.response = request.response();
    this.target = target;
    this.key = key;
    this.operation = target.operation();
    this.id = loop.requestId(request.getHeader(Headers.REQUEST_ID));
    this.span = loop.traces().map(traces -> traces.begin(request.headers(), operation));
    this.body = new BodyBuffer(loop.budget(), loop.settings().largestBody());
  }

  void begin() {
    loop.add(this);
    response.exceptionHandler(e -> clientGone());
    response.closeHandler(v -> clientGone());
    request.exceptionHandler(e -> clientGone());
    request.handler(this::take);
    request.endHandler(v -> bodyIsThere());
    if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
      response.writeContinue();
    }
    if (operation.body() == Operation.Body.MULTIPART) {
      orRefuse(() -> form = FormScanner.of(request.getHeader("content-type")));
    }
  }

  private void take(Buffer piece) {
    if (stage != Stage.BODY) {
      return;
    }
    since = System.nanoTime();
    var from = body.length();
    switch (body.add(piece)) {
      case YES -> orRefuse(() -> taken(from));
      case TOO_LARGE -> refuse(ApiError.bodyTooLarge(loop.settings().largestBody()));
      case NO_MEMORY -> refuse(Refusals.full());
    }
  }

  private void taken(int from) {
    if (form == null) {
      prefix.add(body.bytes(), from, body.length());
      return;
    }
    form.add(body.bytes(), from, body.length());
    if (body.length() >= Upload.FROM && form.isBeyondModel()) {
      upload =
          new Upload(request, form, body.length(), loop.settings().largestBody(), this::spoiled);
      ask();
    }
  }

  private void bodyIsThere() {
    if (stage == Stage.BODY) {
      orRefuse(() -> {
        if (form != null) {
          form.finish();
        }
        ask();
      });
    }
  }

  private void ask() {
    var ask = target.stored().isPresent() ? askStored(target.stored().get()) : askModel();
    if (ask.isPresent() && isAllowed()) {
      askedAt = System.nanoTime();
      admitted(loop.router().ask(ask.get(), System.nanoTime(), this));
    }
  }

  private void orRefuse(Runnable read) {
    try {
      read.run();
    } catch (MalformedException e) {
      refuse(Refusals.malformed(e));
    } catch (RuntimeException e) {
      // a defect of ours: the client shall hear of it, and the request not hang
      refuse(ApiError.internal("The gateway failed; the request was not sent to an engine."));
    }
  }

  /// Asks the key's allowance, and answers where it does not allow this.
  private boolean isAllowed() {
    if (key.isEmpty()) {
      return true;
    }
    return switch (loop.access().ask(key.get(), model, estimate())) {
      case Verdict.Allowed allowed -> {
        reservation = allowed.reservation();
        yield true;
      }
      case Verdict.Denied denied -> {
        var cause = denied.cause();
        var type = cause.status() == 429 ? "rate_limit_error" : "invalid_request_error";
        retryAfter(denied.retryAfter());
        refuse(new ApiError(cause.status(), type, cause.code(), "", denied.message()));
        yield false;
      }
    };
  }

  /// Of the tokens that it will use: a token of text is rarely shorter than three bytes. What a
  /// recording costs cannot be told by its bytes.
  private long estimate() {
    return textBytes() / 3 + (asked == null ? 0 : asked.mostTokens());
  }

  private long textBytes() {
    return operation.body() == Operation.Body.JSON ? body.length() : 0;
  }

  private void retryAfter(Duration time) {
    if (!time.isZero() && early == null) {
      response.putHeader("retry-after", Long.toString(time.toSeconds() + 1));
    }
  }

  private Optional<Ask> askStored(String response) {
    var home = loop.responses().of(response);
    if (home.isEmpty()) {
      refuse(Refusals.noResponse());
      return Optional.empty();
    }
    model = home.get().model();
    return Optional.of(Ask.of(model, Prefix.NONE, loop.random()).replica(home.get().replica()));
  }

  private Optional<Ask> askModel() {
    var read =
        switch (operation.body()) {
          case JSON -> JsonRequest.read(body.bytes(), body.length());
          case MULTIPART ->
              MultipartRequest.of(body.bytes(), body.length(), Objects.requireNonNull(form));
        };
    asked = read;
    var named = read.text("model");
    if (named.isEmpty()) {
      refuse(Refusals.noModel());
      return Optional.empty();
    }
    model = named.get();
    return Optional.of(ask(read));
  }

  private Ask ask(ModelRequest read) {
    var ask = Ask.of(model, prefix.finish(), loop.random());
    var session = request.getHeader(SESSION);
    var engine = request.getHeader(ENGINE);
    var earlier = read.text("previous_response_id").flatMap(loop.responses()::of);
    ask = session == null ? ask : ask.session(session);
    ask = engine == null ? ask : ask.engine(engine);
    return earlier.isPresent() ? ask.replica(earlier.get().replica()) : ask;
  }

  private void admitted(Admission admission) {
    since = System.nanoTime();
    switch (admission) {
      case Admission.Sent sent -> send(sent.dispatch());
      case Admission.Held held -> {
        stage = Stage.HELD;
        hold = held.hold();
      }
      case Admission.Refused refused -> {
        var error =
            new ApiError(
                refused.reason().status(),
                refused.reason().status() < 500
                    ? "invalid_request_error"
                    : "service_unavailable_error",
                refused.reason().code(),
                refused.reason().status() == 404 ? "model" : "",
                refused.message());
        retryAfter(refused.retryAfter());
        refuse(error);
      }
    }
  }

  @Override
  public void settled(Admission admission) {
    loop.run(() -> {
      if (stage == Stage.HELD) {
        admitted(admission);
      } else if (admission instanceof Admission.Sent sent) {
        sent.dispatch().end(Outcome.CANCELLED, System.nanoTime());
      }
    });
  }

  private void send(Dispatch dispatch) {
    stage = Stage.SENT;
    var metered = loop.meters() && operation.takesStreamOptions();
    call = new Call(loop, this, dispatch);
    if (retries == 0 && asked != null && upload == null) {
      var read = asked;
      dispatch
          .copy()
          .ifPresent(copy -> loop.copies().send(this, copy, read.rewritten(copy.model(), false)));
    }
    var sent = asked == null ? new byte[0] : asked.rewritten(dispatch.model(), metered);
    call.start(sent, upload);
  }

  /// Something is wrong with the rest of a form that an engine has begun to take.
  private void spoiled(ApiError error) {
    if (call != null) {
      call.abandon();
    }
    if (response.headWritten()) {
      Connections.abort(request.connection());
      over(error.status(), End.REFUSED);
    } else {
      refuse(error);
    }
  }

  /// An attempt came to nothing, of which the client saw nothing: true if another one goes on.
  boolean retried(Dispatch dispatch, Outcome outcome) {
    if (upload != null && upload.flows()) {
      dispatch.end(outcome, System.nanoTime());
      return false;
    }
    var next = dispatch.retry(outcome, System.nanoTime());
    if (next.isEmpty()) {
      return false;
    }
    retries++;
    send(next.get());
    return true;
  }

  /// Answers with an error; only before any other byte of an answer.
  void refuse(ApiError error) {
    if (early != null) {
      early.fail(operation.errors(), error);
      over(200, End.ENGINE_FAILED);
      return;
    }
    var atBody = stage == Stage.BODY;
    answer(error.status(), operation.errors().body(error));
    over(error.status(), error.status() >= 500 && !atBody ? End.ENGINE_FAILED : End.REFUSED);
  }

  private void answer(int status, byte[] text) {
    response.setStatusCode(status).putHeader("content-type", "application/json");
    response.putHeader(Headers.REQUEST_ID, id);
    if (upload == null && !request.isEnded()) {
      loop.closeAfter(request);
    }
    response.end(Buffer.buffer(text));
  }

  private void clientGone() {
    if (stage == Stage.OVER) {
      return;
    }
    if (hold != null) {
      hold.giveUp(System.nanoTime());
    }
    if (call != null) {
      call.abandon();
    }
    over(499, End.CLIENT_GONE);
  }

  /// Called once a second or so.
  void tick(long now) {
    var waited = now - since;
    var limits = loop.settings().timeouts();
    switch (stage) {
      case BODY -> {
        if (waited > limits.body().toNanos()) {
          refuse(Refusals.slowBody());
        }
      }
      case HELD -> {
        if (hold != null && now >= hold.deadline() && hold.giveUp(now)) {
          refuse(ApiError.unavailable("starting", "The model did not start in time."));
        } else {
          beat(now);
        }
      }
      case SENT -> {
        if (call != null) {
          call.tick(now);
        }
        if (upload != null && stage == Stage.SENT) {
          upload.tick(now, limits.body().toNanos());
        }
        if (stage == Stage.SENT) {
          beat(now);
        }
      }
      case OVER -> {}
    }
  }

  /// A stream that has nothing to say yet says so.
  private void beat(long now) {
    if (call != null && call.pieces() > 0) {
      return;
    }
    var limits = loop.settings().timeouts();
    if (early != null) {
      early.beat(now);
    } else if ((call == null || !call.isAnswered())
        && isStream()
        && now - askedAt > limits.quietHead().toNanos()) {
      early = EarlyStream.open(response, id, limits.heartbeat().toNanos(), now);
    }
  }

  private boolean isStream() {
    return asked != null && operation.streams() && asked.stream();
  }

  /// The head of a stream is out, and nothing else of it.
  void quiet() {
    var heartbeat = loop.settings().timeouts().heartbeat().toNanos();
    early = EarlyStream.after(response, heartbeat, System.nanoTime());
  }

  /// There when the head of a stream is out before its engine said anything.
  Optional<EarlyStream> early() {
    return Optional.ofNullable(early);
  }

  void over(int status, End end) {
    if (stage == Stage.OVER) {
      return;
    }
    stage = Stage.OVER;
    loop.remove(this);
    var bytesIn = upload == null ? body.length() : upload.received();
    var text = textBytes();
    body.release();
    if (upload != null && !request.isEnded()) {
      upload.stop();
      loop.closeAfter(request);
    }
    var last = Optional.ofNullable(call);
    settle(status, text, last);
    var finished =
        new Finished(
            id,
            operation.path(),
            model,
            key.map(ApiKey::id).orElse(""),
            last.map(Call::replica).orElse(""),
            status,
            end,
            start,
            last.map(Call::firstPiece).orElse(0L),
            last.map(Call::lastPiece).orElse(0L),
            System.nanoTime(),
            last.map(Call::pieces).orElse(0),
            retries,
            bytesIn,
            last.map(Call::bytesOut).orElse(0L),
            last.flatMap(Call::usage));
    loop.finished(finished);
    span.ifPresent(traced -> Traces.end(traced, operation, finished));
  }

  /// Tells the engine of the trace, where there is one.
  void trace(MultiMap headers) {
    span.ifPresent(traced -> Traces.pass(traced, headers));
  }

  /// What the engine did not tell of an answer that began is guessed: nobody shall read for free by
  /// hanging up before the end.
  private void settle(int status, long textBytes, Optional<Call> last) {
    var guess =
        last.filter(c -> c.pieces() > 0 && status < 400)
            .map(c -> new TokenUsage(textBytes / 4, c.pieces(), 0));
    var used = last.flatMap(Call::usage).or(() -> guess);
    if (reservation != null) {
      reservation.settle(used.map(u -> u.prompt() + u.completion()).orElse(0L), System.nanoTime());
    }
    if (loop.meters()) {
      used.ifPresent(tokens -> loop.access().used(key, model, tokens));
    }
  }

  HttpServerRequest request() {
    return request;
  }

  HttpServerResponse response() {
    return response;
  }

  /// Whether the client asked for a usage event itself.
  boolean asksForUsage() {
    return asked != null && asked.asksForUsage();
  }

  String model() {
    return model;
  }

  Target target() {
    return target;
  }

  Operation operation() {
    return operation;
  }

  String id() {
    return id;
  }
}
