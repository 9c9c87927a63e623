package io.aimengine.store;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/// Asks web servers. Redirects are followed by hand, so that a token never leaves its origin and no
/// hop leaves the URL policy.
final class Web {
  private static final int REDIRECTS = 8;

  private final Limits limits;
  private final UrlPolicy policy;
  private final Clock clock;

  private final Supplier<WebClient> client;
  private final Semaphore connections;
  private final Bandwidth bandwidth;

  /// Proxies and certificates are those of `environment`.
  Web(Limits limits, UrlPolicy policy, Map<String, String> environment, Clock clock) {
    this.limits = limits;
    this.policy = policy;
    this.clock = clock;
    this.client = once(() -> new WebClient(limits, environment));
    this.connections = new Semaphore(limits.connections());
    this.bandwidth = new Bandwidth(limits.bytesPerSecond(), System::nanoTime, Pause.REAL);
  }

  /// Made at the first use: a cache hit should not pay for TLS.
  private static Supplier<WebClient> once(Supplier<WebClient> make) {
    return new Supplier<>() {
      private Optional<WebClient> made = Optional.empty();

      @Override
      public synchronized WebClient get() {
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

  /// The last answer of the chain, whatever its status; it must be closed.
  WebAnswer ask(String method, URI first, Map<String, String> headers, Credentials credentials)
      throws Transient, InterruptedException {
    var uri = policy.check(first);
    for (int hop = 0; hop < REDIRECTS; hop++) {
      var answer = send(method, uri, headers, credentials);
      var location = answer.header("Location");
      if (answer.status() / 100 != 3 || location.isEmpty()) {
        return answer;
      }
      answer.close();
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
      Consumer<WebAnswer> refusal)
      throws Transient, InterruptedException {
    var answer = ask("GET", uri, headers, credentials);
    try (var body = answer.body();
        var watch = new StallWatch(limits.stall(), body).start()) {
      if (answer.status() != 200) {
        refusal.accept(answer);
        refuse(uri, answer);
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

  private WebAnswer send(
      String method, URI uri, Map<String, String> headers, Credentials credentials)
      throws Transient, InterruptedException {
    var all = new HashMap<>(headers);
    all.put("Accept-Encoding", "identity");
    all.putAll(credentials.headers(method, uri));
    try {
      return client.get().send(method, uri, all);
    } catch (ConnectTimeoutException _) {
      throw new Transient(StoreCode.TIMEOUT, uri.getHost() + " does not answer");
    } catch (SocketTimeoutException _) {
      throw new Transient(
          StoreCode.TIMEOUT,
          "%s sent nothing for %d s".formatted(uri.getHost(), limits.response().toSeconds()));
    } catch (SSLHandshakeException | SSLPeerUnverifiedException e) {
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
      if (at instanceof UnknownHostException) {
        return "the name does not resolve";
      }
    }
    if (e instanceof ConnectException) {
      return "the connection is refused";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /// What a status says that no caller has a better word for; always throws.
  void refuse(URI uri, WebAnswer answer) throws Transient {
    var status = answer.status();
    var where = UrlPolicy.shown(uri);
    var message = where + " answered " + status;
    if (status == 429 || status == 408 || status >= 500) {
      var code = status == 429 ? StoreCode.RATE_LIMITED : StoreCode.SERVER;
      throw new Transient(
          new StoreException(code, message, "try again later, what is here already is kept"),
          RetryAfter.parse(answer.header("Retry-After"), clock));
    }
    throw switch (status) {
      case 404, 410 -> new StoreException(StoreCode.NOT_FOUND, message, "check the URL");
      case 401, 403, 407 ->
          new StoreException(StoreCode.FORBIDDEN, message, "it wants credentials: check access");
      default -> new StoreException(StoreCode.SERVER, message, "check the URL");
    };
  }
}
