package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import java.util.List;

/// vLLM's pool of blocks. Groups of layers with other needs draw blocks of one size from it, so
/// pages are made equal and groups are filled up to the same number of layers
/// (`v1/core/kv_cache_planning.py`, 0.33.0).
record VllmCache(Settings settings, List<Attention> groups, int blockSize) implements KvCache {
  /// Attention kernels want blocks of a multiple of so many tokens, those of latent attention of
  /// the second when a state shares the pool.
  private static final int ALIGNMENT = 16;

  private static final int LATENT_ALIGNMENT = 128;

  VllmCache {
    groups = List.copyOf(groups);
    blockSize = Math.max(1, blockSize);
  }

  @Override
  public double requestBytes(long tokens) {
    return blocks(tokens) * blockBytes();
  }

  @Override
  public double requests(double bytes, long tokens) {
    var one = blocks(tokens);
    return one == 0 ? 0 : Math.floor(bytes / blockBytes()) / one;
  }

  /// Blocks of one request, over all groups that the pool is divided into.
  private long blocks(long tokens) {
    if (oneTable()) {
      return groups.isEmpty() ? 0 : blocks(groups.getFirst(), tokens);
    }
    var width = groupLayers();
    return groups.stream()
        .mapToLong(g -> Math.ceilDiv(bytes().layers(g), width) * blocks(g, tokens))
        .sum();
  }

  private double blockBytes() {
    if (oneTable()) {
      return groups.stream().mapToDouble(g -> bytes().layers(g) * page(g)).sum();
    }
    return groupLayers() * groups.stream().mapToDouble(this::page).max().orElse(0);
  }

  /// All layers use the same slots: they keep every token, or are all of one kind.
  private boolean oneTable() {
    return groups.size() <= 1 || groups.stream().allMatch(this::keepsAll);
  }

  /// The fewest layers of any kind; the most of them where that wastes less than half.
  private int groupLayers() {
    var fewest = groups.stream().mapToInt(bytes()::layers).min().orElse(1);
    var most = groups.stream().mapToInt(bytes()::layers).max().orElse(1);
    return most < fewest * 1.5 ? most : fewest;
  }

  private long blocks(Attention group, long tokens) {
    var extras = settings.extras();
    var kept = (long) extras.batches() * settings.maxBatchedTokens();
    var block = tokensPerBlock(group);
    if (keepsAll(group)) {
      return Math.ceilDiv(tokens, block * extras.contextParallel());
    }
    return switch (group) {
      case Attention.Sliding(_, _, var window) ->
          Math.ceilDiv(Math.min(window - 1 + kept, tokens), block) + 1;
      case Attention.Chunked(_, _, var chunk) ->
          Math.ceilDiv(Math.min(chunk + kept, tokens), block);
      case Attention.Linear _ -> extras.prefixCaching() ? 2 : 1;
      case Attention.Full _, Attention.Latent _, Attention.None _ -> 0;
    };
  }

  private boolean keepsAll(Attention group) {
    return switch (group) {
      case Attention.Full _, Attention.Latent _ -> true;
      case Attention.Sliding _, Attention.Chunked _ -> !settings.extras().hybridCache();
      case Attention.Linear _, Attention.None _ -> false;
    };
  }

  /// A smaller page takes more tokens until it is as large as the largest, where that divides.
  private long tokensPerBlock(Attention group) {
    if (oneTable() || group instanceof Attention.Linear) {
      return block();
    }
    var largest = groups.stream().mapToDouble(this::page).max().orElse(0);
    var ratio = largest / page(group);
    return ratio == Math.rint(ratio) ? block() * (long) ratio : block();
  }

  private double page(Attention group) {
    return group instanceof Attention.Linear
        ? bytes().ofSequence(group)
        : bytes().ofToken(group) * block();
  }

  /// Blocks grow until the page of an attention layer is as large as a state.
  private long block() {
    var state = groups.stream().mapToDouble(bytes()::ofSequence).max().orElse(0);
    var token = groups.stream().mapToDouble(bytes()::ofToken).filter(b -> b > 0).max().orElse(0);
    if (state == 0 || token == 0) {
      return blockSize;
    }
    var latent = groups.stream().anyMatch(Attention.Latent.class::isInstance);
    var step = Math.max(latent ? LATENT_ALIGNMENT : ALIGNMENT, blockSize);
    return step * (long) Math.ceil(state / (step * token));
  }

  private KvBytes bytes() {
    return new KvBytes(settings);
  }
}
