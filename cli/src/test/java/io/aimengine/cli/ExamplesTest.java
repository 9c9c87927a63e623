package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every file of `examples/` is planned, a recipe is repaired, a model laid over the catalog; one
/// that is none of these fails.
final class ExamplesTest {
  @TempDir private Path folder;

  static List<Path> files() throws IOException {
    try (var files = Files.walk(Aim.checkout().resolve("examples"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static boolean isInventory(Path file) {
    return file.resolveSibling("").endsWith("inventories");
  }

  @ParameterizedTest
  @MethodSource("files")
  void plans(Path file) {
    var aim = InProcess.in(folder);
    if (file.toString().endsWith(".md") || isRecipe(file) || isModel(file)) {
      return;
    }
    var ran =
        isConfig(file)
            ? aim.run(
                "plan",
                "acme/New",
                "--model-path",
                file.resolveSibling("").toString(),
                "--hardware",
                "1xMI300X",
                "-o",
                "json")
            : isInventory(file)
                ? aim.run("plan", "Qwen/Qwen3-32B", "--inventory", file.toString(), "-o", "json")
                : aim.run("plan", file.toString(), "--hardware", hardware(file), "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.out()).doesNotContain("\"severity\" : \"warning\"");
  }

  /// A model that the catalog lacks.
  private static boolean isConfig(Path file) {
    return file.endsWith("config.json");
  }

  private static boolean isRecipe(Path file) {
    return file.resolveSibling("").endsWith("recipes");
  }

  private static boolean isModel(Path file) {
    return file.resolveSibling("").endsWith("models");
  }

  @ParameterizedTest
  @MethodSource("files")
  void aModelIsCleanAndLiesOverTheCatalog(Path file) {
    if (isModel(file)) {
      var aim = InProcess.in(folder);
      assertThat(aim.run("validate", file.toString(), "--strict").exit()).isZero();
      var models = aim.run("list", "models", "--catalog", file.resolveSibling("").toString());
      assertThat(models.exit()).as(models.out()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aRecipeIsCleanOnceRepaired(Path file) throws IOException {
    if (isRecipe(file)) {
      var aim = InProcess.in(folder);
      var name = aim.file("recipes/" + file.getFileName(), Files.readString(file));
      assertThat(aim.run("validate", name).exit()).isEqualTo(2);

      var repaired = aim.run("validate", name, "--fix", "--strict");
      assertThat(repaired.exit()).as(repaired.out()).isZero();
    }
  }

  /// What the example's own comment plans it for; a model without a GPU otherwise.
  private static String hardware(Path file) {
    try {
      var asked =
          java.util.regex.Pattern.compile("--hardware (\\S+)").matcher(Files.readString(file));
      return asked.find() ? asked.group(1) : "1xcpu";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void thereAreExamplesForOneMachine() throws IOException {
    assertThat(files()).anyMatch(file -> file.endsWith("local/smollm2.yaml"));
  }

  @Test
  void aFolderOfExamplesPlansAtOnce() {
    var local = Aim.checkout().resolve("examples/local").toString();
    var ran = InProcess.in(folder).run("plan", local, "--inventory", inventory(), "-o", "json");

    assertThat(ran.data().isArray()).as(ran.out()).isTrue();
  }

  private static String inventory() {
    return Aim.checkout().resolve("examples/inventories/mi300x-and-mi250.yaml").toString();
  }
}
