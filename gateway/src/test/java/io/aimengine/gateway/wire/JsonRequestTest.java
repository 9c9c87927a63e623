package io.aimengine.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonRequestTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonRequest read(String json) {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    return JsonRequest.read(bytes, bytes.length);
  }

  private static String rewritten(String json, String model, boolean usage) {
    return new String(read(json).rewritten(model, usage), StandardCharsets.UTF_8);
  }

  @Test
  void theModelIsReadWithItsEscapes() {
    assertThat(read("{\"mod\\u0065l\":\"a\\/b\\u00e9\\ud83d\\ude00\\n\"}").text("model"))
        .contains("a/b\u00e9\ud83d\ude00\n");
    assertThat(read("{\"model\":\"\u00e9\"}").text("model")).contains("\u00e9");
  }

  @Test
  void onlyTheTopLevelCounts() {
    var json = "{\"a\":{\"model\":\"x\",\"stream\":true},\"b\":[\"model\",{\"model\":\"y\"}]}";

    assertThat(read(json).text("model")).isEmpty();
    assertThat(read(json).stream()).isFalse();
  }

  @Test
  void aFieldThatIsThereTwiceIsRefusedHoweverItIsSpelled() {
    assertThatThrownBy(() -> read("{\"stream\":true,\"str\\u0065am\":false}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("`stream` is there twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"stream\":true}|{\"stream_options\":{\"include_usage\":true},\"stream\":true}",
        "{\"stream\":true,\"stream_options\":null}|{\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"stream\":true,\"stream_options\":{ }}|{\"stream\":true,\"stream_options\":{\"include_usage\":true }}",
        "{\"stream\":true,\"stream_options\":{\"x\":1}}|{\"stream\":true,\"stream_options\":{\"include_usage\":true,\"x\":1}}",
        "{\"stream\":true,\"stream_options\":{\"include_usage\":false}}|{\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}|{\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"stream\":false}|{\"stream\":false}",
        "{\"x\":1}|{\"x\":1}"
      })
  void usageIsAskedForInStreamsAndNothingElseIsTouched(String before, String after) {
    assertThat(rewritten(before, "m", true)).isEqualTo(after);
    assertThat(rewritten(before, "m", false)).isEqualTo(before);
  }

  /// Against Jackson: whatever the document, only the model and the wish for usage differ after.
  @Test
  void aRewrittenBodySaysTheSameButForTheModelAndTheUsage() throws IOException {
    for (var seed = 0; seed < 2_000; seed++) {
      var random = new SplittableRandom(seed);
      var document = (ObjectNode) value(random, 0);
      document.put("model", text(random)).put("stream", random.nextBoolean());
      var source = random.nextBoolean() ? document.toString() : document.toPrettyString();

      var read = read(source);
      var after = JSON.readTree(read.rewritten("new\"name", true));

      assertThat(read.text("model")).contains(document.get("model").asText());
      document.put("model", "new\"name");
      if (document.get("stream").asBoolean()) {
        document.putObject("stream_options").put("include_usage", true);
      }
      assertThat(after).as(source).isEqualTo(document);
    }
  }

  private static JsonNode value(SplittableRandom random, int depth) {
    var nodes = JsonNodeFactory.instance;
    if (depth == 0 || (depth < 4 && random.nextInt(3) == 0)) {
      var object = nodes.objectNode();
      for (var i = random.nextInt(5); i > 0; i--) {
        object.set("k" + text(random), value(random, depth + 1));
      }
      return object;
    }
    return switch (random.nextInt(5)) {
      case 0 -> nodes.numberNode(random.nextInt());
      case 1 -> nodes.booleanNode(random.nextBoolean());
      case 2 -> nodes.nullNode();
      case 3 -> nodes.arrayNode().add(value(random, depth + 2)).add(text(random));
      default -> nodes.textNode(text(random));
    };
  }

  private static String text(SplittableRandom random) {
    var alphabet = "ab\"\\{}[]:, \n\t\u0001\u00e9\u4e2d/model";
    var text = new StringBuilder();
    for (var i = random.nextInt(8); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.append("\ud83d\ude00".repeat(random.nextInt(2))).toString();
  }
}
