package io.aimengine.flags;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagLayersTest {
  private static final EngineVersion VLLM = TestEngines.vllm();

  @Test
  void laysTheManifestOverTheRecipeWhateverAliasItUses() {
    var checked =
        merge(
            VLLM,
            Map.of("--tensor-parallel-size", "4"),
            map("-tp", "8", "max_num_seqs", "64", "--max-model-len=32k", ""));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.arguments().argv())
        .containsExactly(
            "--tensor-parallel-size", "8", "--max-num-seqs", "64", "--max-model-len", "32k");
  }

  @Test
  void keepsTheOrderOfTheRecipe() {
    var checked =
        merge(VLLM, map("--dtype", "auto", "--max-num-seqs", "8"), Map.of("--dtype", "float16"));
    assertThat(checked.arguments().argv())
        .containsExactly("--dtype", "float16", "--max-num-seqs", "8");
  }

  @Test
  void aNegationReplacesTheSwitch() {
    assertThat(argv(Map.of("--enable-prefix-caching", ""), Map.of("--disable-prefix-caching", "")))
        .containsExactly("--disable-prefix-caching");
    assertThat(argv(Map.of("--no-trust-remote-code", ""), Map.of("--trust-remote-code", "")))
        .containsExactly("--trust-remote-code");
  }

  @Test
  void knowsTheHiddenNegationsOfOlderVersions() {
    assertThat(argv(Map.of(), Map.of("--no-enable-prefix-caching", "")))
        .containsExactly("--disable-prefix-caching");
    assertThat(argv(Map.of(), Map.of("--disable-auto-tool-choice", "")))
        .as("an alias that pairs enable with disable switches off")
        .containsExactly("--disable-auto-tool-choice");
  }

  @Test
  void writesASwitchWithoutItsWordAndSaysSo() {
    var checked = merge(VLLM, Map.of(), Map.of("--trust-remote-code", "true"));
    assertThat(checked.arguments().argv()).containsExactly("--trust-remote-code");
    assertThat(codes(checked)).containsExactly("NOTE launch.switch-value");
  }

  @Test
  void aSwitchThatIsFalseIsNegatedOrDropped() {
    assertThat(argv(Map.of(), Map.of("--trust-remote-code", "false")))
        .containsExactly("--no-trust-remote-code");
    assertThat(argv(Map.of("--headless", ""), Map.of("--headless", "false"))).isEmpty();
  }

  @Test
  void falseIsNoWordToComplainOf() {
    assertThat(codes(merge(VLLM, Map.of(), Map.of("--trust-remote-code", "false")))).isEmpty();
  }

  @Test
  void aSwitchWithAnOppositeOfItsOwnIsSwitchedOffByIt() {
    var engine = Catalogs.builtin().engine(Engine.LLAMACPP, "b4916").orElseThrow();
    var checked = merge(engine, Map.of(), Map.of("--cont-batching", "false"));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.arguments().argv()).containsExactly("--no-cont-batching");
  }

  @Test
  void refusesToSwitchOffWhatIsOnWithoutAWayOut() {
    var checked = merge(VLLM, Map.of(), Map.of("--always", "false"));
    assertThat(codes(checked)).containsExactly("ERROR launch.bad-value");
    assertThat(checked.problems().getFirst().message()).contains("no way to switch --always off");
  }

  @Test
  void refusesAWordAfterASwitch() {
    assertThat(codes(merge(VLLM, Map.of(), Map.of("--headless", "maybe"))))
        .containsExactly("ERROR launch.bad-value");
  }

  @Test
  void namesTheNearestFlagForAnUnknownOne() {
    var checked = merge(VLLM, Map.of(), Map.of("--max-num-seq", "4"));
    assertThat(codes(checked)).containsExactly("ERROR launch.unknown-flag");
    assertThat(checked.problems().getFirst().path()).isEqualTo("spec.customArgs.--max-num-seq");
    assertThat(checked.problems().getFirst().hint()).startsWith("the nearest is --m");
    assertThat(checked.arguments().argv()).isEmpty();
  }

  @Test
  void doesNotTakePrefixesThoughTheParsersDo() {
    assertThat(codes(merge(VLLM, Map.of(), Map.of("--tensor-parallel", "2"))))
        .containsExactly("ERROR launch.unknown-flag");
  }

  @Test
  void sglangDoesNotReadUnderscores() {
    assertThat(codes(merge(TestEngines.sglang(), Map.of(), Map.of("--context_length", "8192"))))
        .containsExactly("ERROR launch.unknown-flag");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "--", "-", "--a b", "-5", "", "--x;rm", "ключ"})
  void refusesWhatIsNoFlag(String written) {
    assertThat(codes(merge(VLLM, Map.of(), Map.of(written, "1"))))
        .containsExactly("ERROR launch.unknown-flag");
  }

  @Test
  void refusesControlCharactersAndDoesNotPrintThem() {
    var checked = merge(VLLM, Map.of(), Map.of("--chat-template", "a\nb"));
    assertThat(codes(checked)).containsExactly("ERROR launch.control-character");
    var name = merge(VLLM, Map.of(), Map.of("--chat\u0000template", "a"));
    assertThat(codes(name)).containsExactly("ERROR launch.control-character");
    assertThat(name.problems().getFirst().path()).doesNotContain("\u0000").contains("\\u0000");
  }

  @Test
  void refusesSecretsAndNeverRepeatsThem() {
    var secret = "hf_abcdefghijklmnopqrstuvwxyz";
    for (var flags :
        List.of(
            Map.of("--api-key", "swordfish-123"),
            Map.of("--hf-token", secret),
            Map.of("--chat-template", secret),
            Map.of("--speculative-config", "{\"token\":\"" + secret + "\"}"))) {
      var checked = merge(VLLM, Map.of(), flags);
      assertThat(codes(checked)).containsExactly("ERROR launch.secret-in-args");
      assertThat(checked.toString()).doesNotContain(secret).doesNotContain("swordfish");
    }
  }

  @Test
  void saysThatAFlagIsDeprecated() {
    var checked = merge(VLLM, Map.of(), Map.of("--old-switch", ""));
    assertThat(codes(checked)).containsExactly("WARNING launch.deprecated-flag");
    assertThat(checked.arguments().argv()).containsExactly("--old-switch");
  }

  @Test
  void twoNamesOfOneFlagThatDisagreeAreAnError() {
    var checked = merge(VLLM, Map.of(), map("-tp", "2", "--tensor-parallel-size", "4"));
    assertThat(codes(checked)).containsExactly("ERROR launch.flag-twice");
    assertThat(checked.problems().getFirst().message())
        .isEqualTo("-tp and --tensor-parallel-size are the same flag with different values");
    assertThat(merge(VLLM, Map.of(), map("-tp", "2", "--tensor-parallel-size", "2")).problems())
        .isEmpty();
  }

  @Test
  void leavesOutWhatOnlyTheProductSets() {
    var owned = List.of(new OwnedFlag("--port", Optional.of("8000"), "`spec.service.port`"));
    var context = new FlagContext(VLLM, false, 192, owned);
    assertThat(codes(one(context, FlagLayer.recipe("recipe", Map.of("--port", "9000")))))
        .containsExactly("NOTE launch.owned-flag");
    assertThat(codes(one(context, FlagLayer.manifest("spec", Map.of("--port", "9000")))))
        .containsExactly("ERROR launch.owned-flag");
    var same = one(context, FlagLayer.manifest("spec", Map.of("--port", "8000")));
    assertThat(same.problems()).isEmpty();
    assertThat(same.arguments().argv()).isEmpty();
  }

  @Test
  void foldsDottedFlagsIntoOneJsonObject() {
    var checked =
        merge(
            VLLM,
            Map.of("--speculative-config", "{\"method\":\"mtp\",\"deep\":{\"a\":1}}"),
            map(
                "-sc.num_speculative_tokens", "2",
                "--speculative-config.deep.b", "true",
                "--speculative_config.list+", "x,y"));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.arguments().argv())
        .containsExactly(
            "--speculative-config",
            "{\"method\":\"mtp\",\"deep\":{\"a\":1,\"b\":true},\"num_speculative_tokens\":2,"
                + "\"list\":[\"x\",\"y\"]}");
  }

  @Test
  void dotsBelongToJsonFlagsOfVllmOnly() {
    assertThat(codes(merge(VLLM, Map.of(), Map.of("--dtype.x", "1"))))
        .containsExactly("ERROR launch.unknown-flag");
  }

  @Test
  void readsTheOptimizationLevelAsVllmDoes() {
    assertThat(argv(Map.of(), Map.of("-O3", ""))).containsExactly("--optimization-level", "3");
  }

  @Test
  void splitsListsAndKeepsJsonItemsWhole() {
    assertThat(argv(Map.of(), Map.of("--lora-modules", "a=/x b=/y")))
        .containsExactly("--lora-modules", "a=/x", "b=/y");
    assertThat(argv(Map.of(), Map.of("--lora-modules", "[\"a=/p q\", {\"name\": \"b\"}]")))
        .containsExactly("--lora-modules", "a=/p q", "{\"name\":\"b\"}");
    assertThat(merge(TestEngines.llamacpp(), Map.of(), Map.of("--lora", "a b")).arguments().argv())
        .as("llama.cpp repeats the flag")
        .containsExactly("--lora", "a", "--lora", "b");
  }

  @Test
  void joinsAValueThatLooksLikeAFlag() {
    assertThat(argv(Map.of(), Map.of("--chat-template", "-x")))
        .containsExactly("--chat-template=-x");
    assertThat(argv(Map.of(), Map.of("--max-model-len", "-1")))
        .containsExactly("--max-model-len", "-1");
  }

  @Test
  void aValueNeverBecomesTwoArguments() {
    assertThat(argv(Map.of(), Map.of("--chat-template", "/a b; rm -rf $HOME")))
        .containsExactly("--chat-template", "/a b; rm -rf $HOME");
  }

  @Test
  void tellsAllProblemsAtOnce() {
    var checked =
        merge(
            VLLM,
            map("--nonsense", "1", "--dtype", "float99"),
            map("--max-num-seqs", "many", "--api-key", "x"));
    assertThat(codes(checked))
        .containsExactly(
            "ERROR launch.unknown-flag",
            "ERROR launch.bad-value",
            "ERROR launch.bad-value",
            "ERROR launch.secret-in-args");
  }

  @ParameterizedTest
  @CsvSource({
    "--max-num-seqs, 1, true",
    "--max-num-seqs, 0, false",
    "--max-num-seqs, -1, false",
    "--max-num-seqs, 8.0, false",
    "--max-num-seqs, 1e3, false",
    "--max-num-seqs, 99999999999999999999, false",
    "--max-model-len, -1, true",
    "--max-model-len, auto, true",
    "--max-model-len, 0, false",
    "--max-model-len, 32k, true",
    "--max-model-len, 25.6k, true",
    "--max-model-len, 25.6K, false",
    "--max-model-len, 32Ki, false",
    "--gpu-memory-utilization, 1, true",
    "--gpu-memory-utilization, 1.0, true",
    "--gpu-memory-utilization, 0.01, true",
    "--gpu-memory-utilization, 0, false",
    "--gpu-memory-utilization, 1.01, false",
    "--gpu-memory-utilization, 1.5, false",
    "--gpu-memory-utilization, 90%, false",
    "--gpu-memory-utilization, nan, false",
    "--dtype, bfloat16, true",
    "--dtype, Bfloat16, false",
    "--kv-cache-dtype, fp8, true",
    "--kv-cache-dtype, fp9, false",
    "--cudagraph-capture-sizes, 1 2 4, true",
    "--cudagraph-capture-sizes, 1 2 x, false",
    "--speculative-config, '{\"method\":\"mtp\"}', true",
    "--speculative-config, '{method:mtp}', false",
    "--speculative-config, '{} {}', false",
    "--hf-overrides, '{\"a\":', false",
    "--hf-overrides, my.module:override, true",
    "--chat-template, '', false",
  })
  void checksValuesByTypeRangeAndChoice(String flag, String value, boolean legal) {
    var checked = merge(VLLM, Map.of(), Map.of(flag, value));
    assertThat(checked.hasErrors()).isEqualTo(!legal);
    assertThat(checked.arguments().has(flag)).isEqualTo(legal);
  }

  @ParameterizedTest
  @CsvSource({
    "--context-length, 32Ki, true",
    "--context-length, 32k, true",
    "--context-length, 32K, false",
    "--chunked-prefill-size, -1, true",
    "--chunked-prefill-size, 0, false",
    "--chunked-prefill-size, 16384, true",
    "--kv-cache-dtype, fp8_e4m3, true",
    "--kv-cache-dtype, nonsense, false",
    "--mem-fraction-static, 0.88, true",
    "--mem-fraction-static, 88, false",
  })
  void checksSglangValues(String flag, String value, boolean legal) {
    assertThat(merge(TestEngines.sglang(), Map.of(), Map.of(flag, value)).hasErrors())
        .isEqualTo(!legal);
  }

  @Test
  void theHintOfABadChoiceListsTheGoodOnes() {
    var problem = merge(VLLM, Map.of(), Map.of("--kv-cache-dtype", "fp9")).problems().getFirst();
    assertThat(problem.message()).isEqualTo("--kv-cache-dtype does not take \"fp9\"");
    assertThat(problem.hint()).isEqualTo("one of auto, fp8, fp8_e4m3");
  }

  @Test
  void defaultsFillGapsOnly() {
    var arguments = merge(VLLM, Map.of("-tp", "4"), Map.of()).arguments();
    assertThat(
            arguments
                .withDefault("--tensor-parallel-size", "8")
                .withDefault("--max-num-seqs", "16")
                .withDefault("--not-there", "1")
                .withDefault("--headless", "")
                .argv())
        .containsExactly("--tensor-parallel-size", "4", "--max-num-seqs", "16", "--headless");
  }

  private static List<String> argv(Map<String, String> recipe, Map<String, String> manifest) {
    var checked = merge(VLLM, recipe, manifest);
    assertThat(checked.hasErrors()).as("%s", checked.problems()).isFalse();
    return checked.arguments().argv();
  }

  private static CheckedArguments merge(
      EngineVersion engine, Map<String, String> recipe, Map<String, String> manifest) {
    return FlagLayers.merge(
        new FlagContext(engine, false, 192, List.of()),
        List.of(
            FlagLayer.recipe("recipe.args", recipe),
            FlagLayer.manifest("spec.customArgs", manifest)));
  }

  private static CheckedArguments one(FlagContext context, FlagLayer layer) {
    return FlagLayers.merge(context, List.of(layer));
  }

  private static List<String> codes(CheckedArguments checked) {
    return checked.problems().stream()
        .map((Problem problem) -> problem.severity() + " " + problem.code())
        .toList();
  }

  private static Map<String, String> map(String... pairs) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
