package io.aimengine.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// One request after the other over kept connections, as they are asked for: no redirects, cookies,
/// passwords, decompression or second tries. Blocking, so that no byte lies anywhere but in the
/// reader's buffer, and over HTTP/1.1, since one big body per connection gains nothing from HTTP/2.
final class WebClient {
  /// Servers keep idle connections longer than that; after it one is looked at before it is used.
  private static final TimeValue SURELY_OPEN = TimeValue.ofSeconds(1);

  private final CloseableHttpClient client;
  private final Duration response;

  /// Proxies and certificates are those of `environment`.
  WebClient(Limits limits, Map<String, String> environment) {
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(Integer.MAX_VALUE) // transfers count theirs themselves
            .setMaxConnPerRoute(Integer.MAX_VALUE)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(limits.connect()))
                    .setValidateAfterInactivity(SURELY_OPEN)
                    .build())
            .setDefaultTlsConfig(
                TlsConfig.custom().setHandshakeTimeout(Timeout.of(limits.response())).build());
    Trust.of(environment)
        .ifPresent(trust ->
            connections.setTlsSocketStrategy(
                ClientTlsStrategyBuilder.create().setSslContext(trust).buildClassic()));
    this.response = limits.response();
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections.build())
            .setProxySelector(new EnvironmentProxy(environment))
            .setUserAgent("aim-engine")
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setAuthenticationEnabled(false)
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableConnectionState()
            .build();
  }

  /// What the server answers, whatever its status; the answer must be closed.
  WebAnswer send(String method, URI uri, Map<String, String> headers)
      throws IOException, InterruptedException {
    var request = new HttpUriRequestBase(method, uri);
    headers.forEach(request::setHeader);
    // asked on a thread of its own: a wait for it has an end and hears of an interrupt
    var answer = new FutureTask<>(() -> answer(request, uri));
    Thread.ofVirtual().name("ask").start(answer);
    var taken = false;
    try {
      var got = answer.get(response.toNanos(), TimeUnit.NANOSECONDS);
      taken = true;
      return got;
    } catch (TimeoutException _) {
      throw new SocketTimeoutException("no answer");
    } catch (ExecutionException e) {
      throw cause(e);
    } finally {
      if (!taken) {
        request.cancel(); // also where it comes just now, and nobody would close it
      }
    }
  }

  private WebAnswer answer(HttpUriRequestBase request, URI uri) throws IOException {
    var context = HttpClientContext.create();
    var answer = client.executeOpen(null, request, context);
    if ("https".equalsIgnoreCase(uri.getScheme()) && context.getSSLSession() == null) {
      request.cancel();
      throw new IOException("the proxy answered " + answer.getCode());
    }
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (var header : answer.getHeaders()) {
      headers.putIfAbsent(header.getName(), header.getValue());
    }
    var entity = answer.getEntity();
    var body =
        entity == null
            ? InputStream.nullInputStream()
            : new WebBody(entity.getContent(), entity.getContentLength(), request);
    return new WebAnswer(answer.getCode(), uri, headers, body);
  }

  private static IOException cause(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException io -> io;
      case RuntimeException other -> throw other;
      case null, default -> new IOException(e.getCause());
    };
  }
}
