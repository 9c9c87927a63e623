package io.aimengine.store;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Logs in at a registry as its challenge says, with what `docker login` kept, and again before the
/// token that it got is too old.
final class OciLogin implements Credentials {
  private static final Pattern PARAMETER = Pattern.compile("(realm|service|scope)=\"([^\"]*)\"");
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final long LARGEST_CONFIG = 1 << 20;

  private final OciUri uri;
  private final Web web;
  private final Optional<String> basic;
  private String challenge = "";
  private String header = "";
  private long expires;

  OciLogin(OciUri uri, Web web, Optional<String> basic) {
    this.uri = uri;
    this.web = web;
    this.basic = basic;
  }

  /// What `docker login` wrote for the registry: the base64 of `user:password`.
  static Optional<String> kept(Map<String, String> environment, Path home, String registry) {
    var named = environment.getOrDefault("REGISTRY_AUTH_FILE", "").strip();
    var folder = environment.getOrDefault("DOCKER_CONFIG", "").strip();
    var file =
        !named.isEmpty()
            ? Path.of(named)
            : (folder.isEmpty() ? home.resolve(".docker") : Path.of(folder)).resolve("config.json");
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_CONFIG) {
        return Optional.empty();
      }
      var auth = Json.tree(Files.readAllBytes(file)).path("auths").path(registry).path("auth");
      return Optional.of(auth.asText("")).filter(a -> a.matches("[A-Za-z0-9+/=]{1,4096}"));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Learns from a refusal how to log in; false when it says nothing that we know.
  synchronized boolean learn(Optional<String> answer) {
    var known = answer.filter(a -> a.regionMatches(true, 0, "Bearer ", 0, 7) || isBasic(a));
    challenge = known.orElse("");
    expires = System.nanoTime();
    return known.isPresent() && (!isBasic(challenge) || basic.isPresent());
  }

  private static boolean isBasic(String answer) {
    return answer.regionMatches(true, 0, "Basic", 0, 5);
  }

  @Override
  public synchronized Map<String, String> headers(String method, URI to)
      throws Transient, InterruptedException {
    if (challenge.isEmpty() || !Bearer.sameOrigin(uri.origin(), to)) {
      return Map.of();
    }
    if (isBasic(challenge)) {
      return basic.map(b -> Map.of("Authorization", "Basic " + b)).orElse(Map.of());
    }
    if (expires - System.nanoTime() <= 0) {
      header = "Bearer " + token();
    }
    return Map.of("Authorization", header);
  }

  private String token() throws Transient, InterruptedException {
    var parameters = new java.util.HashMap<String, String>();
    var matcher = PARAMETER.matcher(challenge);
    while (matcher.find()) {
      parameters.put(matcher.group(1), matcher.group(2));
    }
    var realm = UrlPolicy.parse(parameters.getOrDefault("realm", ""));
    var scope = parameters.getOrDefault("scope", "repository:" + uri.repository() + ":pull");
    var ask =
        URI.create(
            realm
                + (realm.getRawQuery() == null ? "?" : "&")
                + "service="
                + S3Source.encode(parameters.getOrDefault("service", ""))
                + "&scope="
                + S3Source.encode(scope));
    Credentials login =
        (_, to) ->
            Bearer.sameOrigin(ask, to) && basic.isPresent()
                ? Map.of("Authorization", "Basic " + basic.get())
                : Map.of();
    try {
      var answer = Json.tree(web.small(ask, Map.of(), login, LARGEST_ANSWER, _ -> {}));
      var token = answer.path("token").asText(answer.path("access_token").asText(""));
      if (!token.matches("[ -~]{1,65536}")) {
        throw new IOException("no token");
      }
      var life = Duration.ofSeconds(Math.clamp(answer.path("expires_in").asLong(60), 20, 86_400));
      expires = System.nanoTime() + life.toNanos() * 3 / 4;
      return token;
    } catch (IOException _) {
      throw new StoreException(
          StoreCode.SERVER, ask.getHost() + " gives no token", "check the registry");
    }
  }

  /// For messages: whom we are.
  String who() {
    return basic
        .map(b -> new String(Base64.getDecoder().decode(b), StandardCharsets.UTF_8))
        .map(both -> both.replaceAll(":.*", ""))
        .orElse("nobody");
  }

  @Override
  public String toString() {
    return "OciLogin ***";
  }
}
