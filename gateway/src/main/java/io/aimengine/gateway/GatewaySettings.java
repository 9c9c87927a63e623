package io.aimengine.gateway;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// How a gateway is to run: where it listens, where its metrics are (nowhere if empty), on how many
/// event loops, what it takes of a request (`largestBody` in bytes), for how long at most it warms
/// itself up before it calls itself ready, and with which certificate it speaks TLS.
public record GatewaySettings(
    InetSocketAddress listen,
    Optional<InetSocketAddress> metrics,
    int loops,
    long largestBody,
    Timeouts timeouts,
    Usage usage,
    Duration warmUp,
    Optional<Tls> tls) {

  public static final long LARGEST_BODY = 32L << 20;

  /// Whether engines are asked for token counts that the client did not ask for.
  public enum Usage {
    METERED,
    AS_ASKED
  }

  public GatewaySettings {
    if (loops < 1 || largestBody < 1) {
      throw new IllegalArgumentException(loops + " loops, bodies of " + largestBody + " bytes");
    }
  }

  /// With every default.
  public static GatewaySettings at(InetSocketAddress listen) {
    return new GatewaySettings(
        listen,
        Optional.empty(),
        1,
        LARGEST_BODY,
        Timeouts.DEFAULT,
        Usage.AS_ASKED,
        Duration.ZERO,
        Optional.empty());
  }

  public GatewaySettings with(Timeouts other) {
    return new GatewaySettings(listen, metrics, loops, largestBody, other, usage, warmUp, tls);
  }

  public GatewaySettings with(Usage other) {
    return new GatewaySettings(listen, metrics, loops, largestBody, timeouts, other, warmUp, tls);
  }

  public GatewaySettings loops(int number) {
    return new GatewaySettings(listen, metrics, number, largestBody, timeouts, usage, warmUp, tls);
  }

  public GatewaySettings metricsAt(Optional<InetSocketAddress> address) {
    return new GatewaySettings(listen, address, loops, largestBody, timeouts, usage, warmUp, tls);
  }

  public GatewaySettings largestBody(long bytes) {
    return new GatewaySettings(listen, metrics, loops, bytes, timeouts, usage, warmUp, tls);
  }

  public GatewaySettings warmedUp(Duration time) {
    return new GatewaySettings(listen, metrics, loops, largestBody, timeouts, usage, time, tls);
  }

  public GatewaySettings with(Tls certificate) {
    return new GatewaySettings(
        listen, metrics, loops, largestBody, timeouts, usage, warmUp, Optional.of(certificate));
  }
}
