package io.aimengine.gateway;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A span for each request, sent by OTLP over HTTP in batches by a thread of the library's. A
/// client's `traceparent` is its parent, and decides whether it is kept; the engine gets ours. When
/// the collector does not keep up, spans are left out.
public final class Traces implements AutoCloseable {
  private static final String PATH = "/v1/traces";
  private static final int CLOSE_SECONDS = 5;
  private static final int LONGEST_NAME = 200;
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<String> REPLICA = AttributeKey.stringKey("aim.replica");
  private static final AttributeKey<Long> RETRIES = AttributeKey.longKey("aim.retries");

  private static final TextMapGetter<MultiMap> HEADERS =
      (headers, name) -> headers == null ? null : headers.get(name);

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private Traces(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("io.aimengine.gateway");
  }

  /// `collector` is the base address of an OTLP receiver, `headers` go with what is sent there;
  /// `share` (0 to 1) of the requests are traced whose client does not say.
  public static Traces to(URI collector, Map<String, String> headers, double share) {
    var address = collector.toString().replaceFirst("/$", "");
    var exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(address.endsWith(PATH) ? address : address + PATH);
    headers.forEach(exporter::addHeader);
    var name = Attributes.of(AttributeKey.stringKey("service.name"), "aim-engine-gateway");
    return new Traces(
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(Resource.create(name)))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter.build()).build())
            .build());
  }

  Span begin(MultiMap headers, Operation operation) {
    var parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    return tracer
        .spanBuilder(operation.path())
        .setParent(parent)
        .setSpanKind(SpanKind.SERVER)
        .setAttribute(ROUTE, operation.path())
        .setAttribute(OPERATION, operation.telemetryName())
        .startSpan();
  }

  /// Writes what the engine is told of a trace.
  static void pass(Span span, MultiMap headers) {
    W3CTraceContextPropagator.getInstance()
        .inject(Context.root().with(span), headers, MultiMap::set);
  }

  static void end(Span span, Operation operation, Finished request) {
    if (span.isRecording()) {
      var model = request.model();
      var shown = model.length() > LONGEST_NAME ? model.substring(0, LONGEST_NAME) : model;
      span.updateName(operation.telemetryName() + " " + shown);
      span.setAttribute(MODEL, shown)
          .setAttribute(STATUS, (long) request.status())
          .setAttribute(REPLICA, request.replica())
          .setAttribute(RETRIES, (long) request.retries());
      request
          .usage()
          .ifPresent(usage ->
              span.setAttribute(INPUT, usage.prompt()).setAttribute(OUTPUT, usage.completion()));
      if (request.firstPiece() != 0) {
        var before = System.nanoTime() - request.firstPiece();
        var at = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - before;
        span.addEvent("first_token", at, TimeUnit.NANOSECONDS);
      }
      if (request.end() == Finished.End.ENGINE_FAILED || request.status() >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
    }
    span.end();
  }

  /// Sends what is left, for a few seconds at most.
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
