package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Precision;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import io.aimengine.spec.Goal;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.spec.Wishes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/// One row just inside each rule and one just outside, with the exact objection.
class RulesTest {
  private static final String QWEN = "Qwen/Qwen3-32B";

  /// Rows of `rules.csv`: model, hardware and engine of a candidate, its GPUs and flags, the
  /// devices of the only node (`MI300X:total:free`), and every objection.
  @ParameterizedTest
  @CsvFileSource(resources = "rules.csv", delimiter = '|')
  void judge(
      String model,
      String hardware,
      String engine,
      int gpus,
      String args,
      String machine,
      String objections) {
    var candidate = candidate(model, hardware, engine, gpus, args == null ? "" : args);
    var wanted = new Wanted(model, 1, Wishes.none());
    assertThat(objections(wanted, candidate, machine))
        .isEqualTo(objections == null ? "" : objections);
  }

  @Test
  void hardwareThatIsAskedForInAnyCase() {
    assertThat(wish(hardware("mi300x"))).isEmpty();
    assertThat(wish(hardware("MI250")))
        .isEqualTo("wish.hardware: runs on MI300X, the manifest asks for MI250");
  }

  @Test
  void enginesThatAreAskedFor() {
    assertThat(wish(engines(List.of(Engine.SGLANG, Engine.VLLM)))).isEmpty();
    assertThat(wish(engines(List.of(Engine.SGLANG))))
        .isEqualTo("wish.engine: runs on vllm, the manifest asks for sglang");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BF16 |",
        "FP16 |",
        "FP8 | wish.precision: Qwen/Qwen3-32B is bf16, the manifest asks for fp8"
      })
  void precisionThatIsAskedFor(Precision precision, String objection) {
    assertThat(wish(precision(precision))).isEqualTo(objection == null ? "" : objection);
  }

  @Test
  void gpuCountThatIsAskedFor() {
    assertThat(wish(gpus(1))).isEmpty();
    assertThat(wish(gpus(2))).isEqualTo("wish.gpu-count: takes 1, the manifest asks for 2 GPUs");
  }

  @Test
  void contextThatIsAskedFor() {
    assertThat(wish(context(40_960))).isEmpty();
    assertThat(wish(context(40_961)))
        .isEqualTo("wish.context: serves 40,960 tokens, the manifest asks for 40,961");
  }

  @Test
  void recipeThatIsNamed() {
    assertThat(wish(recipe("row"))).isEmpty();
    assertThat(wish(recipe("other"))).isEqualTo("wish.recipe: is row, the manifest asks for other");
  }

  @Test
  void weightsOfTheRepositoryThatIsNamed() {
    var fp8 = candidate("Qwen/Qwen3-32B-FP8", "MI300X", "vllm", 1, "");
    var named = new Wanted(QWEN, 1, Wishes.none());
    assertThat(objections(named, fp8, "MI300X:8:8"))
        .isEqualTo(
            "checkpoint.other: serves Qwen/Qwen3-32B-FP8 (fp8); the manifest names Qwen/Qwen3-32B (bf16) and asks for no other precision");
    assertThat(objections(new Wanted(QWEN, 1, precision(Precision.FP8)), fp8, "MI300X:8:8"))
        .isEmpty();
    var own = new Wanted("Qwen/Qwen3-32B-FP8", 1, Wishes.none());
    assertThat(objections(own, fp8, "MI300X:8:8")).isEmpty();
  }

  @Test
  void roomForEveryReplica() {
    var four = candidate(QWEN, "MI300X", "vllm", 4, "--tensor-parallel-size 4");
    assertThat(objections(new Wanted(QWEN, 2, Wishes.none()), four, "MI300X:8:8")).isEmpty();
    assertThat(objections(new Wanted(QWEN, 2, Wishes.none()), four, "MI300X:8:7"))
        .isEqualTo(
            "devices.replicas: 2 replicas want 4 x MI300X each, there is room for 1; 7 of 8 free on a");
  }

  private static String wish(Wishes wishes) {
    var candidate = candidate(QWEN, "MI300X", "vllm", 1, "");
    return objections(new Wanted(QWEN, 1, wishes), candidate, "MI300X:8:8");
  }

  private static String objections(Wanted wanted, Candidate candidate, String machine) {
    var part = machine.strip().split(":");
    var accelerator = Worlds.CATALOG.accelerator(part[0]).orElseThrow();
    var gib = accelerator.memoryGib() > 0 ? accelerator.memoryGib() : 32;
    var devices =
        new Devices(accelerator, Integer.parseInt(part[1]), Integer.parseInt(part[2]), gib, "");
    var inventory = new Inventory(List.of(new Node("a", 8, 0, List.of(devices))), "a table");
    var verdict = new Judge(wanted, inventory, Rules.all()).judge(candidate).verdict();
    return String.join(
        " & ", verdict.objections().stream().map(o -> o.code() + ": " + o.message()).toList());
  }

  private static Candidate candidate(
      String id, String hardware, String engine, int gpus, String args) {
    var accelerator = Worlds.CATALOG.accelerator(hardware).orElseThrow();
    var gib = accelerator.memoryGib() > 0 ? accelerator.memoryGib() : 32;
    var model = Worlds.CATALOG.model(id).orElseThrow();
    var checkpoint = Checkpoints.named(model, id);
    var cpu = hardware.equals("cpu");
    var versions =
        Worlds.CATALOG.engines().stream().filter(v -> v.engine().id().equals(engine)).toList();
    var version =
        versions.stream()
            .filter(v -> cpu == (v.platform() == Platform.CPU))
            .findFirst()
            .orElse(versions.getFirst());
    var flags = flags(args);
    var settings =
        SettingsReader.read(EngineArgs.context(version, checkpoint, gib), flags, Map.of(), model);
    return new Candidate(
        "row",
        Origin.CURATED,
        Candidate.Source.KEPT,
        model,
        checkpoint,
        accelerator,
        gpus,
        version,
        flags,
        Map.of(),
        settings,
        "",
        List.of());
  }

  private static Map<String, String> flags(String args) {
    var flags = new LinkedHashMap<String, String>();
    var name = "";
    for (var word : args.strip().split(" +")) {
      if (word.startsWith("--")) {
        name = word;
        flags.put(name, "");
      } else if (!word.isEmpty()) {
        flags.put(name, word);
      }
    }
    return flags;
  }

  private static Wishes hardware(String name) {
    return wishes(Optional.of(name), Optional.empty(), List.of(), OptionalInt.empty());
  }

  private static Wishes precision(Precision precision) {
    return wishes(Optional.empty(), Optional.of(precision), List.of(), OptionalInt.empty());
  }

  private static Wishes engines(List<Engine> engines) {
    return wishes(Optional.empty(), Optional.empty(), engines, OptionalInt.empty());
  }

  private static Wishes gpus(int count) {
    return wishes(Optional.empty(), Optional.empty(), List.of(), OptionalInt.of(count));
  }

  private static Wishes context(int tokens) {
    return new Wishes(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OptionalInt.empty(),
        OptionalInt.of(tokens),
        Goal.THROUGHPUT,
        new RecipeChoice.Auto(),
        Map.of());
  }

  private static Wishes recipe(String name) {
    return new Wishes(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Goal.THROUGHPUT,
        new RecipeChoice.Named(name, ""),
        Map.of());
  }

  private static Wishes wishes(
      Optional<String> hardware,
      Optional<Precision> precision,
      List<Engine> engines,
      OptionalInt gpus) {
    return new Wishes(
        hardware,
        precision,
        engines,
        gpus,
        OptionalInt.empty(),
        Goal.THROUGHPUT,
        new RecipeChoice.Auto(),
        Map.of());
  }
}
