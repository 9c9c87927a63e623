package io.aimengine.local.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.hardware.FakeHost;
import io.aimengine.local.hardware.FakeHost.Card;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("e2e")
class LeaseRaceTest {
  @TempDir Path root;

  private Process racer(String name, int rounds) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            LeaseRacer.class.getName(),
            root.resolve("host").toString(),
            root.resolve("state").toString(),
            name,
            Integer.toString(rounds))
        .redirectError(root.resolve(name + ".err").toFile())
        .start();
  }

  @Test
  void twoProcessesThatRaceAHundredTimesNeverShareADevice() throws Exception {
    FakeHost.in(root.resolve("host")).withDriver("6.14").cards(3, Card.mi300x());
    var a = racer("a", 100);
    var b = racer("b", 100);

    assertThat(a.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(b.waitFor(120, TimeUnit.SECONDS)).isTrue();

    assertThat(Files.readString(root.resolve("a.err"))).isEmpty();
    assertThat(Files.readString(root.resolve("b.err"))).isEmpty();
    assertThat(a.exitValue() + b.exitValue()).isZero();
  }

  @Test
  void killingTheHolderFreesItsDevices() throws Exception {
    FakeHost.in(root.resolve("host")).withDriver("6.14").cards(2, Card.mi300x());
    var holder = racer("a", 0);
    assertThat(holder.inputReader().readLine()).isEqualTo("holding");
    var leases = new DeviceLeases(root.resolve("state"), Clock.systemUTC());
    assertThat(leases.lease("a")).isPresent();

    holder.destroyForcibly().waitFor();

    assertThat(leases.leases()).isEmpty();
  }
}
