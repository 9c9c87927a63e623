package io.aimengine.store;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Puts together the store that a user's environment asks for.
public final class ModelStores {
  private static final String HUB = "https://huggingface.co";

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
    var plain =
        isSet(environment, "AIM_ALLOW_HTTP")
            ? UrlPolicy.Http.ANYWHERE
            : UrlPolicy.Http.LOOPBACK_ONLY;
    var policy = new UrlPolicy(plain);
    var web = new Web(limits, policy, environment, clock);
    var retry = new Retry(limits, Pause.REAL);
    var named = environment.getOrDefault("HF_ENDPOINT", "").strip();
    var endpoint = UrlPolicy.parse(named.isEmpty() ? HUB : named);
    sources.add(
        isSet(environment, "HF_HUB_OFFLINE")
            ? new OfflineSource(List.of("hf"), "HF_HUB_OFFLINE")
            : new HubSource(endpoint, new HubToken(environment, home), web, retry));
    sources.add(new HttpsSource(web, retry));
    sources.add(new PipSource(new Pip(environment, limits.pip()), root.resolve("partial")));
    return sources;
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    var value = environment.getOrDefault(name, "").strip().toUpperCase(Locale.ROOT);
    return List.of("1", "ON", "YES", "TRUE").contains(value);
  }
}
