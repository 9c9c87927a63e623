package io.aimengine.describe;

import io.aimengine.catalog.Attention;
import io.aimengine.catalog.Model.Architecture;
import java.util.stream.Collectors;

/// Layer groups in a few words, for tables in tests.
final class AttentionText {
  private AttentionText() {}

  static String of(Architecture arch) {
    return arch.attention().stream().map(AttentionText::group).collect(Collectors.joining(", "));
  }

  private static String group(Attention group) {
    return switch (group) {
      case Attention.Full(var layers, _) -> "full " + layers;
      case Attention.Sliding(var layers, _, var window) -> "sliding " + layers + " of " + window;
      case Attention.Chunked(var layers, _, var chunk) -> "chunked " + layers + " of " + chunk;
      case Attention.Latent(var layers, var rank, var rope, _) ->
          "latent " + layers + " of " + rank + " + " + rope;
      case Attention.Linear(var layers, var state) -> "linear " + layers + " of " + state;
      case Attention.None(var layers) -> "none " + layers;
    };
  }
}
