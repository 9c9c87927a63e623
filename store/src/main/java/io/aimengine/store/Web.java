package io.aimengine.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;

/// Asks web servers. Redirects are followed by hand, so that a token never leaves its origin and no
/// hop leaves the URL policy. HTTP/1.1, since one big body per connection gains nothing from
/// HTTP/2.
final class Web {
  private static final int REDIRECTS = 8;

  static {
    // the JDK's client reads 16 KiB at a time, which costs twice the processor time
    if (System.getProperty("jdk.httpclient.bufsize") == null) {
      System.setProperty("jdk.httpclient.bufsize", String.valueOf(Hashes.BUFFER));
    }
  }

  private final Limits limits;
  private final UrlPolicy policy;
  private final Clock clock;

  private final Supplier<HttpClient> client;
  private final Semaphore connections;
  private final Bandwidth bandwidth;

  /// Proxies and certificates are those of `environment`.
  Web(Limits limits, UrlPolicy policy, Map<String, String> environment, Clock clock) {
    this.limits = limits;
    this.policy = policy;
    this.clock = clock;
    this.client = once(() -> client(limits, environment));
    this.connections = new Semaphore(limits.connections());
    this.bandwidth = new Bandwidth(limits.bytesPerSecond(), System::nanoTime, Pause.REAL);
  }

  private static HttpClient client(Limits limits, Map<String, String> environment) {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limits.connect())
            .proxy(new EnvironmentProxy(environment));
    Trust.of(environment).ifPresent(builder::sslContext);
    return builder.build();
  }

  /// Made at the first use: a cache hit should not pay for TLS.
  private static Supplier<HttpClient> once(Supplier<HttpClient> make) {
    return new Supplier<>() {
      private Optional<HttpClient> made = Optional.empty();

      @Override
      public synchronized HttpClient get() {
        if (made.isEmpty()) {
          made = Optional.of(make.get());
        }
        return made.get();
      }
    };
  }

  Limits limits() {
    return limits;
  }

  /// One permit for each transfer that runs.
  Semaphore connections() {
    return connections;
  }

  Bandwidth bandwidth() {
    return bandwidth;
  }

  /// The last response of the chain, whatever its status; its body must be closed.
  HttpResponse<InputStream> ask(
      String method, URI first, Map<String, String> headers, Credentials credentials)
      throws Transient, InterruptedException {
    var uri = policy.check(first);
    for (int hop = 0; hop < REDIRECTS; hop++) {
      var response = send(method, uri, headers, credentials);
      var location = response.headers().firstValue("Location");
      if (response.statusCode() / 100 != 3 || location.isEmpty()) {
        return response;
      }
      close(response);
      uri = policy.check(uri.resolve(UrlPolicy.parse(location.get())));
    }
    throw new StoreException(
        StoreCode.SERVER, UrlPolicy.shown(first) + " redirects in circles", "check the URL");
  }

  /// The whole body of a small answer. `refusal` may throw first; then the status does unless it is
  /// 200.
  byte[] small(
      URI uri,
      Map<String, String> headers,
      Credentials credentials,
      int most,
      Consumer<HttpResponse<?>> refusal)
      throws Transient, InterruptedException {
    var response = ask("GET", uri, headers, credentials);
    try (var body = response.body();
        var watch = new StallWatch(limits.stall(), body).start()) {
      if (response.statusCode() != 200) {
        refusal.accept(response);
        refuse(uri, response);
      }
      watch.waiting();
      var bytes = body.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new StoreException(
            StoreCode.SERVER, UrlPolicy.shown(uri) + " answers too much", "check the address");
      }
      return bytes;
    } catch (IOException _) {
      throw new Transient(StoreCode.UNREACHABLE, "cannot read " + UrlPolicy.shown(uri));
    }
  }

  private HttpResponse<InputStream> send(
      String method, URI uri, Map<String, String> headers, Credentials credentials)
      throws Transient, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(limits.response())
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "aim-engine");
    headers.forEach(request::header);
    credentials.headers(method, uri).forEach(request::header);
    try {
      return client.get().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (HttpConnectTimeoutException _) {
      throw new Transient(StoreCode.TIMEOUT, uri.getHost() + " does not answer");
    } catch (HttpTimeoutException _) {
      throw new Transient(
          StoreCode.TIMEOUT,
          "%s sent nothing for %d s".formatted(uri.getHost(), limits.response().toSeconds()));
    } catch (SSLHandshakeException e) {
      throw new StoreException(
          StoreCode.UNREACHABLE,
          "no trust in " + uri.getHost() + ": " + why(e),
          "behind a company proxy set SSL_CERT_FILE to its certificates");
    } catch (IOException e) {
      throw new Transient(StoreCode.UNREACHABLE, "cannot reach " + uri.getHost() + ": " + why(e));
    }
  }

  /// Connection failures have no message of their own, or one that means nothing to people.
  private static String why(IOException e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
        return "the name does not resolve";
      }
    }
    if (e instanceof ConnectException) {
      return "the connection is refused";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  static void close(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException _) {
      return; // nobody reads it any more
    }
  }

  /// What a status says that no caller has a better word for; always throws.
  void refuse(URI uri, HttpResponse<?> response) throws Transient {
    var status = response.statusCode();
    var where = UrlPolicy.shown(uri);
    var message = where + " answered " + status;
    if (status == 429 || status == 408 || status >= 500) {
      var code = status == 429 ? StoreCode.RATE_LIMITED : StoreCode.SERVER;
      throw new Transient(
          new StoreException(code, message, "try again later, what is here already is kept"),
          RetryAfter.parse(response.headers().firstValue("Retry-After"), clock));
    }
    throw switch (status) {
      case 404, 410 -> new StoreException(StoreCode.NOT_FOUND, message, "check the URL");
      case 401, 403, 407 ->
          new StoreException(StoreCode.FORBIDDEN, message, "it wants credentials: check access");
      default -> new StoreException(StoreCode.SERVER, message, "check the URL");
    };
  }
}
