package io.aimengine.render;

import java.time.Duration;
import java.util.Locale;

/// How long the first start takes by what is known before: the weights over the cluster's stated
/// rates. What a download takes is spent before the container runs where another one fetches
/// (`fetch`), else by the engine; none where the cache is filled by somebody else. Pulling the
/// image and compiling are not counted: nobody has stated them.
public record StartEstimate(double gib, Duration fetch, Duration download, Duration load) {
  public static StartEstimate of(Rendering rendering) {
    var gib = StartBudget.weightsGib(rendering);
    var download = download(rendering);
    var kept = Volumes.filled(rendering);
    var fetched = Fetch.isNeeded(rendering) && !kept;
    return new StartEstimate(
        gib,
        fetched ? download : Duration.ZERO,
        fetched || kept ? Duration.ZERO : download,
        seconds(gib / rendering.cluster().loadGibPerSecond()));
  }

  private static Duration download(Rendering rendering) {
    var gib = StartBudget.weightsGib(rendering);
    return seconds(gib / rendering.cluster().downloadGibPerSecond());
  }

  /// `estimate: 31 s to download 15.3 GiB`, where somebody else does it.
  public static String downloadWords(Rendering rendering) {
    return String.format(
        Locale.ROOT,
        "estimate: %d s to download %.1f GiB",
        download(rendering).toSeconds(),
        StartBudget.weightsGib(rendering));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofSeconds((long) Math.ceil(seconds));
  }

  /// From the container's start until it answers.
  public Duration engine() {
    return download.plus(load);
  }

  /// `estimate: 31 s to download 15.3 GiB and 16 s to load; image and compilation come on top`.
  public String words() {
    var downloaded = fetch.plus(download).toSeconds();
    return downloaded > 0
        ? String.format(
            Locale.ROOT,
            "estimate: %d s to download %.1f GiB and %d s to load; image and compilation come on top",
            downloaded,
            gib,
            load.toSeconds())
        : String.format(
            Locale.ROOT,
            "estimate: %d s to load %.1f GiB; image and compilation come on top",
            load.toSeconds(),
            gib);
  }
}
