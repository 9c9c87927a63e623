package io.aimengine.store;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The proxies of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, which Java does not
/// read. Proxies with a password are not supported: Java sends none to a tunnel by default.
final class EnvironmentProxy extends ProxySelector {
  private final Map<String, String> environment;

  EnvironmentProxy(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<Proxy> select(URI uri) {
    var host = Optional.ofNullable(uri.getHost()).orElse("");
    if (direct(host)) {
      return List.of(Proxy.NO_PROXY);
    }
    var named = value(String.valueOf(uri.getScheme()).toUpperCase(Locale.ROOT) + "_PROXY");
    return List.of(
        named.or(() -> value("ALL_PROXY")).flatMap(EnvironmentProxy::proxy).orElse(Proxy.NO_PROXY));
  }

  private boolean direct(String host) {
    if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
      return true;
    }
    return List.of(value("NO_PROXY").orElse("").split(",")).stream()
        .map(String::strip)
        .map(s -> s.startsWith(".") ? s.substring(1) : s)
        .anyMatch(s -> s.equals("*") || host.equals(s) || (!s.isEmpty() && host.endsWith("." + s)));
  }

  private Optional<String> value(String name) {
    var lower = environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    var value = lower.isEmpty() ? environment.getOrDefault(name, "") : lower;
    return Optional.of(value.strip()).filter(v -> !v.isEmpty());
  }

  private static Optional<Proxy> proxy(String text) {
    var uri = UrlPolicy.parse(text.contains("://") ? text : "http://" + text);
    var host = uri.getHost();
    if (host == null) {
      return Optional.empty();
    }
    var port = uri.getPort() < 0 ? 80 : uri.getPort();
    return Optional.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(host, port)));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // the request fails with the same cause
  }
}
