package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aimengine.catalog.Model;
import io.aimengine.store.FakeWeb.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HubReaderTest {
  private static final String CONFIG =
      """
      {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "num_hidden_layers": 1,
       "hidden_size": 64, "intermediate_size": 128, "num_attention_heads": 4,
       "num_key_value_heads": 2, "vocab_size": 1000, "max_position_embeddings": 2048,
       "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
      """;

  @TempDir Path temp;
  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    hub.small("config.json", CONFIG);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private HubReader reader(Map<String, String> environment) {
    var limits = Limits.interactive();
    var web =
        new Web(limits, new UrlPolicy(UrlPolicy.Http.LOOPBACK_ONLY), Map.of(), TestStore.CLOCK);
    var api = new HubApi(hub.endpoint(), new HubToken(environment, temp), web);
    return new HubReader(api, new Retry(limits, new FakePause()));
  }

  private Model describe() {
    return reader(Map.of()).describe(FakeHub.MODEL).model().orElseThrow();
  }

  private static void failsWith(StoreCode code, int exit, String message, ThrowingCallable call) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(call)
        .withMessageContaining(message)
        .withMessageNotContaining("hf_topsecret")
        .satisfies(e -> assertThat(e.code()).isEqualTo(code))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(exit));
  }

  private static FakeSafetensors weights() {
    return new FakeSafetensors()
        .tensor("model.embed_tokens.weight", "BF16", 2, 1000, 64)
        .tensor("model.layers.0.self_attn.q_proj.weight", "F8_E4M3", 1, 64, 64);
  }

  @Test
  void describesAModelByItsConfigAndTheHeaderOfItsWeights() throws IOException {
    hub.large("model.safetensors", weights().bytes(4 << 20));
    var model = describe();
    assertThat(model.id()).isEqualTo(FakeHub.MODEL);
    assertThat(model.own().weightsBytes()).isEqualTo(1000 * 64 * 2 + 64 * 64);
    assertThat(model.own().sources().toString()).contains("BF16=128000", "F8_E4M3=4096");
    assertThat(model.architecture().parameters()).isEqualTo(1000 * 64 + 64 * 64);
    assertThat(model.own().artifacts().getFirst().uri()).isEqualTo("hf://" + FakeHub.MODEL);
    assertThat(hub.cdn.seen).hasSize(1);
    assertThat(hub.cdn.seen.element().header("Range")).isEqualTo("bytes=0-1048575");
  }

  @Test
  void asksForALongHeaderAgain() throws IOException {
    var large = weights();
    for (var i = 0; i < 20_000; i++) {
      large.tensor("model.layers.0.experts." + i + ".weight", "BF16", 2, 1);
    }
    hub.large("model.safetensors", large.bytes(1 << 20));
    assertThat(describe().own().weightsBytes()).isEqualTo(1000 * 64 * 2 + 64 * 64 + 40_000);
    assertThat(hub.cdn.seen).hasSize(2);
  }

  @Test
  void leavesOutThePredictionLayersThatAreNotLoaded() throws IOException {
    hub.large(
        "model.safetensors",
        weights().tensor("model.layers.1.eh_proj.weight", "BF16", 2, 64, 128).bytes(8));
    assertThat(describe().own().weightsBytes()).isEqualTo(1000 * 64 * 2 + 64 * 64);
  }

  @Test
  void takesTheIndexSumWhereThereAreTooManyFiles() throws IOException {
    var map = new StringBuilder();
    for (var i = 0; i < 20; i++) {
      map.append(i == 0 ? "" : ",").append("\"w%d\": \"model-%05d.safetensors\"".formatted(i, i));
    }
    hub.small(
        "model.safetensors.index.json",
        "{\"metadata\": {\"total_size\": 123456789}, \"weight_map\": {" + map + "}}");
    assertThat(describe().own().weightsBytes()).isEqualTo(123_456_789);
    assertThat(hub.cdn.seen).isEmpty();
  }

  @Test
  void readsTheParsersOutOfTheChatTemplate() throws IOException {
    hub.small("tokenizer_config.json", "{\"chat_template\": \"{{ '<|python_tag|>' }}\"}");
    var parsers = describe().parsers();
    assertThat(parsers.get("vllm")).isNotNull();
    assertThat(describe().parsers("vllm").toolCall()).contains("llama3_json");
    assertThat(describe().parsers("sglang").toolCall()).contains("llama3");
  }

  @Test
  void showsTheTokenToTheHubOnly() throws IOException {
    hub.large("model.safetensors", weights().bytes(8));
    reader(Map.of("HF_TOKEN", "hf_topsecret")).describe(FakeHub.MODEL);
    assertThat(hub.hub.seen)
        .isNotEmpty()
        .allMatch(s -> s.header("Authorization").equals("Bearer hf_topsecret"));
    assertThat(hub.cdn.seen).isNotEmpty().allMatch(s -> s.header("Authorization").isEmpty());
  }

  @Test
  void saysThatAModelIsGatedAndWhatToDo() {
    hub.hub.fault(
        FakeHub.resolve("config.json"), new Fault.Answer(401, Map.of("X-Error-Code", "GatedRepo")));
    failsWith(StoreCode.GATED, 7, "is gated", this::describe);
    hub.hub.fault(
        FakeHub.resolve("config.json"), new Fault.Answer(403, Map.of("X-Error-Code", "GatedRepo")));
    failsWith(
        StoreCode.GATED,
        7,
        "is gated",
        () -> reader(Map.of("HF_TOKEN", "hf_topsecret")).describe(FakeHub.MODEL));
  }

  @Test
  void tellsAMissingModelFromOneWithoutAConfig() throws IOException {
    failsWith(
        StoreCode.NOT_FOUND, 5, "no model acme/None", () -> reader(Map.of()).describe("acme/None"));
    try (var other = new FakeHub()) {
      other.large("tiny.gguf", new byte[] {1});
      hub.close();
      hub = other;
      failsWith(StoreCode.NOT_FOUND, 5, "has no config.json", this::describe);
    }
    hub = new FakeHub();
  }

  @Test
  void obeysAShortWaitAndReportsALongOne() {
    hub.hub.fault(FakeHub.api("main"), new Fault.Answer(429, Map.of("Retry-After", "2")));
    assertThat(describe().id()).isEqualTo(FakeHub.MODEL);
    hub.hub.fault(FakeHub.api("main"), new Fault.Answer(429, Map.of("Retry-After", "3600")));
    failsWith(StoreCode.RATE_LIMITED, 6, "asks to wait 3600 s", this::describe);
  }

  @Test
  void saysThatTheNetworkIsDown() {
    hub.close();
    failsWith(StoreCode.UNREACHABLE, 6, "cannot reach", this::describe);
  }

  @Test
  void asksNobodyWhereTheUserWantsNoNetwork() {
    failsWith(
        StoreCode.OFFLINE,
        6,
        "AIM_OFFLINE forbids",
        () -> HubReader.open(Map.of("AIM_OFFLINE", "1"), temp, TestStore.CLOCK));
  }
}
