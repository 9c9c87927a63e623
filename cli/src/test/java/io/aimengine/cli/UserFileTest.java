package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserFileTest {
  /// A valid start and then more than is read, so that a cut-off text would pass.
  private static final String TOO_LARGE = "\n# " + "x".repeat(4 << 20) + "\n";

  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder);
  }

  private static String shipped(String path) throws IOException {
    return Files.readString(Aim.checkout().resolve("catalog").resolve(path));
  }

  @Test
  void aCatalogFileThatIsTooLargeIsRefusedAndNotCutOff() throws IOException {
    aim.file("mine/models/big.yaml", shipped("models/qwen3-8b.yaml") + TOO_LARGE);
    var ran = aim.run("list", "models", "--catalog", "mine");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("mine/models/big.yaml").contains("larger than 4 MiB");
  }

  @Test
  void aRecipeFileAndAnInventoryThatAreTooLargeAreRefused() throws IOException {
    aim.file("big.yaml", shipped("recipes/qwen3-8b/qwen3-8b-mi300x-bf16.yaml") + TOO_LARGE);
    var recipe = aim.run("plan", "Qwen/Qwen3-8B", "--recipe", "big.yaml", "--hardware", "1xMI300X");
    var inventory = aim.run("plan", "Qwen/Qwen3-8B", "--inventory", "big.yaml");

    assertThat(recipe.exit()).isEqualTo(2);
    assertThat(recipe.err()).contains("big.yaml: error: larger than 4 MiB");
    assertThat(inventory.exit()).isEqualTo(2);
    assertThat(inventory.err()).contains("big.yaml: error: larger than 4 MiB");
  }

  @Test
  void aModelFileThatIsTooLargeIsNotRewrittenByFetch() throws IOException {
    var text = "model_id: acme/Big\n" + TOO_LARGE;
    aim.file("mine/big.yaml", text);
    var ran = aim.run("fetch", "model-cards", "--models-dir", "mine");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("mine/big.yaml").contains("larger than 4 MiB");
    assertThat(folder.resolve("mine/big.yaml")).hasContent(text);
  }

  @Test
  void anEnginesLogThatIsTooLargeIsRefused() {
    aim.file("engine.log", "x".repeat((16 << 20) + 1));
    var ran = aim.run("fit", "Qwen/Qwen3-8B", "--hardware", "MI300X", "--from-log", "engine.log");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("engine.log").contains("larger than 16 MiB");
  }

  @Test
  void aFolderWhereAFileIsWantedIsSaidToBeOne() throws IOException {
    Files.createDirectories(folder.resolve("some"));
    for (var option : new String[] {"--recipe", "--inventory", "--bundle"}) {
      var ran =
          option.equals("--bundle")
              ? aim.run("plan", option, "some")
              : aim.run("plan", "Qwen/Qwen3-8B", option, "./some");
      assertThat(ran.exit()).as(option).isEqualTo(2);
      assertThat(ran.err())
          .as(option)
          .contains("some: error: a folder, and a file is wanted", "cli.folder", "Name ");
    }
  }

  @Test
  void overwritingKeepsTheModeAndTheLink() throws IOException {
    var file = folder.resolve(aim.file("real/mine.yaml", "old"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(folder.resolve("mine.yaml"), Path.of("real/mine.yaml"));

    assertThat(aim.run("recipe", "init", "-o", "mine.yaml").exit()).isEqualTo(2);
    assertThat(file).hasContent("old");
    assertThat(aim.run("recipe", "init", "-o", "mine.yaml", "--force").exit()).isZero();

    assertThat(folder.resolve("mine.yaml")).isSymbolicLink();
    assertThat(file).content().startsWith("#");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aBundleIsReadableLikeAnyFileOfTheUser() throws IOException {
    var plain = folder.resolve(aim.file("plain", ""));
    var ran =
        aim.run("plan", "Qwen/Qwen3-8B", "--hardware", "1xMI300X", "--save-bundle", "plan.zip");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(Files.getPosixFilePermissions(folder.resolve("plan.zip")))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }
}
