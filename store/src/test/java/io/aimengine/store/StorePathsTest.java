package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorePathsTest {
  private static final Path HOME = Path.of("/home/me");

  private static String root(Map<String, String> environment) {
    return StorePaths.root(environment, HOME).toString();
  }

  @Test
  void takesTheFirstVariableThatIsSet() {
    assertThat(root(Map.of())).isEqualTo("/home/me/.cache/aim-engine");
    assertThat(root(Map.of("XDG_CACHE_HOME", "/x"))).isEqualTo("/x/aim-engine");
    assertThat(root(Map.of("XDG_CACHE_HOME", "/x", "CACHE_DIR", "/c"))).isEqualTo("/c");
    assertThat(root(Map.of("CACHE_DIR", "/c", "AIM_CACHE_DIR", "~/models")))
        .isEqualTo("/home/me/models");
    assertThat(root(Map.of("AIM_CACHE_DIR", " "))).isEqualTo("/home/me/.cache/aim-engine");
  }

  @Test
  void findsTheHubsTokenWhereTheHubsToolPutsIt() {
    assertThat(StorePaths.tokenFile(Map.of(), HOME))
        .hasToString("/home/me/.cache/huggingface/token");
    assertThat(StorePaths.tokenFile(Map.of("HF_HOME", "/hf"), HOME)).hasToString("/hf/token");
    assertThat(StorePaths.tokenFile(Map.of("HF_HOME", "/hf", "HF_TOKEN_PATH", "/t"), HOME))
        .hasToString("/t");
  }
}
