package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The cache commands on files of this machine; nothing asks a network.
class CacheCommandsTest {
  @TempDir Path temp;
  private InProcess aim = InProcess.in(Path.of(""));

  @BeforeEach
  void model() {
    aim = InProcess.in(temp).with("AIM_OFFLINE", "1");
    aim.file("mine/config.json", "{}");
    aim.file("mine/model.safetensors", "weights");
  }

  private InProcess.Ran add(String model) {
    var ran = aim.run("cache", "add", model, "mine", "-o", "json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    return ran;
  }

  @Test
  void addedFilesAreListedAndFoundByADownload() {
    assertThat(add("acme/tuned").data().path("size").asLong()).isEqualTo(9);
    var list = aim.run("cache", "list", "-o", "json").data();
    assertThat(list.path(0).path("model_id").asText()).isEqualTo("acme/tuned");
    var known = "Qwen/Qwen3-32B";
    add(known);
    var warm =
        aim.run(
            "cache",
            "warm",
            "-f",
            aim.file("e.yaml", ENDPOINT),
            "--hardware",
            "8xMI300X",
            "-o",
            "json");
    assertThat(warm.exit()).as(warm.err()).isZero();
    assertThat(warm.data().path(0).path("cache").asText()).isEqualTo("hit");
  }

  private static final String ENDPOINT =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMEndpoint
      metadata:
        name: qwen
      spec:
        model: Qwen/Qwen3-32B
        precision: bf16
      """;

  @Test
  void whatIsPinnedStaysAndTheExitCodeSaysThatAGoalWasMissed() {
    add("acme/tuned");
    assertThat(aim.run("cache", "pin", "acme/tuned").exit()).isZero();
    var missed = aim.run("cache", "cleanup", "--max-size", "0", "-o", "json");
    assertThat(missed.exit()).isEqualTo(5);
    assertThat(missed.data().path("lacking").asLong()).isEqualTo(9);
    assertThat(missed.data().path("kept").path(0).path("reason").asText()).isEqualTo("pinned");
    assertThat(aim.run("cache", "remove", "acme/tuned").exit()).isEqualTo(5);
    assertThat(aim.run("cache", "pin", "--off", "acme/tuned").exit()).isZero();
    assertThat(aim.run("cache", "cleanup", "--all", "--dry-run").out())
        .contains("would remove  acme/tuned");
    assertThat(aim.run("cache", "cleanup", "--all").out()).contains("removed  acme/tuned");
    assertThat(aim.run("cache", "list", "-o", "json").data()).isEmpty();
  }

  @Test
  void anExactDownloadIsOfThisVeryIdAndReportsWhatIsHere() throws IOException {
    add("acme/tuned");
    assertThat(aim.run("cache", "download", "acme/tuned").exit())
        .as("not in the catalog")
        .isEqualTo(2);
    var mounted = temp.resolve("mounted.json"); // as a termination log: written, never replaced
    Files.createLink(mounted, Files.createFile(temp.resolve("told.json")));
    var ran = aim.run("cache", "download", "--exact", "--report", "told.json", "--", "acme/tuned");
    assertThat(ran.exit()).as(ran.err()).isZero();
    var told = new ObjectMapper().readTree(mounted.toFile());
    assertThat(told.path("size").asLong()).isEqualTo(9);
    assertThat(told.path("model_id").asText()).isEqualTo("acme/tuned");
    assertThat(told.path("seconds").isIntegralNumber()).isTrue();

    var original = "HuggingFaceTB/SmolLM2-135M-Instruct";
    var missed = aim.run("cache", "download", "--exact", "--report", "never.json", original);
    assertThat(missed.exit()).isEqualTo(6);
    assertThat(missed.err()).contains("hf://" + original).doesNotContain("GGUF");
    assertThat(temp.resolve("never.json")).doesNotExist();
  }

  @Test
  void aReportTellsWhatIsInTheCache() throws IOException {
    add("acme/tuned");
    aim.run("cache", "download", "--exact", "--report", "told.json", "--", "acme/tuned");
    var volume = told().path("volume");
    assertThat(volume.path("used").asLong()).isEqualTo(9);
    assertThat(volume.path("free").asLong()).isPositive();
    var model = volume.path("models").path(0);
    assertThat(model.path("id").asText()).isEqualTo("acme/tuned");
    assertThat(model.path("uses").asInt()).isEqualTo(1);
    assertThat(Instant.parse(model.path("last_used").asText())).isAfter(Instant.EPOCH);
  }

  @Test
  void aCleanupKeepsWhatItIsToldToAndReportsWhatItDid() throws IOException {
    add("acme/kept");
    add("acme/mine");
    aim.file("mine/model.safetensors", "other weights");
    add("acme/other");
    var goals = new String[] {"cache", "cleanup", "--max-models", "1", "--report", "told.json"};
    var ran = aim.run(with(goals, "--keep=ACME/kept", "--retention=acme/mine=30d"));
    assertThat(ran.exit()).as("two must stay").isEqualTo(5);
    assertThat(ran.out()).contains("1 models too many");
    assertThat(told().path("removed").asInt()).isEqualTo(1);
    assertThat(told().path("surplus").asInt()).isEqualTo(1);
    assertThat(told().path("volume").path("models")).hasSize(2);

    var again = aim.run(with(goals, "--keep=acme/kept", "--retention=acme/mine=0s"));
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(aim.run("cache", "list", "-o", "json").data().findValuesAsText("model_id"))
        .containsExactly("acme/kept");
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  private JsonNode told() throws IOException {
    return new ObjectMapper().readTree(temp.resolve("told.json").toFile());
  }

  @Test
  void usesMakeTheHitRatio() {
    add("Qwen/Qwen3-32B");
    aim.run("cache", "warm", "-f", aim.file("e.yaml", ENDPOINT), "--hardware", "8xMI300X");
    var stats = aim.run("cache", "stats", "-o", "json").data();
    assertThat(stats.path("cache_hits").asInt()).isEqualTo(1);
    assertThat(stats.path("cache_hit_rate").asDouble()).isEqualTo(1.0);
    assertThat(aim.run("cache", "stats").out()).contains("Hits      1 of 1, 100 %");
  }

  @Test
  void aBundleCarriesAModelToAnotherCache() {
    add("acme/tuned");
    var packed = aim.run("cache", "export", "acme/tuned", "--file", "b.zip");
    assertThat(packed.exit()).as(packed.err()).isZero();
    assertThat(aim.run("cache", "export", "acme/tuned", "--file", "b.zip").exit()).isEqualTo(2);
    var other = aim.with("AIM_CACHE_DIR", temp.resolve("other").toString());
    var taken = other.run("cache", "import", "b.zip", "-o", "json");
    assertThat(taken.exit()).as(taken.err()).isZero();
    assertThat(other.run("cache", "validate").exit()).isZero();
    assertThat(other.run("cache", "list", "-o", "json").data()).hasSize(1);
  }

  @Test
  void takesOverTheCacheOfTheReference() throws IOException {
    var folder = Files.createDirectories(temp.resolve("cache/models/acme--old"));
    Files.writeString(folder.resolve("model.safetensors"), "weights");
    Files.writeString(
        temp.resolve("cache/cache_index.json"),
        "{\"acme/old\": {\"cached\": true, \"cache_path\": \"" + folder + "\", \"size\": 7}}");
    var rebuilt = aim.run("cache", "rebuild", "-o", "json");
    assertThat(rebuilt.exit()).as(rebuilt.err()).isZero();
    assertThat(rebuilt.data().path("imported").path(0).asText()).isEqualTo("acme/old");
    assertThat(rebuilt.data().path("total_models").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "cleanup --max-size much, no size",
    "cleanup --days -1, negative",
    "cleanup --days 1 --max-age 2w, say the same",
    "cleanup --max-age old, no age",
    "cleanup --max-models 0, at least 1",
    "cleanup --order random, lru",
    "cleanup --retention acme/x, has no age",
    "download --max-size much acme/x, no size",
    "add acme/x nowhere, does not exist",
    "serve --port 70000, no port",
  })
  void saysWhatIsWrongWithTheArguments(String command, String why) {
    var ran = aim.run(("cache " + command).split(" "));
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(why);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "10K, 10000",
    "10KiB, 10240",
    "1.5GB, 1500000000",
    "2TiB, 2199023255552",
    "3m, 3000000",
  })
  void readsSizes(String text, long bytes) {
    assertThat(ByteSize.parse("--max-size", text)).isEqualTo(bytes);
  }
}
