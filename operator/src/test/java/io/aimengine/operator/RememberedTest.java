package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.operator.Remembered.Same;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private final Remembered remembered = new Remembered();
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void makesAnewOnlyWhatIsMadeFromSomethingElse() {
    assertThat(number("a", "from")).isEqualTo(1);
    assertThat(number("a", "from")).isEqualTo(1);
    assertThat(number("b", "from")).isEqualTo(2);
    assertThat(number("a", "other")).isEqualTo(3);
    assertThat(number("a", "from")).isEqualTo(4);
  }

  @Test
  void equalIsNotTheSame() {
    var one = new Same(new ArrayList<String>());
    var other = new Same(new ArrayList<String>());
    assertThat(number("a", List.of(one))).isEqualTo(1);
    assertThat(number("a", List.of(other))).isEqualTo(2);
    assertThat(number("a", List.of(new Same(other.object())))).isEqualTo(2);
  }

  @Test
  void forgetsWhatHasNotBeenAskedForInALongTime() {
    number("old", "from");
    for (var i = 0; i < 1_000; i++) {
      number("endpoint-" + i, "from");
    }
    assertThat(number("endpoint-999", "from")).isEqualTo(1_001);
    assertThat(number("old", "from")).isEqualTo(1_002);
  }

  private Integer number(String endpoint, Object from) {
    return remembered.once(endpoint, Integer.class, from, made::incrementAndGet);
  }
}
