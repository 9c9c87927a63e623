package io.aimengine.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirTest {
  @Test
  void followsItsOwnVariableThenXdgThenHome() {
    assertThat(StateDir.of(Map.of("AIM_STATE_DIR", "/a", "XDG_STATE_HOME", "/x", "HOME", "/h")))
        .isEqualTo(new StateDir(Path.of("/a")));
    assertThat(StateDir.of(Map.of("XDG_STATE_HOME", "/x", "HOME", "/h")))
        .isEqualTo(new StateDir(Path.of("/x/aim-engine")));
    assertThat(StateDir.of(Map.of("XDG_STATE_HOME", "relative", "HOME", "/h")))
        .isEqualTo(new StateDir(Path.of("/h/.local/state/aim-engine")));
    assertThatThrownBy(() -> StateDir.of(Map.of())).hasMessageContaining("HOME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "demo", "llama-3.1-8b", "A_b.9"})
  void takesPlainNames(String name) {
    assertThat(StateDir.isName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "-a", "a-", ".hidden", "a b", "é", "a\0"})
  void refusesNamesThatAreNoFolder(String name) {
    assertThat(StateDir.isName(name)).isFalse();
    assertThatThrownBy(() -> new StateDir(Path.of("/s")).endpoint(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesNamesThatAreTooLong() {
    assertThat(StateDir.isName("a".repeat(128))).isTrue();
    assertThat(StateDir.isName("a".repeat(129))).isFalse();
  }
}
