package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserCatalogTest {
  private static final String QWEN = "Qwen/Qwen3-8B";

  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder);
  }

  private static String shipped(String path) throws IOException {
    return Files.readString(Aim.checkout().resolve("catalog").resolve(path));
  }

  private String recipe() throws IOException {
    var text = shipped("recipes/qwen3-8b/qwen3-8b-mi300x-bf16.yaml");
    return text.replace("qwen3-8b-mi300x-bf16", "house-qwen3-8b");
  }

  @Test
  void aUsersRecipeIsOneOfTheRecipes() throws IOException {
    aim.file("mine/recipes/house-qwen3-8b.yaml", recipe());

    var listed = aim.run("list", "recipes", "--catalog", "mine", "-o", "json").data();
    assertThat(listed.valueStream().map(row -> row.path("recipe").asText()))
        .contains("house-qwen3-8b", "qwen3-8b-mi300x-bf16");
  }

  @Test
  void theEnvironmentNamesTheFolderTooAndTheOptionGoesBeforeIt() throws IOException {
    aim.file("mine/recipes/house-qwen3-8b.yaml", recipe());
    Files.createDirectories(folder.resolve("empty"));
    var env = aim.with("AIM_CATALOG", folder.resolve("mine").toString());

    assertThat(env.run("list", "recipes", "--filter", "house", "-o", "json").data()).hasSize(1);
    assertThat(
            env.run("list", "recipes", "--filter", "house", "--catalog", "empty", "-o", "json")
                .data())
        .isEmpty();
  }

  @Test
  void aUsersModelReplacesTheShippedOne() throws IOException {
    var text = shipped("models/qwen3-8b.yaml");
    aim.file("mine/models/qwen3-8b.yaml", text.replaceFirst("(?m)^license: .*$", "license: ours"));

    var listed =
        aim.run("list", "models", "--filter", QWEN, "--catalog", "mine", "-o", "json").data();
    assertThat(listed).hasSize(1);
    assertThat(listed.path(0).path("licence").asText()).isEqualTo("ours");
  }

  @Test
  void aBrokenFileIsNamedWithItsLine() throws IOException {
    aim.file("mine/recipes/house.yaml", recipe() + "\nfantasy: 1\n");
    var unknown = aim.run("plan", QWEN, "--catalog", "mine", "--hardware", "1xMI300X");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err())
        .containsPattern("mine/recipes/house\\.yaml:[0-9]+:[0-9]+: error:")
        .contains("fantasy");

    aim.file("mine/recipes/house.yaml", "recipe_id: [");
    var unreadable =
        aim.run("plan", QWEN, "--catalog", "mine", "--hardware", "1xMI300X", "-o", "json");
    assertThat(unreadable.exit()).isEqualTo(2);
    assertThat(unreadable.error().path("details").path("problems").path(0).path("where").asText())
        .startsWith("mine/recipes/house.yaml:1:");
  }

  @Test
  void aFileThatIsNoTextIsAUsersMistake() throws IOException {
    Files.createDirectories(folder.resolve("mine"));
    Files.write(folder.resolve("mine/noise.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

    assertThat(aim.run("list", "models", "--catalog", "mine").exit()).isEqualTo(2);
  }

  @Test
  void aRecipeOfAFileIsTheOnlyOne() throws IOException {
    aim.file("house.yaml", recipe());
    var ran =
        aim.run("plan", QWEN, "--recipe", "house.yaml", "--hardware", "8xMI300X", "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.data().path("recipe_id").asText()).isEqualTo("house-qwen3-8b");
  }

  @Test
  void aRecipeFileThatAManifestNamesLiesBesideTheManifest() throws IOException {
    aim.file("deep/house.yaml", recipe());
    aim.file(
        "deep/endpoint.yaml",
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: house}
        spec:
          model: %s
          customRecipe: {recipePath: house.yaml}
        """
            .formatted(QWEN));
    var ran = aim.run("plan", "deep/endpoint.yaml", "--hardware", "8xMI300X", "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.data().path("recipe_id").asText()).isEqualTo("house-qwen3-8b");
  }

  @Test
  void aFolderNamedLikeAModelHidesNoModel() throws IOException {
    Files.createDirectories(folder.resolve(QWEN));

    assertThat(aim.run("plan", QWEN, "--hardware", "1xMI300X").exit()).isZero();
  }
}
