package io.aimengine.local.run;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.supervise.TestEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointDirTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;
  private EndpointDir dir;

  @BeforeEach
  void makeDir() {
    dir = new StateDir(folder.resolve("state")).endpoint("demo");
  }

  @Test
  void remembersWhatWasAskedFor() {
    var spec = TestEndpoint.spec(folder, 8123, "hash", "with \"quotes\" and\nlines");
    dir.write(spec);

    assertThat(dir.spec()).contains(spec);
  }

  @Test
  void remembersHowItIs() {
    var fresh = EndpointState.starting(NOW);
    var failed =
        fresh
            .to(Phase.READY, NOW)
            .withEngine(new ProcessId(7, 99))
            .withRestarts(3)
            .withExit(Optional.of(137), List.of("one", "two"))
            .withError("gone");
    dir.write(fresh);
    assertThat(dir.state()).contains(fresh);

    dir.write(failed);
    assertThat(dir.state()).contains(failed);
  }

  @Test
  void isForItsOwnerOnly() throws IOException {
    dir.write(EndpointState.starting(NOW));

    var files = folder.resolve("state");
    assertThat(Files.getPosixFilePermissions(files)).isEqualTo(fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(dir.path())).isEqualTo(fromString("rwx------"));
    try (var written = Files.list(dir.path())) {
      var names = written.toList();
      assertThat(names).containsExactly(dir.path().resolve("state.json"));
      assertThat(Files.getPosixFilePermissions(names.getFirst()))
          .isEqualTo(fromString("rw-------"));
    }
  }

  @Test
  void takesUnreadableFilesForNone() throws IOException {
    dir.write(EndpointState.starting(NOW));
    for (var text : List.of("", "{", "[]", "{\"phase\":\"NOPE\"}", "{\"phase\":7}", "null")) {
      Files.writeString(dir.path().resolve("state.json"), text);
      Files.writeString(dir.path().resolve("run.json"), text);
      Files.writeString(dir.path().resolve("supervisor.json"), text);

      assertThat(dir.state()).as(text).isEmpty();
      assertThat(dir.spec()).as(text).isEmpty();
      assertThat(dir.supervisor().filter(SupervisorId::isAlive)).as(text).isEmpty();
    }
  }
}
