package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ValidateCommandTest {
  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder);
  }

  private static String shipped() {
    try {
      return Files.readString(
          Aim.checkout().resolve("catalog/recipes/qwen3-8b/qwen3-8b-mi300x-bf16.yaml"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final String BROKEN = "recipe_id: x\nmodel_id: a: b\n";

  @Test
  void aCleanFileIsCleanAndSaysSo() {
    var ran = aim.run("validate", aim.file("recipes/qwen3-8b-mi300x-bf16.yaml", shipped()));

    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("1 file: 0 errors, 0 warnings\n");
  }

  @Test
  void aFindingHasItsPlaceItsLineAndACaret() {
    var ran = aim.run("validate", aim.file("recipes/x.yaml", BROKEN));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out())
        .containsPattern("recipes/x\\.yaml:[0-9]+:[0-9]+: error: .* \\[yaml\\.syntax]")
        .containsPattern("(?m)^ +[0-9]+ \\| ")
        .contains("1 file: 1 error, 0 warnings");
    assertThat(ran.err()).isEmpty();
  }

  /// Reading a pipe that nobody writes to would never end.
  @Test
  void aNamedPipeIsNotRead() throws Exception {
    var pipe = folder.resolve("pipe.yaml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    var ran = aim.run("validate", "pipe.yaml");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).contains("pipe.yaml: error: neither a file nor a folder", "validate -");
    assertThat(aim.run("validate", "/dev/null").err() + aim.run("validate", "/dev/null").out())
        .contains("a pipe, a socket or a device");
  }

  @Test
  void foldersAreLookedThroughAndTheReferencesSpellingsWork() {
    aim.file("all/recipes/deep/qwen3-8b-mi300x-bf16.yaml", shipped());
    aim.file("all/.git/config.yaml", BROKEN);
    aim.file("all/notes.txt", BROKEN);

    assertThat(aim.run("validate", "all").out()).startsWith("1 file: 0 errors");
    assertThat(aim.run("validate", "--recipes-dir", "all/recipes").out()).startsWith("1 file:");
    assertThat(aim.run("validate", "--recipe", "all/recipes/deep/qwen3-8b-mi300x-bf16.yaml").exit())
        .isZero();
  }

  @Test
  void noSecretIsRepeatedInALineOrADiff() {
    var token = "hf_" + "a1B2".repeat(8);
    var text =
        shipped()
            .replaceFirst("(?m)^( +)(--max-model-len: .*)$", "$1$2\n$1--hf-token: " + token)
            .replaceFirst("--max-model-len:", "--max-context-len:");
    var file = aim.file("recipes/qwen3-8b-mi300x-bf16.yaml", text);

    var said = aim.run("validate", file);
    var diff = aim.run("validate", file, "--fix", "--dry-run");

    assertThat(said.out()).contains("launch.secret-in-args", "--hf-token: ***");
    assertThat(diff.out()).contains("+", "--max-model-len", "***");
    assertThat(said.out() + said.err() + diff.out() + diff.err()).doesNotContain(token);
  }

  @Test
  void standardInputIsChecked() {
    var ran = aim.reading(BROKEN).run("validate", "-");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).contains("stdin:");
    assertThat(aim.reading(BROKEN).run("validate", "-", "--fix").err()).contains("cli.usage");
  }

  @Test
  void whatCannotBeReadIsAFindingAndStopsNothingElse() throws IOException {
    aim.file("all/recipes/qwen3-8b-mi300x-bf16.yaml", shipped());
    Files.write(folder.resolve("all/noise.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    aim.file("all/huge.yaml", "#".repeat((4 << 20) + 1));
    Files.createSymbolicLink(folder.resolve("all/loop"), folder.resolve("all"));
    Files.createSymbolicLink(folder.resolve("all/gone.yaml"), folder.resolve("nowhere.yaml"));
    Files.createSymbolicLink(
        folder.resolve("all/same.yaml"), folder.resolve("all/recipes/qwen3-8b-mi300x-bf16.yaml"));

    var ran = aim.run("validate", "all", "missing.yaml", "-o", "json");

    assertThat(ran.exit()).isEqualTo(2);
    var codes =
        ran.data()
            .path("files")
            .valueStream()
            .flatMap(f -> f.path("findings").valueStream())
            .map(f -> f.path("code").asText());
    assertThat(codes)
        .contains("file.not-text", "file.too-large", "file.loop", "file.dangling", "file.missing")
        .doesNotContain("catalog.twice");
  }

  private static final String REPAIRABLE =
      shipped()
          .replace("--max-num-seqs: \"512\"", "--max-batch-size: '512'   # asked for")
          .replace("qwen3-8b-mi300x-bf16", "house");

  @Test
  void fixRewritesNothingButTheMistake() {
    aim.file("recipes/house.yaml", REPAIRABLE);

    var dry = aim.run("validate", "recipes", "--fix", "--dry-run");
    assertThat(dry.out())
        .startsWith("--- a/recipes/house.yaml\n+++ b/recipes/house.yaml\n@@")
        .contains("-      --max-batch-size: '512'   # asked for\n")
        .contains("+      --max-num-seqs: '512'   # asked for\n");
    assertThat(dry.err()).contains("--fix makes 1 repair in 1 file");
    assertThat(folder.resolve("recipes/house.yaml")).hasContent(REPAIRABLE);

    var ran = aim.run("validate", "recipes", "--fix", "--strict");
    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(folder.resolve("recipes/house.yaml"))
        .hasContent(REPAIRABLE.replace("--max-batch-size", "--max-num-seqs"));
    assertThat(aim.run("validate", "recipes", "--fix").out()).contains("nothing repaired");
  }

  @Test
  void fixKeepsWindowsLineBreaksAndAByteOrderMark() throws IOException {
    var text = "\uFEFF" + REPAIRABLE.replace("\n", "\r\n");
    aim.file("recipes/house.yaml", text);

    var ran = aim.run("validate", "recipes", "--fix");
    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(Files.readString(folder.resolve("recipes/house.yaml")))
        .isEqualTo(text.replace("--max-batch-size", "--max-num-seqs"));
  }

  @Test
  void jsonOfARepairHasTheDiff() {
    aim.file("recipes/house.yaml", REPAIRABLE);
    var data = aim.run("validate", "recipes", "--fix", "-o", "json").data();

    assertThat(data.at("/summary/fixed").asInt()).isEqualTo(1);
    assertThat(data.at("/repairs/0/file").asText()).isEqualTo("recipes/house.yaml");
    assertThat(data.at("/files/0/diff").asText()).contains("+      --max-num-seqs");
  }

  @Test
  void twoNamesOfOneFileAreOneFile() throws IOException {
    aim.file("recipes/house.yaml", REPAIRABLE);
    Files.createSymbolicLink(folder.resolve("recipes/link.yaml"), Path.of("house.yaml"));

    var ran = aim.run("validate", "recipes", "recipes/house.yaml", "./recipes/link.yaml", "--fix");
    assertThat(ran.out()).contains("1 file:").contains("1 repair in 1 file");
    assertThat(Files.isSymbolicLink(folder.resolve("recipes/link.yaml"))).isTrue();
  }

  @Test
  void manyDocumentsAndManyKindsGoTogether() {
    aim.file("recipes/house.yaml", REPAIRABLE);
    aim.file(
        "endpoints.yaml",
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: one}
        spec: {model: Qwen/Qwen3-8B}
        ---
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: two}
        spec: {model: Qwen/Qwen3-8B, gpuCuont: 2}
        """);
    var ran = aim.run("validate", ".");

    assertThat(ran.out())
        .containsPattern("endpoints\\.yaml:9:[0-9]+: error: .*gpuCuont")
        .contains("2 files:");
  }

  @Test
  void anEmptyFolderAndNoPathAreMistakes() throws IOException {
    Files.createDirectories(folder.resolve("empty"));

    assertThat(aim.run("validate", "empty").out()).contains("[file.empty]");
    assertThat(aim.run("validate").err()).contains("nothing to check");
    assertThat(aim.run("validate", "empty", "--dry-run").err()).contains("Add --fix");
  }

  @Test
  void otherPeoplesYamlInAFolderIsLeftAloneUnlessNamed() {
    aim.file("all/compose.yaml", "services: {web: {image: x}}\n");
    aim.file("all/recipes/qwen3-8b-mi300x-bf16.yaml", shipped());

    var ran = aim.run("validate", "all", "--strict");
    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.out()).contains("[file.not-ours]");
    assertThat(aim.run("validate", "all/compose.yaml").out()).contains("[catalog.kind]");
    assertThat(aim.run("validate", "--recipes-dir", "all").out()).contains("[catalog.kind]");
  }

  @Test
  void aFileOfAnotherKindThanAskedForIsSaid() {
    aim.file("recipes/qwen3-8b-mi300x-bf16.yaml", shipped());

    var ran = aim.run("validate", "--model", "recipes/qwen3-8b-mi300x-bf16.yaml");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).contains("[file.wrong-kind]");
  }

  @Test
  void listsItsChecks() {
    var codes = aim.run("validate", "--list-checks", "-o", "json").data();

    assertThat(codes.valueStream().map(row -> row.path("code").asText()))
        .contains("file.not-text", "yaml.syntax", "launch.unknown-flag")
        .doesNotHaveDuplicates();
  }

  @Test
  void everyCheckIsOnThePageThatSarifLinksTo() throws IOException {
    var page = Files.readString(Aim.checkout().resolve("docs/reference/checks.md"));
    var codes = aim.run("validate", "--list-checks", "-o", "json").data();

    assertThat(codes.valueStream())
        .allSatisfy(row -> {
          var code = row.path("code").asText();
          assertThat(page)
              .containsPattern(
                  code.startsWith("file.")
                      ? "\\| `%s` \\| %s \\| %s \\|"
                          .formatted(
                              code, row.path("severity").asText(), row.path("title").asText())
                      : "(?m)^### `" + code + "`$");
        });
  }

  @Test
  void sarifHasRulesResultsAndNothingElseOnStandardOutput() {
    var ran = aim.run("validate", aim.file("recipes/x.yaml", BROKEN), "-o", "sarif");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.json().path("version").asText()).isEqualTo("2.1.0");
    assertThat(ran.json().at("/runs/0/results/0/ruleId").asText()).isEqualTo("yaml.syntax");
    assertThat(
            ran.json()
                .at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri")
                .asText())
        .isEqualTo("recipes/x.yaml");
  }

  @Test
  void jsonIsTheUsualEnvelope() {
    var bad = aim.run("validate", aim.file("recipes/x.yaml", BROKEN), "-o", "json");
    assertThat(bad.json().path("success").asBoolean(true)).isFalse();
    assertThat(bad.error().path("code").asText()).isEqualTo("validate.findings");
    assertThat(bad.data().at("/files/0/findings/0/line").asInt()).isPositive();

    aim.file("recipes/qwen3-8b-mi300x-bf16.yaml", shipped());
    var good = aim.run("validate", "recipes/qwen3-8b-mi300x-bf16.yaml", "-o", "json");
    assertThat(good.json().path("success").asBoolean()).isTrue();
    assertThat(good.data().at("/summary/files").asInt()).isEqualTo(1);
  }

  @Test
  void whatAFileSaysCannotMoveTheCursor() {
    var ran = aim.run("validate", aim.file("recipes/x.yaml", "a: \u001b[2J\n"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).doesNotContain("\u001b");
  }

  @Test
  void aFileWithNothingInItIsAnError() {
    aim.file("all/recipes/empty.yaml", "");
    aim.file("all/values.yaml", "# none of ours\n");
    aim.file("comments.yaml", "# a recipe, some day\n---\n");

    for (var args : new String[][] {{"comments.yaml"}, {"--recipes-dir", "all"}, {"all"}}) {
      var words = Stream.concat(Stream.of("validate"), Arrays.stream(args));
      var ran = aim.run(words.toArray(String[]::new));
      assertThat(ran.exit()).as(ran.out()).isEqualTo(2);
      assertThat(ran.out()).contains("error: a file with nothing in it").contains("[file.blank]");
    }
    assertThat(aim.run("validate", "all").out())
        .contains("all/values.yaml: note:", "1 error", "[file.not-ours]");
    assertThat(aim.reading("").run("validate", "-").exit()).isEqualTo(2);
  }

  @Test
  void whatWasReadAsSomethingElseIsSaidWithoutAFindingToo() {
    aim.file("mine.yaml", shipped().replaceFirst("(?m)^huggingface_id:.*\n", ""));
    var ran = aim.run("validate", "mine.yaml");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.out())
        .isEqualTo("1 file: 0 errors, 0 warnings; 1 file in another form: see --verbose\n");
    assertThat(aim.run("validate", "mine.yaml", "--verbose").out())
        .startsWith(
            """
            mine.yaml: read as recipe (dialect: loose)
              model_id is read as huggingface_id too
            """);
    var file = aim.run("validate", "mine.yaml", "-o", "json").data().path("files").path(0);
    assertThat(file.path("dialect").asText()).isEqualTo("loose");
    assertThat(file.path("translated")).hasSize(1);
  }

  @Test
  void theShippedCatalogIsClean() {
    var ran =
        aim.run("validate", Aim.checkout().resolve("catalog").toString(), "--strict", "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.data().findValuesAsText("code").stream().distinct())
        .as("what is known: unpacked precisions, and the schemas")
        .isSubsetOf("precision.not-native", "file.not-ours");
  }

  /// Two examples are wrong on purpose, for `--fix` to repair.
  @Test
  void theExamplesAreCleanButTheTwoThatFixRepairs() throws IOException {
    try (var files = Files.walk(Aim.checkout().resolve("examples"))) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var name = Aim.checkout().relativize(file).toString();
        aim.file(name, Files.readString(file));
      }
    }
    var ran = aim.run("validate", "examples", "--strict", "-o", "json");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(
            ran.json()
                .findPath("files")
                .valueStream()
                .filter(file ->
                    file.path("findings").findValuesAsText("severity").stream()
                        .anyMatch(severity -> !severity.equals("note")))
                .map(file -> file.path("file").asText()))
        .containsExactly(
            "examples/recipes/house-qwen3-32b-mi300x-bf16.yaml",
            "examples/recipes/qwen3-32b-4gpu-bf16.yaml");
    assertThat(aim.run("validate", "examples", "--fix").exit()).isZero();
    assertThat(aim.run("validate", "examples", "--strict").exit()).isZero();
  }
}
