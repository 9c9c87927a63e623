package io.aimengine.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Puts together the store that a user's environment asks for.
public final class ModelStores {
  static final String HUB = "https://huggingface.co";

  private ModelStores() {}

  public static ModelStore open(Map<String, String> environment, Path home, Clock clock) {
    return open(StorePaths.root(environment, home), environment, home, clock);
  }

  /// The same with the cache in `root`.
  public static ModelStore open(
      Path root, Map<String, String> environment, Path home, Clock clock) {
    var rate = environment.getOrDefault("AIM_CACHE_LIMIT_RATE", "").strip();
    var limits =
        Limits.defaults().withBytesPerSecond(rate.matches("\\d{1,15}") ? Long.parseLong(rate) : 0);
    var sources = sources(root, environment, home, limits, clock);
    return new ModelStore(
        root, sources, peers(environment, limits, clock), limits, Space.REAL, clock);
  }

  static Peers peers(Map<String, String> environment, Limits limits, Clock clock) {
    return isSet(environment, "AIM_OFFLINE")
        ? Peers.NONE
        : Peers.of(environment, web(environment, limits, clock), new Retry(limits, Pause.REAL));
  }

  /// Every source, in the order they are named to people; those that are switched off say so.
  static List<Source> sources(
      Path root, Map<String, String> environment, Path home, Limits limits, Clock clock) {
    var sources = new ArrayList<Source>();
    sources.add(new FileSource());
    sources.add(new VolumeSource(environment));
    if (isSet(environment, "AIM_OFFLINE")) {
      sources.add(
          new OfflineSource(
              List.of("hf", "https", "http", "pip", "s3", "gs", "az", "oci"), "AIM_OFFLINE"));
      return sources;
    }
    var web = web(environment, limits, clock);
    var retry = new Retry(limits, Pause.REAL);
    sources.add(
        isSet(environment, "HF_HUB_OFFLINE")
            ? new OfflineSource(List.of("hf"), "HF_HUB_OFFLINE")
            : new HubSource(endpoint(environment), new HubToken(environment, home), web, retry));
    sources.add(new HttpsSource(web, retry));
    sources.add(new PipSource(new Pip(environment, limits.pip()), root.resolve("partial")));
    sources.add(s3(environment, home, web, retry, clock));
    sources.add(google(environment, web, retry, clock));
    sources.add(
        new AzureSource(
            value(environment, "AIM_AZURE_ENDPOINT", "https://{account}.blob.core.windows.net"),
            value(environment, "AZURE_STORAGE_SAS_TOKEN", ""),
            value(environment, "AZURE_STORAGE_AUTH_TOKEN", ""),
            web,
            retry));
    sources.add(new OciSource(environment, home, web, retry));
    return sources;
  }

  private static Source s3(
      Map<String, String> environment, Path home, Web web, Retry retry, Clock clock) {
    var region =
        value(environment, "AWS_REGION", value(environment, "AWS_DEFAULT_REGION", "us-east-1"));
    var usual = "https://s3." + region + ".amazonaws.com";
    var endpoint =
        UrlPolicy.parse(
            value(
                environment, "AWS_ENDPOINT_URL_S3", value(environment, "AWS_ENDPOINT_URL", usual)));
    var credentials =
        S3Keys.read(environment, home)
            .<Credentials>map(keys -> new SignatureV4(endpoint, region, keys, clock))
            .orElse(Credentials.NONE);
    return new S3Source("s3", endpoint, credentials, web, retry);
  }

  /// Google's storage speaks S3 with HMAC keys; a token of gcloud does as well.
  private static Source google(Map<String, String> environment, Web web, Retry retry, Clock clock) {
    var endpoint =
        UrlPolicy.parse(value(environment, "AIM_GS_ENDPOINT", "https://storage.googleapis.com"));
    var token = value(environment, "GOOGLE_OAUTH_ACCESS_TOKEN", "");
    var keys = S3Keys.direct(environment, "GS_ACCESS_KEY_ID", "GS_SECRET_ACCESS_KEY", "");
    var credentials =
        keys.<Credentials>map(k -> new SignatureV4(endpoint, "auto", k, clock))
            .orElseGet(() -> token.isEmpty() ? Credentials.NONE : new Bearer(endpoint, token));
    return new S3Source("gs", endpoint, credentials, web, retry);
  }

  private static String value(Map<String, String> environment, String name, String otherwise) {
    var value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  /// What describes models of the hub. People wait for it, so it gives up sooner than a download.
  static HubReader hub(Map<String, String> environment, Path home, Clock clock) {
    for (var variable : List.of("AIM_OFFLINE", "HF_HUB_OFFLINE")) {
      if (isSet(environment, variable)) {
        throw new StoreException(
            StoreCode.OFFLINE,
            variable + " forbids to ask the hub",
            "unset it, or name a folder that has the model's config.json");
      }
    }
    var limits = Limits.interactive();
    var api =
        new HubApi(
            endpoint(environment),
            new HubToken(environment, home),
            web(environment, limits, clock));
    return new HubReader(api, new Retry(limits, Pause.REAL));
  }

  private static Web web(Map<String, String> environment, Limits limits, Clock clock) {
    var plain =
        isSet(environment, "AIM_ALLOW_HTTP")
            ? UrlPolicy.Http.ANYWHERE
            : UrlPolicy.Http.LOOPBACK_ONLY;
    return new Web(limits, new UrlPolicy(plain), environment, clock);
  }

  private static URI endpoint(Map<String, String> environment) {
    var named = environment.getOrDefault("HF_ENDPOINT", "").strip();
    return UrlPolicy.parse(named.isEmpty() ? HUB : named);
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    var value = environment.getOrDefault(name, "").strip().toUpperCase(Locale.ROOT);
    return List.of("1", "ON", "YES", "TRUE").contains(value);
  }
}
