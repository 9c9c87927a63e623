package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {
  @TempDir private Path folder;

  @Test
  void givesANewFileTheModeThatAnyProgramGivesIt() throws IOException {
    var plain = Files.createFile(folder.resolve("plain"));
    var file = folder.resolve("new.yaml");

    WholeFile.write(file, bytes("new"));

    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo(mode(plain));
    assertNothingIsLeft(2);
  }

  @Test
  void keepsTheModeOfAFileThatIsThere() throws IOException {
    var file = Files.writeString(folder.resolve("old.yaml"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    WholeFile.write(file, bytes("new"));

    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo("rw-r-----");
    assertNothingIsLeft(1);
  }

  @Test
  void writesWhatALinkLeadsToAndKeepsTheLink() throws IOException {
    var file = Files.writeString(folder.resolve("old.yaml"), "old");
    var link = Files.createSymbolicLink(folder.resolve("link.yaml"), file.getFileName());

    WholeFile.write(link, bytes("new"));

    assertThat(link).isSymbolicLink().hasContent("new");
    assertThat(file).hasContent("new");
  }

  @Test
  void leavesNothingBehindWhenThePlaceCannotBeTaken() throws IOException {
    var taken = Files.createDirectories(folder.resolve("taken"));
    Files.writeString(taken.resolve("inside"), "kept");

    assertThatThrownBy(() -> WholeFile.write(taken, bytes("new")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("no regular file");
    assertThatThrownBy(() -> WholeFile.writeOwnerOnly(taken, bytes("new")))
        .isInstanceOf(FileSystemException.class);

    assertThat(taken.resolve("inside")).hasContent("kept");
    assertNothingIsLeft(1);
  }

  @Test
  void refusesToReplaceAFileThatMayNotBeWritten() throws IOException {
    var file = Files.writeString(folder.resolve("old.yaml"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    Assumptions.assumeFalse(Files.isWritable(file), "root may write everything");

    assertThatThrownBy(() -> WholeFile.write(file, bytes("new")))
        .isInstanceOf(AccessDeniedException.class);

    assertThat(file).hasContent("old");
    assertNothingIsLeft(1);
  }

  @Test
  void createsNothingWhereSomethingIs() throws IOException {
    var file = Files.writeString(folder.resolve("old.yaml"), "old");
    var dangling = Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));

    assertThatThrownBy(() -> WholeFile.create(file, bytes("new")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> WholeFile.create(dangling, bytes("new")))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(file).hasContent("old");
    assertNothingIsLeft(2);
  }

  @Test
  void keepsAFileOfOursFromOthersWhateverWasThere() throws IOException {
    var file = Files.writeString(folder.resolve("state.json"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    WholeFile.writeOwnerOnly(file, bytes("new"));

    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  private void assertNothingIsLeft(int files) throws IOException {
    try (var all = Files.list(folder)) {
      assertThat(all).hasSize(files);
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
