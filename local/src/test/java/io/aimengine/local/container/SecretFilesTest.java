package io.aimengine.local.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.launch.SecretNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {
  private static final SecretNeed TOKEN =
      new SecretNeed.InEnvironment("HF_TOKEN", "HF_TOKEN", true);

  @TempDir Path root;

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void writesAnEnvFileThatOnlyItsOwnerReads() throws IOException {
    var files =
        SecretFiles.write(
            root.resolve("new/folder"), List.of(TOKEN), Map.of("HF_TOKEN", " hf_x\n"));

    var path = Path.of(files.envFile());
    assertThat(path).hasContent("HF_TOKEN=hf_x");
    assertThat(permissions(path)).isEqualTo("rw-------");
    assertThat(files.problems()).isEmpty();
  }

  @Test
  void writesAKeyFileAndMountsIt() throws IOException {
    var path = root.resolve("keys.yaml");
    var need =
        new SecretNeed.InFile(path.toString(), "/run/aim-engine/keys.yaml", "api-key: ", "KEY");

    var files = SecretFiles.write(root, List.of(need), Map.of("KEY", "a\"b: c"));

    assertThat(path).hasContent("api-key: \"a\\\"b: c\"");
    assertThat(permissions(path)).isEqualTo("rw-------");
    assertThat(files.envFile()).isEmpty();
    assertThat(files.mounts().getFirst().container()).isEqualTo("/run/aim-engine/keys.yaml");
  }

  @Test
  void aRequiredSecretThatIsNotSetIsAProblem() {
    var files = SecretFiles.write(root, List.of(TOKEN), Map.of());

    assertThat(files.problems().getFirst().code()).isEqualTo("secret.missing");
    assertThat(files.envFile()).isEmpty();
  }

  @Test
  void anOptionalSecretMayBeAbsent() {
    var need = new SecretNeed.InEnvironment("HF_TOKEN", "HF_TOKEN", false);

    assertThat(SecretFiles.write(root, List.of(need), Map.of()))
        .isEqualTo(new SecretFiles("", List.of(), List.of()));
  }

  @Test
  void aSecretCannotSmuggleAnotherVariableIn() {
    var files =
        SecretFiles.write(root, List.of(TOKEN), Map.of("HF_TOKEN", "x\nLD_PRELOAD=/tmp/evil.so"));

    assertThat(files.problems().getFirst().code()).isEqualTo("secret.bad-value");
    assertThat(files.problems().getFirst().message()).doesNotContain("evil");
    assertThat(root).isEmptyDirectory();
  }
}
