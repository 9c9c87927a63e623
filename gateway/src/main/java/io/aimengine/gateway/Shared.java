package io.aimengine.gateway;

import io.aimengine.gateway.routing.Router;
import java.util.concurrent.atomic.AtomicInteger;

/// What all event loops of one gateway have in common; every part of it is safe for all of them.
final class Shared {
  private final GatewaySettings settings;
  private final RouteSource source;
  private final Access access;
  private final Router router;
  private final Observers observers;
  private final GatewayMetrics metrics;
  private final MemoryBudget budget = MemoryBudget.ofHeap();
  private final ResponseHomes responses = new ResponseHomes();
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile int port;
  private volatile int metricsPort;
  private volatile boolean ready;

  Shared(
      GatewaySettings settings,
      RouteSource source,
      Access access,
      Router router,
      Observers observers) {
    this.observers = observers;
    this.settings = settings;
    this.source = source;
    this.access = access;
    this.router = router;
    this.metrics = new GatewayMetrics(router, this);
  }

  GatewaySettings settings() {
    return settings;
  }

  Access access() {
    return access;
  }

  /// Whether engines are asked for token counts: always where keys are asked for.
  boolean meters() {
    return settings.usage() == GatewaySettings.Usage.METERED || access.wantsKeys();
  }

  RouteSource source() {
    return source;
  }

  Router router() {
    return router;
  }

  GatewayMetrics metrics() {
    return metrics;
  }

  MemoryBudget budget() {
    return budget;
  }

  ResponseHomes responses() {
    return responses;
  }

  Observers observers() {
    return observers;
  }

  void begun() {
    underWay.incrementAndGet();
  }

  void over() {
    underWay.decrementAndGet();
  }

  int underWay() {
    return underWay.get();
  }

  void listening(int at) {
    port = at;
  }

  int port() {
    return port;
  }

  void metricsListening(int at) {
    metricsPort = at;
  }

  int metricsPort() {
    return metricsPort;
  }

  void ready(boolean now) {
    ready = now;
  }

  boolean isReady() {
    return ready;
  }
}
