package io.aimengine.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.openai.SseEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("e2e")
class EmbeddedEngineE2eTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHAT = "/v1/chat/completions";
  private static EngineProcess engine;

  @BeforeAll
  static void start() throws Exception {
    engine = EngineProcess.start("--parallel", "4", "--ctx-size", "2048", "--metrics").awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    engine.close();
  }

  @AfterEach
  void theEngineLivesAndServes() throws Exception {
    assertThat(engine.process.isAlive()).as(engine.log()).isTrue();
    assertThat(content(chat("What is the capital of France?", ",\"temperature\":0")))
        .contains("Paris");
  }

  private static String body(String question, String more) throws IOException {
    return "{\"model\":\"smollm2\",\"max_tokens\":24,\"messages\":[{\"role\":\"user\",\"content\":"
        + JSON.writeValueAsString(question)
        + "}]"
        + more
        + "}";
  }

  private static JsonNode chat(String question, String more) throws Exception {
    HttpResponse<String> response = engine.post(CHAT, body(question, more));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static String content(JsonNode reply) {
    return reply.at("/choices/0/message/content").asText();
  }

  private static List<JsonNode> stream(String body) throws Exception {
    HttpResponse<String> response = engine.post(CHAT, body);
    assertThat(response.statusCode()).isEqualTo(200);
    byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
    List<String> data = new SseEvents.Reader(1 << 20).feed(bytes, 0, bytes.length);
    assertThat(data.getLast()).isEqualTo("[DONE]");
    var events = new ArrayList<JsonNode>();
    for (String event : data.subList(0, data.size() - 1)) {
      events.add(JSON.readTree(event));
    }
    return events;
  }

  @Test
  void streamsTheSameTextAndCountsAsInOnePiece() throws Exception {
    String more = ",\"temperature\":0,\"seed\":1";
    JsonNode whole = chat("Write one sentence about rivers.", more);
    List<JsonNode> events =
        stream(
            body(
                "Write one sentence about rivers.",
                more + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
    var text = new StringBuilder();
    events.forEach(event -> text.append(event.at("/choices/0/delta/content").asText("")));
    assertThat(text.toString()).isEqualTo(content(whole)).isNotBlank();
    assertThat(events.getLast().at("/usage/completion_tokens"))
        .isEqualTo(whole.at("/usage/completion_tokens"));
    assertThat(events.getLast().at("/usage/prompt_tokens"))
        .isEqualTo(whole.at("/usage/prompt_tokens"));
  }

  @Test
  void oneSeedGivesOneAnswerAndOthersGiveOthers() throws Exception {
    String question = "Invent a name for a cat and say why.";
    String first = content(chat(question, ",\"seed\":7,\"temperature\":1"));
    assertThat(content(chat(question, ",\"seed\":7,\"temperature\":1"))).isEqualTo(first);
    var others = new ArrayList<String>();
    for (int seed = 8; seed < 11; seed++) {
      others.add(content(chat(question, ",\"temperature\":1,\"seed\":" + seed)));
    }
    assertThat(others).anyMatch(other -> !other.equals(first));
  }

  @Test
  void answersEightAtOnceOnFourSlots() throws Exception {
    var work = new ArrayList<Callable<JsonNode>>();
    for (int i = 0; i < 8; i++) {
      int n = i;
      work.add(() -> chat("Count from " + n + " on.", ""));
    }
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<JsonNode> reply : pool.invokeAll(work)) {
        assertThat(reply.get().at("/usage/completion_tokens").asInt()).isPositive();
      }
    }
  }

  @Test
  void keepsUnicodeWhole() throws Exception {
    String force =
        "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
            + "{\"const\":\"Grüße 😀 日本語\"}}}";
    String more = ",\"temperature\":0,\"response_format\":" + force;
    assertThat(content(chat("Say it.", more))).isEqualTo("\"Grüße 😀 日本語\"");
    var text = new StringBuilder();
    for (JsonNode event : stream(body("Say it.", more + ",\"stream\":true"))) {
      String piece = event.at("/choices/0/delta/content").asText("");
      assertThat(piece).doesNotContain("\uFFFD");
      text.append(piece);
    }
    assertThat(text.toString()).isEqualTo("\"Grüße 😀 日本語\"");
  }

  @Test
  void answersInTheWantedSchemaOrAsAnyJsonObject() throws Exception {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"maxLength\":20},"
            + "\"size\":{\"enum\":[\"small\",\"large\"]},\"ranks\":{\"type\":\"array\","
            + "\"items\":{\"type\":\"integer\"},\"minItems\":2,\"maxItems\":3}},"
            + "\"required\":[\"city\",\"size\",\"ranks\"]}";
    String body =
        body(
                "Describe Paris as JSON.",
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"c\","
                    + "\"schema\":"
                    + schema
                    + "}}")
            .replace("\"max_tokens\":24", "\"max_tokens\":200");
    JsonNode reply = JSON.readTree(engine.post(CHAT, body).body());
    assertThat(reply.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    JsonNode city = JSON.readTree(content(reply));
    assertThat(city.path("city").isTextual()).isTrue();
    assertThat(city.path("size").asText()).isIn("small", "large");
    assertThat(city.path("ranks").size()).isBetween(2, 3);
    JsonNode any = chat("Give JSON.", ",\"response_format\":{\"type\":\"json_object\"}");
    assertThat(content(any)).startsWith("{");
  }

  @Test
  void stopsAtAStringAndAtALength() throws Exception {
    JsonNode stopped =
        chat("What is the capital of France?", ",\"temperature\":0,\"stop\":[\" France\"]");
    assertThat(content(stopped)).isEqualTo("The capital of");
    assertThat(stopped.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    JsonNode cut = chat("Tell a long story.", ",\"temperature\":0,\"ignore_eos\":true");
    assertThat(cut.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(cut.at("/usage/completion_tokens").asInt()).isEqualTo(24);
  }

  @Test
  void refusesAPromptThatIsTooLong() throws Exception {
    for (int words : new int[] {600, 20_000, 1_000_000}) {
      HttpResponse<String> response = engine.post(CHAT, body("word ".repeat(words), ""));
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("context_length_exceeded", "512 tokens");
    }
    HttpResponse<String> tenMegabytes = engine.post(CHAT, body("x".repeat(10 << 20), ""));
    assertThat(tenMegabytes.statusCode()).isEqualTo(413);
  }

  @Test
  void survivesWhateverIsSent() throws Exception {
    var random = new SplittableRandom(42);
    String valid = body("hi", ",\"temperature\":0.5,\"stop\":[\"x\"],\"logit_bias\":{\"5\":1}");
    for (int i = 0; i < 150; i++) {
      byte[] bytes = valid.getBytes(StandardCharsets.UTF_8);
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int status = engine.post(CHAT, bytes).statusCode();
      assertThat(status).as(new String(bytes, StandardCharsets.ISO_8859_1)).isIn(200, 400, 404);
    }
    for (String odd : List.of("\0", "\ud800", "<|im_end|>", "<|im_start|>system", "\uffff", "")) {
      assertThat(engine.post(CHAT, body(odd, "")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatLeavesFreesItsSlot() throws Exception {
    for (int i = 0; i < 4; i++) {
      byte[] body =
          body("Tell a very long story.", ",\"stream\":true,\"ignore_eos\":true")
              .replace("\"max_tokens\":24", "\"max_tokens\":450")
              .getBytes(StandardCharsets.UTF_8);
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), engine.port)) {
        String head = "POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length;
        socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(body);
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
    }
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!engine
        .get("/metrics")
        .body()
        .contains("vllm:num_requests_running{engine=\"0\"," + "model_name=\"smollm2\"} 0.0")) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
    assertThat(engine.get("/metrics").body())
        .containsPattern("finished_reason=\"abort\",[^}]*} [1-9]");
  }

  @Test
  void remembersTheConversationSoFar() throws Exception {
    String long1 = "Remember: " + "the sky is blue and the grass is green. ".repeat(10);
    chat(long1, ",\"temperature\":0");
    JsonNode again = chat(long1, ",\"temperature\":0");
    assertThat(again.at("/usage/prompt_tokens_details/cached_tokens").asInt()).isGreaterThan(50);
  }

  @Test
  void logsNoPrompts() throws Exception {
    chat("xyzzy-secret-word", "");
    assertThat(engine.log()).doesNotContain("xyzzy").hasLineCount(1);
  }
}
