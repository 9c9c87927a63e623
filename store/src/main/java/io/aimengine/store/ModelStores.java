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
    var limits = Limits.defaults();
    var sources = sources(root, environment, home, limits, clock);
    return new ModelStore(root, sources, limits, Space.REAL, clock);
  }

  /// Every source, in the order they are named to people; those that are switched off say so.
  static List<Source> sources(
      Path root, Map<String, String> environment, Path home, Limits limits, Clock clock) {
    var sources = new ArrayList<Source>();
    sources.add(new FileSource());
    if (isSet(environment, "AIM_OFFLINE")) {
      sources.add(new OfflineSource(List.of("hf", "https", "http", "pip"), "AIM_OFFLINE"));
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
    return sources;
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
