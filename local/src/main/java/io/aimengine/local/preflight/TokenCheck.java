package io.aimengine.local.preflight;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A Hugging Face token for weights that need one. Whether it opens this model, only the hub knows.
final class TokenCheck implements Check {
  private final Host host;

  TokenCheck(Host host) {
    this.host = host;
  }

  @Override
  public List<Finding> look(Situation situation) {
    return switch (situation.gating()) {
      case OPEN -> List.of();
      case GATED -> List.of(token());
    };
  }

  private Finding token() {
    var name = "Hugging Face token";
    if (!host.env().getOrDefault("HF_TOKEN", "").isBlank()) {
      return Finding.ok(name, "in HF_TOKEN");
    }
    return files()
        .filter(Files::isReadable)
        .findFirst()
        .map(file -> Finding.ok(name, "in " + file))
        .orElseGet(() ->
            Finding.of(
                name,
                Problems.error(
                    "no-token",
                    "HF_TOKEN",
                    "this model is gated, and there is no Hugging Face token",
                    "accept the licence on the model's page, then `export HF_TOKEN=hf_…`")));
  }

  /// Where `hf auth login` leaves it.
  private Stream<Path> files() {
    var env = host.env();
    return Stream.of(
            env.get("HF_TOKEN_PATH"),
            env.containsKey("HF_HOME") ? env.get("HF_HOME") + "/token" : null,
            env.containsKey("HOME") ? env.get("HOME") + "/.cache/huggingface/token" : null)
        .filter(Objects::nonNull)
        .map(Path::of);
  }
}
