package io.aimengine.describe;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GgufTest {
  /// A Llama of two layers with the keys that a converter writes.
  private static FakeGguf llama() {
    return new FakeGguf()
        .text("general.architecture", "llama")
        .number("general.file_type", 15)
        .number("llama.block_count", 2)
        .number("llama.embedding_length", 256)
        .number("llama.feed_forward_length", 512)
        .number("llama.attention.head_count", 8)
        .number("llama.attention.head_count_kv", 2)
        .number("llama.context_length", 4096)
        .texts("tokenizer.ggml.tokens", 5000)
        .text("tokenizer.chat_template", "<|python_tag|>")
        .tensor("token_embd.weight", 12, 256, 5000)
        .tensor("blk.0.attn_q.weight", 12, 256, 256)
        .tensor("blk.0.attn_output.weight", 12, 256, 256)
        .tensor("blk.1.ffn_down.weight", 14, 512, 256)
        .tensor("output_norm.weight", 0, 256);
  }

  private static Gguf read(byte[] bytes) throws IOException {
    return Gguf.read(new ByteArrayInputStream(bytes)).gguf().orElseThrow();
  }

  private static Model describe(FakeGguf file) throws IOException {
    var uri = "hf://acme/tiny/tiny.gguf";
    return Describer.describe("acme/tiny", uri, uri, read(file.bytes())).model().orElseThrow();
  }

  @Test
  void describesAModelByItsHeaderAlone() throws IOException {
    var model = describe(llama());
    var arch = model.architecture();
    assertThat(arch.className()).isEqualTo("LlamaForCausalLM");
    assertThat(arch.layers()).isEqualTo(2);
    assertThat(arch.kvHeads()).isEqualTo(2);
    assertThat(arch.headDim()).isEqualTo(32);
    assertThat(arch.vocab()).isEqualTo(5000);
    assertThat(arch.context()).isEqualTo(4096);
    assertThat(arch.tiedEmbeddings()).isTrue();
    assertThat(arch.parameters()).isEqualTo(256 * 5000 + 2 * 256 * 256 + 512 * 256 + 256);
    assertThat(model.unsure()).isEmpty();
  }

  /// 144 bytes for 256 weights of Q4_K, 210 of Q6_K, 4 for one of F32.
  @Test
  void countsTheBytesThatItsTensorsTake() throws IOException {
    var own = describe(llama()).own();
    assertThat(own.weightsBytes())
        .isEqualTo((256 * 5000 + 2 * 256 * 256) / 256 * 144L + 512 * 256 / 256 * 210L + 256 * 4L);
    assertThat(own.format()).isEqualTo(Checkpoint.Format.GGUF);
    assertThat(own.quantization()).isEqualTo("Q4_K_M");
    assertThat(own.precision()).isEqualTo(Precision.INT4);
  }

  /// A type that came after this program would else count no bytes.
  @Test
  void aTensorOfAnUnknownTypeLeavesTheWeightsUnsure() throws IOException {
    var model = describe(llama().tensor("blk.1.ffn_up.weight", 99, 512, 256));
    assertThat(model.own().weightsBytes()).isZero();
    assertThat(model.own().unsure()).containsExactly("weights_bytes");
    assertThat(model.own().sources())
        .singleElement()
        .asString()
        .startsWith("weights: not known")
        .contains("type 99");
    assertThat(model.unsure()).contains("checkpoint.weights_bytes");
  }

  @Test
  void aHeaderWithoutTensorsCountsNoWeights() throws IOException {
    var file =
        new FakeGguf()
            .text("general.architecture", "llama")
            .number("llama.block_count", 2)
            .number("llama.embedding_length", 256)
            .number("llama.feed_forward_length", 512)
            .number("llama.attention.head_count", 8)
            .number("llama.context_length", 4096)
            .number("llama.vocab_size", 5000);
    var model = describe(file);
    assertThat(model.unsure()).contains("checkpoint.weights_bytes");
    assertThat(model.sources()).contains("architecture.parameters: computed from the shapes");
  }

  @ParameterizedTest
  @CsvSource({
    "Q4_K_M, INT4",
    "Q4_0, INT4",
    "IQ4_XS, INT4",
    "Q2_K, INT4",
    "Q8_0, INT8",
    "Q6_K, INT8",
    "Q5_K_M, INT8",
    "BF16, BF16",
    "F16, FP16",
    "F32, FP32"
  })
  void mapsEveryTypeToAPrecisionThatRecipesKnow(String type, Precision precision) {
    assertThat(GgmlType.precision(type)).isEqualTo(precision);
  }

  @Test
  void passesOverVocabulariesAndLongTexts() throws IOException {
    var gguf =
        read(
            llama().texts("tokenizer.ggml.merges", 100_000).text("x", "y".repeat(2 << 20)).bytes());
    assertThat(gguf.lengths()).containsEntry("tokenizer.ggml.merges", 100_000L);
    assertThat(gguf.metadata()).doesNotContainKeys("tokenizer.ggml.merges", "x");
    assertThat(gguf.tensors().all()).hasSize(5);
  }

  @Test
  void anArchitectureWithoutAClassIsNotGuessed() throws IOException {
    var file = llama().text("general.architecture", "zork");
    var description = Describer.describe("a/b", "x", "hf://a/b/x.gguf", read(file.bytes()));
    assertThat(description.model()).isEmpty();
    assertThat(description.missing()).anyMatch(m -> m.startsWith("architectures"));
    assertThat(description.known()).contains("model_type zork");
  }

  @ParameterizedTest
  @CsvSource({
    "0, does not begin with GGUF",
    "4, version",
    "8, tensors",
    "16, keys",
    "24, a name of",
  })
  void aDamagedHeaderIsNamed(int at, String why) throws IOException {
    var bytes = llama().bytes();
    for (var i = at; i < at + 8 && i < bytes.length; i++) {
      bytes[i] = (byte) 0xee;
    }
    assertThat(Gguf.read(new ByteArrayInputStream(bytes)).problem()).contains(why);
  }

  @Test
  void anyCutOrNoiseEndsInASentenceAndNotInAnError() throws IOException {
    var bytes = llama().bytes();
    var random = new Random(7);
    for (var i = 0; i < 2000; i++) {
      var broken = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      for (var j = 0; j < 3 && broken.length > 0; j++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      var read = Gguf.read(new ByteArrayInputStream(broken));
      assertThat(read.gguf().isPresent() || !read.problem().isEmpty()).isTrue();
      read.gguf().ifPresent(gguf -> Describer.describe("a/b", "x", "hf://a/b/x.gguf", gguf));
    }
  }

  @Test
  void tiesNothingWhereThereIsAnOutputMatrix() throws IOException {
    var model = describe(llama().tensor("output.weight", 14, 256, 5000));
    assertThat(model.architecture().tiedEmbeddings()).isFalse();
    assertThat(List.copyOf(model.parsers().keySet())).containsExactlyInAnyOrder("sglang", "vllm");
  }
}
