package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import java.util.List;

/// llama.cpp's cache of one slot, in whole cells of its padding; a sliding window keeps the window
/// and one micro batch (`llama-kv-cache-iswa.cpp`).
record LlamaCache(Settings settings, List<Attention> groups) implements KvCache {
  private static final int PADDING = 256;

  LlamaCache {
    groups = List.copyOf(groups);
  }

  @Override
  public double requestBytes(long tokens) {
    return groups.stream().mapToDouble(group -> bytes(group, tokens)).sum();
  }

  @Override
  public double requests(double bytes, long tokens) {
    var one = requestBytes(tokens);
    return one == 0 ? 0 : bytes / one;
  }

  private double bytes(Attention group, long tokens) {
    var bytes = new KvBytes(settings);
    var all = padded(tokens);
    var kept =
        switch (group) {
          case Attention.Full _, Attention.Latent _, Attention.Chunked _ -> all;
          case Attention.Sliding(_, _, var window) ->
              Math.min(all, padded((long) window + settings.maxBatchedTokens()));
          case Attention.Linear _, Attention.None _ -> 0;
        };
    return bytes.layers(group) * (kept * bytes.ofToken(group) + bytes.ofSequence(group));
  }

  private static long padded(long tokens) {
    return Math.ceilDiv(tokens, PADDING) * PADDING;
  }
}
