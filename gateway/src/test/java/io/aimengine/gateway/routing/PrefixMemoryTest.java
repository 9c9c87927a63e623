package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.chat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrefixMemoryTest {
  private static final String SYSTEM = "s".repeat(2000);

  @Test
  void knowsTheDeepestPrefixThatItWasSent() {
    var memory = new PrefixMemory(100_000);
    var first = chat(SYSTEM, "Hello");
    assertThat(memory.known(first)).isZero();
    memory.remember(first);

    assertThat(memory.known(first)).isEqualTo(first.bytes(0));
    assertThat(memory.known(chat(SYSTEM, "Hello", "Hi", "More"))).isEqualTo(first.bytes(0));
    assertThat(memory.known(chat(SYSTEM, "Good day"))).isBetween(2000, 2050);
    assertThat(memory.known(chat("", "Hello"))).isZero();
  }

  @Test
  void forgetsWhatWasNotUsedForLongestButKeepsTheSharedSystemPrompt() {
    var memory = new PrefixMemory(50_000);
    for (var user = 0; user < 100; user++) {
      memory.remember(chat(SYSTEM, user + "u".repeat(1000)));
    }

    assertThat(memory.known(chat(SYSTEM, 0 + "u".repeat(1000)))).as("forgotten").isLessThan(2100);
    assertThat(memory.known(chat(SYSTEM, 99 + "u".repeat(1000)))).isGreaterThan(3000);
    assertThat(memory.known(chat(SYSTEM, "new"))).isGreaterThanOrEqualTo(2000);
  }

  @Test
  void aPromptLargerThanAllIsNotRemembered() {
    var memory = new PrefixMemory(500);
    memory.remember(chat("", "x".repeat(5000)));

    assertThat(memory.known(chat("", "x".repeat(5000)))).isLessThanOrEqualTo(500);
  }

  @Test
  void anEngineThatWasStartedAnewKnowsNothing() {
    var memory = new PrefixMemory(100_000);
    memory.remember(chat(SYSTEM, "Hello"));
    memory.forget();

    assertThat(memory.known(chat(SYSTEM, "Hello"))).isZero();
  }
}
