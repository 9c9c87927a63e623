package io.aimengine.gateway;

import io.aimengine.gateway.routing.Router;
import java.util.concurrent.atomic.AtomicInteger;

/// What all event loops of one gateway have in common; every part of it is safe for all of them.
final class Shared {
  private final GatewaySettings settings;
  private final RouteSource source;
  private final Router router;
  private final Finished.Listener listener;
  private final Gaps gaps;
  private final MemoryBudget budget = MemoryBudget.ofHeap();
  private final ResponseHomes responses = new ResponseHomes();
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile int port;
  private volatile boolean ready;

  Shared(
      GatewaySettings settings,
      RouteSource source,
      Router router,
      Finished.Listener listener,
      Gaps gaps) {
    this.settings = settings;
    this.source = source;
    this.router = router;
    this.listener = listener;
    this.gaps = gaps;
  }

  GatewaySettings settings() {
    return settings;
  }

  RouteSource source() {
    return source;
  }

  Router router() {
    return router;
  }

  Finished.Listener listener() {
    return listener;
  }

  Gaps gaps() {
    return gaps;
  }

  MemoryBudget budget() {
    return budget;
  }

  ResponseHomes responses() {
    return responses;
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

  void ready(boolean now) {
    ready = now;
  }

  boolean isReady() {
    return ready;
  }
}
