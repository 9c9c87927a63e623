package io.aimengine.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplatesTest {
  private static final Map<String, String> FLAGS =
      Map.of("tool_call", "--tool-call-parser", "reasoning", "--reasoning-parser");

  private static JsonNode read(String name) throws IOException {
    try (var in = Objects.requireNonNull(Templates.class.getResourceAsStream(name), name)) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Yaml.parse(name, text).documents().getFirst().toJson();
    }
  }

  private static EngineVersion newest(Engine engine) {
    return Catalogs.builtin().engines().stream()
        .filter(e -> e.engine() == engine && e.platform() == Platform.ROCM)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyParserThatIsNamedIsOneThatTheNewestEngineHas() throws IOException {
    var wrong = new ArrayList<String>();
    for (var engine : List.of(Engine.VLLM, Engine.SGLANG)) {
      for (var kind : FLAGS.keySet()) {
        var choices = newest(engine).flags().find(FLAGS.get(kind)).orElseThrow().choices();
        var named = new ArrayList<String>();
        read("templates.yaml").path(kind).forEach(r -> named.add(r.path(engine.id()).asText("")));
        read("families.yaml")
            .forEach(f -> named.add(f.path("parsers").path(engine.id()).path(kind).asText("")));
        named.stream()
            .filter(name -> !name.isEmpty() && !choices.contains(name))
            .forEach(name -> wrong.add(engine.id() + " " + kind + " " + name));
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// Marks as they stand in the builders' templates, nothing else of them.
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "qwen3 ! <tools> <tool_call> {%- if enable_thinking %} <think> ! hermes ! qwen3 ! qwen25 ! qwen3",
        "qwen3_moe ! <tools> <tool_call> <function=x> ! qwen3_coder ! - ! qwen3_coder ! -",
        "qwen2 ! <tools> <tool_call> ! hermes ! - ! qwen25 ! -",
        "llama ! <|python_tag|> ipython ! llama3_json ! - ! llama3 ! -",
        "llama ! <tools> <tool_call> ! hermes ! - ! hermes ! -",
        "llama ! <|user|> ! - ! - ! - ! -",
        "mistral ! [TOOL_CALLS] ! mistral ! - ! mistral ! -",
        "deepseek_v3 ! <｜Assistant｜><think> <｜tool▁calls▁begin｜> ```json ! deepseek_v3 ! deepseek_r1 ! deepseekv3 ! deepseek-r1",
        "deepseek_v3 ! thinking <｜Assistant｜></think> <｜tool▁calls▁begin｜> ! deepseek_v31 ! deepseek_v3 ! deepseekv31 ! deepseek-v3",
        "qwen2 ! <｜Assistant｜><think> ! - ! deepseek_r1 ! - ! deepseek-r1",
        "kimi_k2 ! <|tool_calls_section_begin|> ! kimi_k2 ! - ! kimi_k2 ! -",
        "glm4_moe ! ! glm45 ! glm45 ! glm45 ! glm45",
        "gpt_oss ! ! openai ! openai_gptoss ! gpt-oss ! gpt-oss",
        "phi3 ! <|tool|> ! phi4_mini_json ! - ! - ! -",
      })
  void readsTheParsersOutOfAModelTypeOrItsTemplate(
      String type, String template, String vllm, String vllmThinks, String sglang, String thinks) {
    var text = template == null ? "" : template;
    var parsers = Templates.parsers(Family.of(type, ""), text);
    var found = new ArrayList<String>();
    for (var engine : List.of("vllm", "sglang")) {
      var of = parsers.get(engine);
      found.add(of == null ? "-" : of.toolCall().orElse("-"));
      found.add(of == null ? "-" : of.reasoning().orElse("-"));
    }
    assertThat(found).containsExactly(vllm, vllmThinks, sglang, thinks);
  }

  @Test
  void findsTheTemplateInATokenizersConfiguration() {
    assertThat(Templates.chatTemplate("{\"chat_template\": \"x\"}")).isEqualTo("x");
    assertThat(
            Templates.chatTemplate(
                "{\"chat_template\": [{\"name\": \"default\", \"template\": \"a\"},"
                    + " {\"name\": \"tool_use\", \"template\": \"b\"}]}"))
        .isEqualTo("a\nb");
    assertThat(Templates.chatTemplate("")).isEmpty();
    assertThat(Templates.chatTemplate("[")).isEmpty();
  }
}
