package io.aimengine.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RewriteTest {
  @TempDir private Path folder;

  private Source source(String name, String text) throws IOException {
    var path = folder.resolve(name);
    Files.writeString(path, text);
    return new Source(name, Optional.of(path), text, Optional.empty(), true);
  }

  private long entries() throws IOException {
    try (var all = Files.list(folder)) {
      return all.count();
    }
  }

  @Test
  void keepsTheModeAndLeavesNothingBehind() throws IOException {
    var source = source("a.yaml", "old\n");
    var path = folder.resolve("a.yaml");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r-x"));

    assertThat(Rewrite.of(source, "new\n")).isEmpty();
    assertThat(path).hasContent("new\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r--r-x");
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void aLinkStaysALink() throws IOException {
    source("real.yaml", "old\n");
    var link = Files.createSymbolicLink(folder.resolve("link.yaml"), Path.of("real.yaml"));
    var source = new Source("link.yaml", Optional.of(link), "old\n", Optional.empty(), true);

    assertThat(Rewrite.of(source, "new\n")).isEmpty();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(folder.resolve("real.yaml")).hasContent("new\n");
  }

  @Test
  void aFileThatSomebodyElseChangedIsLeftAlone() throws IOException {
    var source = source("a.yaml", "old\n");
    Files.writeString(folder.resolve("a.yaml"), "theirs\n");

    assertThat(Rewrite.of(source, "new\n"))
        .get()
        .satisfies(problem -> assertThat(problem.code()).isEqualTo("file.changed"));
    assertThat(folder.resolve("a.yaml")).hasContent("theirs\n");
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void aFileThatIsGoneIsToldAndNotMadeAgain() throws IOException {
    var source = source("a.yaml", "old\n");
    Files.delete(folder.resolve("a.yaml"));

    assertThat(Rewrite.of(source, "new\n")).isPresent();
    assertThat(entries()).isZero();
  }
}
