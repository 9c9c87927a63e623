package io.aimengine.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path folder;
  private LogFile log;

  @BeforeEach
  void makeLog() throws IOException {
    log = new LogFile(Files.createFile(folder.resolve("engine.log")));
  }

  private void append(String text) throws IOException {
    Files.writeString(log.path(), text, StandardOpenOption.APPEND);
  }

  @Test
  void givesTheLastLinesOfOneStart() throws IOException {
    append("first start\n");
    var second = log.size();
    append("one\n\ntwo\r\nthree");

    assertThat(log.lastLines(40, second)).containsExactly("one", "two", "three");
    assertThat(log.lastLines(2, 0)).containsExactly("two", "three");
    assertThat(new LogFile(folder.resolve("none")).lastLines(5, 0)).isEmpty();
  }

  @Test
  void cleansColoursAndControlCharacters() throws IOException {
    append("\u001b[1;31mred\u001b[0m\u0007 alert\n" + "x".repeat(600) + "\n");

    var lines = log.lastLines(2, 0);

    assertThat(lines.getFirst()).isEqualTo("red  alert");
    assertThat(lines.getLast()).hasSize(501).endsWith("…");
  }

  @Test
  void readsOnlyTheEndOfAHugeLog() throws IOException {
    append("early\n" + "filler line\n".repeat(100_000) + "late\n");

    assertThat(log.lastLines(1_000_000, 0)).contains("late").doesNotContain("early");
  }

  @Test
  void isCutWhileItsWriterGoesOn() throws IOException {
    try (var writer = Files.newOutputStream(log.path(), StandardOpenOption.APPEND)) {
      writer.write("before\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      log.cut(7);
      assertThat(log.path()).hasContent("before\n");

      log.cut(6);
      writer.write("after\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    assertThat(log.path()).hasContent("after\n");
    assertThat(folder.resolve("engine.log.1")).hasContent("before\n");
  }

  @Test
  void followerGivesEachWholeLineOnce() throws IOException {
    var follower = new LogFollower(log, 0);
    append("one\ntw");
    assertThat(follower.next()).containsExactly("one");
    append("o\nthree é\n");
    assertThat(follower.next()).containsExactly("two", "three é");
    assertThat(follower.next()).isEmpty();
  }

  @Test
  void followerGoesOnAfterACut() throws IOException {
    var follower = new LogFollower(log, 0);
    append("a long line before the cut\n");
    assertThat(follower.next()).hasSize(1);
    log.cut(0);
    append("new\n");

    assertThat(follower.next()).containsExactly("new");
  }

  @Test
  void followerTakesALineLongerThanItsBuffer() throws IOException {
    var follower = new LogFollower(log, 0);
    append("x".repeat(LogFile.READ_BYTES + 10) + "\nend\n");

    assertThat(follower.next()).hasSize(3).endsWith("x".repeat(10), "end");
  }
}
