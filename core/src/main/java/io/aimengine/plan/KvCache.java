package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import java.util.ArrayList;
import java.util.List;

/// The KV cache of one GPU, as the engine divides it. All ranks hold the same number of blocks.
sealed interface KvCache permits LlamaCache, SglangCache, VllmCache {
  /// What one request of so many tokens takes of it, in bytes.
  double requestBytes(long tokens);

  /// How many requests of so many tokens it holds at once, when it is so large.
  double requests(double bytes, long tokens);

  /// Groups of layers, those of a draft model among them.
  List<Attention> groups();

  static KvCache of(MemoryInputs in) {
    var groups = new ArrayList<>(in.architecture().attention());
    groups.addAll(Drafts.attention(in));
    groups.removeIf(Attention.None.class::isInstance);
    return switch (in.engine().engine()) {
      case VLLM -> new VllmCache(in.settings(), groups, in.engine().defaults().blockSize());
      case SGLANG ->
          new SglangCache(
              in.settings(), groups, SglangCache.dividesLocal(in.architecture().className()));
      case LLAMACPP -> new LlamaCache(in.settings(), groups);
    };
  }

  /// Bytes that one more token takes while every layer still keeps it.
  static double bytesPerToken(MemoryInputs in) {
    var bytes = new KvBytes(in.settings());
    var all = new ArrayList<>(in.architecture().attention());
    all.addAll(Drafts.attention(in));
    var whole = all.stream().mapToDouble(g -> bytes.layers(g) * bytes.ofToken(g)).sum();
    return whole / in.settings().extras().contextParallel();
  }

  /// Tokens that requests of this length hold at once in so many bytes, on one data-parallel rank.
  default long tokens(double bytes, long context) {
    return bytes <= 0 ? 0 : (long) (requests(bytes, context) * context);
  }
}
