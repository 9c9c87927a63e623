package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bundle gives the decision that was made, anywhere, and says when it cannot.
final class BundleTest {
  private static final Path CASES = Path.of("../core/src/test/resources/plan");
  private static final String RECIPE =
      """
      recipe_id: mine
      model_id: Qwen/Qwen3-32B
      huggingface_id: Qwen/Qwen3-32B
      hardware: MI300X
      precision: bf16
      origin: curated
      rationale: my own
      vllm_serve:
        1_gpu:
          enabled: true
          args: {--max-model-len: "4096"}
      """;

  @TempDir Path folder;

  /// The same command in another home, folder and catalog, with nothing of the first.
  private InProcess elsewhere() throws IOException {
    return InProcess.in(Files.createDirectories(folder.resolve("elsewhere")))
        .with("AIM_CATALOG", "/nowhere");
  }

  private Path saved(InProcess aim, String... args) {
    var all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--save-bundle", "decision.zip"));
    var ran = aim.run(all.toArray(String[]::new));
    assertThat(ran.err()).contains("saved decision.zip");
    return folder.resolve("decision.zip");
  }

  @Test
  void everyGoldenPlanIsReplayedByteForByteElsewhere() throws IOException {
    var replayed = 0;
    try (var cases = Files.list(CASES)) {
      for (var golden : cases.sorted().toList()) {
        var aim = InProcess.in(Files.createDirectories(folder.resolve(golden.getFileName())));
        aim.file("endpoint.yaml", Files.readString(golden.resolve("endpoint.yaml")));
        aim.file("inventory.yaml", Files.readString(golden.resolve("inventory.yaml")));
        var first =
            aim.run(
                "plan",
                "endpoint.yaml",
                "--inventory",
                "inventory.yaml",
                "--save-bundle",
                "decision.zip",
                "-o",
                "json");
        var bundle = aim.folder().resolve("decision.zip");
        if (!Files.exists(bundle)) {
          assertThat(first.exit()).as("%s", golden).isEqualTo(2);
          continue;
        }
        var again = elsewhere().run("plan", "--bundle", bundle.toString(), "-o", "json");
        assertThat(again.out()).as("%s", golden).isEqualTo(first.out());
        assertThat(again.exit()).as("%s", golden).isEqualTo(first.exit());
        replayed++;
      }
    }
    assertThat(replayed).isGreaterThan(60);
  }

  @Test
  void theSameDecisionIsTheSameBytes() throws IOException {
    var aim = InProcess.in(folder);
    var first = Files.readAllBytes(saved(aim, "plan", "Qwen/Qwen3-8B", "--hardware", "1xMI300X"));
    var second = Files.readAllBytes(saved(aim, "plan", "Qwen/Qwen3-8B", "--hardware", "1xMI300X"));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void theTableIsTheSameToo() throws IOException {
    var args = new String[] {"plan", "Qwen/Qwen3-32B", "--hardware", "8xMI300X", "--goal", "cost"};
    var bundle = saved(InProcess.in(folder), args);
    var first = InProcess.in(folder).run(args);
    assertThat(elsewhere().run("plan", "--bundle", bundle.toString()).out()).isEqualTo(first.out());
  }

  @Test
  void itCarriesRecipeFilesAndAUsersOwnCatalog() throws IOException {
    var aim = InProcess.in(folder);
    aim.file("mine.yaml", RECIPE);
    aim.file("own/recipes/other.yaml", RECIPE.replace("recipe_id: mine", "recipe_id: other"));
    var args =
        new String[] {
          "plan",
          "Qwen/Qwen3-32B",
          "--hardware",
          "1xMI300X",
          "--catalog",
          "own",
          "--recipe",
          "mine.yaml",
          "-o",
          "json"
        };
    var bundle = saved(aim, args);
    var first = aim.run(args);
    assertThat(first.data().path("recipe_id").asText()).isEqualTo("mine");
    Files.delete(folder.resolve("mine.yaml"));
    var again = elsewhere().run("plan", "--bundle", bundle.toString(), "-o", "json");
    assertThat(again.out()).isEqualTo(first.out());
  }

  @Test
  void aReplayTakesNothingElse() throws IOException {
    var bundle = saved(InProcess.in(folder), "plan", "Qwen/Qwen3-8B", "--hardware", "1xMI300X");
    var ran = elsewhere().run("plan", "--bundle", bundle.toString(), "--gpu-count", "2");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("replays a decision as it was");
  }

  @Test
  void noSecretIsWritten() {
    var aim = InProcess.in(folder);
    var token = "hf_" + "a".repeat(30);
    aim.file(
        "secret.yaml",
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: demo, annotations: {note: "%s"}}
        spec:
          model: Qwen/Qwen3-8B
        """
            .formatted(token));
    var ran =
        aim.run("plan", "secret.yaml", "--hardware", "1xMI300X", "--save-bundle", "decision.zip");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("bundle.secret").doesNotContain(token);
    assertThat(folder.resolve("decision.zip")).doesNotExist();
    var other =
        aim.run(
            "plan",
            "Qwen/Qwen3-8B",
            "--hardware",
            "1xMI300X",
            "--arg",
            "--seed=" + token,
            "--save-bundle",
            "decision.zip");
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).contains("bundle.secret").doesNotContain(token);
  }

  @Test
  void damageIsNoticedWhereverItIs() throws IOException {
    var bundle = saved(InProcess.in(folder), "plan", "Qwen/Qwen3-8B", "--hardware", "1xMI300X");
    var bytes = Files.readAllBytes(bundle);
    for (var at = 40; at < bytes.length - 400; at += bytes.length / 12) {
      var damaged = bytes.clone();
      damaged[at] ^= 0x55;
      Files.write(folder.resolve("damaged.zip"), damaged);
      var ran = InProcess.in(folder).run("plan", "--bundle", "damaged.zip");
      assertThat(ran.exit()).as("byte %s", at).isEqualTo(2);
      assertThat(ran.err()).as("byte %s", at).contains("[bundle.");
    }
    Files.write(folder.resolve("short.zip"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    var ran = InProcess.in(folder).run("plan", "--bundle", "short.zip");
    assertThat(ran.err()).contains("ends too early").contains("bundle.damaged");
  }

  @Test
  void whatIsNoBundleIsSaidToBeNone() {
    var aim = InProcess.in(folder);
    aim.file("text.zip", "hello");
    assertThat(aim.run("plan", "--bundle", "text.zip").err()).contains("bundle.none");
    assertThat(aim.run("plan", "--bundle", "absent.zip").err()).contains("bundle.no-file");
  }
}
