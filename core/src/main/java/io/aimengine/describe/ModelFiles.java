package io.aimengine.describe;

import java.util.List;
import java.util.Optional;

/// The small files of a model as a shell found them, texts "" where there is none. `origin` says
/// where they are from, for people; `artifact` is the URI that the store takes the weights from, ""
/// if unknown; `indexBytes` is the index file's sum of tensor bytes, 0 if unsaid.
public record ModelFiles(
    String id,
    String origin,
    String artifact,
    String config,
    String tokenizerConfig,
    String chatTemplate,
    List<String> names,
    Optional<Tensors> tensors,
    long indexBytes,
    Hub hub) {

  /// What a model hub says beside the files; `task` is its pipeline tag, `gated` whether it asks
  /// for a token.
  public record Hub(String licence, String task, boolean gated) {
    /// Of a model that is on no hub.
    public static final Hub NONE = new Hub("", "", false);
  }

  public ModelFiles {
    names = List.copyOf(names);
  }

  /// A config.json and nothing else.
  public static ModelFiles bare(String id, String origin, String config) {
    return new ModelFiles(id, origin, "", config, "", "", List.of(), Optional.empty(), 0, Hub.NONE);
  }
}
