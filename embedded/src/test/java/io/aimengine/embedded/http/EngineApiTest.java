package io.aimengine.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.embedded.model.FakeTextModel;
import io.aimengine.embedded.model.ModelFacts.Task;
import io.aimengine.openai.SseEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineApiTest {

  private static final String REPLY = "Grüße 😀, 42.";
  private static final String CHAT = "/v1/chat/completions";
  private static final String TEXT = "/v1/completions";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private ApiServer server;
  private EngineApi api;
  private FakeTextModel model;

  @BeforeEach
  void start() throws IOException {
    server =
        new ApiServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new PrintStream(log, true, StandardCharsets.UTF_8));
    api = new EngineApi(server);
    server.start();
    open(Task.GENERATE);
  }

  private void open(Task task) {
    var metrics = new EngineMetrics("fake");
    model = new FakeTextModel(REPLY, task, metrics);
    api.exposeMetrics(model, metrics);
    api.ready(model, new ModelNames(List.of("org/fake", "alias")), metrics);
  }

  @AfterEach
  void stop() {
    model.decoder.steps.release(10_000);
    server.stop();
    assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private HttpResponse<String> send(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send("POST", path, json.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, new byte[0]);
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return JsonText.MAPPER.readTree(response.body());
  }

  private static List<JsonNode> events(HttpResponse<String> response) throws IOException {
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    var events = new ArrayList<JsonNode>();
    List<String> data = new SseEvents.Reader(1 << 20).feed(body, 0, body.length);
    assertThat(data.getLast()).isEqualTo("[DONE]");
    for (String event : data.subList(0, data.size() - 1)) {
      events.add(JsonText.MAPPER.readTree(event));
    }
    return events;
  }

  private static String chat(String more) {
    return "{\"model\":\"org/fake\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
        + more
        + "}";
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 20 s in vain").isLessThan(end);
      Thread.sleep(1);
    }
  }

  @Test
  void answersAChatInOnePiece() throws Exception {
    HttpResponse<String> response = post(CHAT, chat(""));
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode reply = json(response);
    assertThat(reply.at("/choices/0/message/content").asText()).isEqualTo(REPLY);
    assertThat(reply.at("/choices/0/message/role").asText()).isEqualTo("assistant");
    assertThat(reply.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(reply.at("/object").asText()).isEqualTo("chat.completion");
    assertThat(reply.at("/model").asText()).isEqualTo("org/fake");
    assertThat(reply.at("/usage/prompt_tokens").asInt()).isEqualTo("user:hi".length() + 1);
    int bytes = REPLY.getBytes(StandardCharsets.UTF_8).length;
    assertThat(reply.at("/usage/completion_tokens").asInt()).isEqualTo(bytes + 1);
  }

  @Test
  void streamsAChatAsWholeCharactersThenItsUsage() throws Exception {
    HttpResponse<String> response =
        post(CHAT, chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    List<JsonNode> events = events(response);
    var text = new StringBuilder();
    for (JsonNode event : events) {
      assertThat(event.at("/object").asText()).isEqualTo("chat.completion.chunk");
      text.append(event.at("/choices/0/delta/content").asText(""));
    }
    assertThat(text.toString()).isEqualTo(REPLY);
    assertThat(events.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(events.get(events.size() - 2).at("/choices/0/finish_reason").asText())
        .isEqualTo("stop");
    assertThat(events.getLast().at("/choices").size()).isZero();
    assertThat(events.getLast().at("/usage/completion_tokens").asInt()).isPositive();
  }

  @Test
  void endsAtAStopStringAndAtTheLength() throws Exception {
    JsonNode stopped = json(post(CHAT, chat(",\"stop\":\"😀\"")));
    assertThat(stopped.at("/choices/0/message/content").asText()).isEqualTo("Grüße ");
    assertThat(stopped.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    JsonNode cut = json(post(CHAT, chat(",\"max_completion_tokens\":2")));
    assertThat(cut.at("/choices/0/message/content").asText()).isEqualTo("Gr");
    assertThat(cut.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(cut.at("/usage/completion_tokens").asInt()).isEqualTo(2);
  }

  @Test
  void completesTextsAndTokensAndLists() throws Exception {
    JsonNode one = json(post(TEXT, "{\"prompt\":\"x\",\"max_tokens\":3}"));
    assertThat(one.at("/choices/0/text").asText()).isEqualTo("Grü".substring(0, 2) + "\uFFFD");
    JsonNode tokens = json(post(TEXT, "{\"prompt\":[1,2,257],\"max_tokens\":2}"));
    assertThat(tokens.at("/choices/0/text").asText()).isEqualTo("Gr");
    assertThat(tokens.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
    JsonNode two = json(post(TEXT, "{\"prompt\":[\"x\",\"yy\"],\"max_tokens\":2}"));
    assertThat(two.at("/choices").size()).isEqualTo(2);
    assertThat(two.at("/choices/1/index").asInt()).isEqualTo(1);
    assertThat(two.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
    assertThat(two.at("/object").asText()).isEqualTo("text_completion");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "temperature       | \"hot\"",
        "temperature       | 2.5",
        "temperature       | 1e999",
        "temperature       | true",
        "top_p             | 0",
        "top_p             | 1.1",
        "top_k             | -2",
        "top_k             | 1.5",
        "min_p             | -0.1",
        "max_tokens        | -1",
        "max_tokens        | 0",
        "max_tokens        | \"5\"",
        "max_tokens        | 99999999999999999999",
        "presence_penalty  | 3",
        "frequency_penalty | -3",
        "seed              | 1.5",
        "seed              | 99999999999999999999",
        "n                 | 2",
        "stop              | 7",
        "stop              | [1]",
        "stream            | \"yes\"",
        "logit_bias        | {\"x\":1}",
        "logit_bias        | {\"258\":1}",
        "logit_bias        | []",
        "tools             | [{}]",
        "logprobs          | true",
        "stream_options    | {\"include_usage\":true}",
        "response_format   | {\"type\":\"xml\"}",
        "response_format   | 1",
        "messages          | []",
        "messages          | {}",
        "messages          | null",
      })
  void refusesAWrongFieldByItsName(String field, String value) throws Exception {
    String body =
        field.equals("messages")
            ? "{\"messages\":" + value + "}"
            : chat(",\"" + field + "\":" + value);
    HttpResponse<String> response = post(CHAT, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).at("/error/param").asText()).isEqualTo(field);
    assertThat(json(response).at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(json(response).at("/error/message").asText()).contains(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7",
        "{}",
        "{\"role\":\"king\",\"content\":\"x\"}",
        "{\"role\":\"user\"}",
        "{\"role\":\"user\",\"content\":7}",
        "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}",
      })
  void refusesAWrongMessageByItsPlace(String message) throws Exception {
    HttpResponse<String> response = post(CHAT, "{\"messages\":[" + message + "]}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).at("/error/param").asText()).startsWith("messages[0]");
  }

  @Test
  void acceptsEveryShapeOfMessageThatClientsSend() throws Exception {
    String messages =
        "{\"messages\":[{\"role\":\"developer\",\"content\":\"a\"},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"b\"}],\"name\":\"n\"},"
            + "{\"role\":\"assistant\",\"content\":null},{\"role\":\"user\",\"content\":\"\"}],"
            + "\"n\":1,\"user\":\"u\",\"stop\":null,\"tools\":[],\"logprobs\":false,"
            + "\"logit_bias\":{\"1\":-5},\"seed\":-3,\"response_format\":{\"type\":\"text\"}}";
    assertThat(post(CHAT, messages).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesABodyThatIsNoJsonObject() throws Exception {
    String deep = "[".repeat(100_000);
    for (String body : List.of("", "{", "[]", "null", "{} {}", "{\"a\":01}", deep, "\0")) {
      HttpResponse<String> response = post(CHAT, body);
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertThat(json(response).at("/error/message").asText()).isNotEmpty();
    }
    byte[] latin1 = "{\"a\":\"\u00e9\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(send("POST", CHAT, latin1).statusCode()).isEqualTo(400);
  }

  @Test
  void refusesABodyOverTheLimitAndGoesOn() throws Exception {
    String huge = chat(",\"user\":\"" + "x".repeat(10 << 20) + "\"");
    HttpResponse<String> response = post(CHAT, huge);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(json(response).at("/error/code").asText()).isEqualTo("request_too_large");
    assertThat(post(CHAT, chat("")).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAPromptThatDoesNotFitByItsLength() throws Exception {
    for (int length : new int[] {FakeTextModel.CONTEXT, 7 << 20}) {
      HttpResponse<String> response =
          post(TEXT, "{\"prompt\":\"" + "x".repeat(length) + "\",\"max_tokens\":1}");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(json(response).at("/error/code").asText()).isEqualTo("context_length_exceeded");
      assertThat(json(response).at("/error/message").asText()).contains("200 tokens");
    }
    HttpResponse<String> response = post(CHAT, chat(",\"max_tokens\":193"));
    assertThat(json(response).at("/error/code").asText()).isEqualTo("context_length_exceeded");
    assertThat(json(response).at("/error/param").asText()).isEqualTo("max_tokens");
    assertThat(post(CHAT, chat(",\"max_tokens\":192")).statusCode()).isEqualTo(200);
  }

  @Test
  void survivesTextThatIsNoText() throws Exception {
    for (String content : List.of("\\u0000a", "\\ud800", "\\udc00\\ud800", "\\uffff", "\\u202e")) {
      String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}";
      assertThat(post(CHAT, body).statusCode()).as(content).isEqualTo(200);
    }
  }

  @Test
  void knowsItsNamesAndNoOthers() throws Exception {
    assertThat(post(TEXT, "{\"model\":\"alias\",\"prompt\":\"x\"}").statusCode()).isEqualTo(200);
    HttpResponse<String> unknown = post(TEXT, "{\"model\":\"other\",\"prompt\":\"x\"}");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).at("/error/code").asText()).isEqualTo("model_not_found");
    JsonNode models = json(get("/v1/models"));
    assertThat(models.at("/data/0/id").asText()).isEqualTo("org/fake");
    assertThat(models.at("/data/1/id").asText()).isEqualTo("alias");
    assertThat(models.at("/data/0/max_model_len").asInt()).isEqualTo(FakeTextModel.CONTEXT);
    assertThat(json(get("/v1/models/org/fake")).at("/id").asText()).isEqualTo("org/fake");
    assertThat(get("/v1/models/other").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesWrongPathsAndMethodsInTheSameShape() throws Exception {
    assertThat(json(get("/nowhere")).at("/error/code").asText()).isEqualTo("unknown_url");
    HttpResponse<String> wrong = get(CHAT);
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("Allow")).contains("POST");
    assertThat(post("/health", "{}").statusCode()).isEqualTo(405);
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void answers503WhileTheModelLoadsAndWhileItDrains() throws Exception {
    try (var loading = new LoadingServer()) {
      String base = "http://127.0.0.1:" + loading.server.port();
      for (String path : List.of("/health", "/v1/models")) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("loading");
      }
    }
    api.drain();
    assertThat(json(post(CHAT, chat(""))).at("/error/code").asText()).isEqualTo("shutting_down");
  }

  private static final class LoadingServer implements AutoCloseable {
    private final ApiServer server =
        new ApiServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), System.err);

    LoadingServer() throws IOException {
      var unused = new EngineApi(server);
      assertThat(unused).isNotNull();
      server.start();
    }

    @Override
    public void close() {
      server.stop();
    }
  }

  @Test
  void refusesWithARetryWhenTooManyWait() throws Exception {
    model.decoder.steps.drainPermits();
    var running = new ArrayList<Thread>();
    running.add(Thread.ofVirtual().start(this::chatQuietly));
    await(() -> model.load().running() == 1);
    for (int i = 0; i < 4; i++) {
      running.add(Thread.ofVirtual().start(this::chatQuietly));
    }
    await(() -> model.load().waiting() == 4);
    HttpResponse<String> response = post(CHAT, chat(""));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("1");
    model.decoder.steps.release(10_000);
    for (Thread thread : running) {
      thread.join();
    }
  }

  private void chatQuietly() {
    try {
      post(CHAT, chat(""));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aClientThatLeavesMidStreamFreesItsSlot() throws Exception {
    model.decoder.steps.drainPermits();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      byte[] body = chat(",\"stream\":true").getBytes(StandardCharsets.UTF_8);
      String head = "POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length;
      socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(body);
      model.decoder.steps.release(2);
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      socket.setSoLinger(true, 0);
    }
    await(() -> {
      model.decoder.steps.release(1);
      return model.load().running() == 0;
    });
    assertThat(get("/metrics").body())
        .contains("vllm:request_success_total{finished_reason=\"abort\"");
    model.decoder.steps.release(1000);
    assertThat(post(CHAT, chat("")).statusCode()).isEqualTo(200);
  }

  @Test
  void saysThatAGeneratorMakesNoEmbeddingsAndTheOtherWayRound() throws Exception {
    HttpResponse<String> response = post("/v1/embeddings", "{\"input\":\"x\"}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/error/message").asText())
        .isEqualTo("The model does not support the Embeddings API; start it with --embedding.");
    open(Task.EMBED);
    assertThat(post(CHAT, chat("")).statusCode()).isEqualTo(400);
  }

  @Test
  void embedsTextsAndTokensAsNumbersOrBase64() throws Exception {
    open(Task.EMBED);
    JsonNode reply = json(post("/v1/embeddings", "{\"input\":[\"abc\",\"de\"]}"));
    assertThat(reply.at("/data/0/embedding/0").asDouble()).isEqualTo(4);
    assertThat(reply.at("/data/1/embedding/2").asDouble()).isEqualTo(-1);
    assertThat(reply.at("/data/1/index").asInt()).isEqualTo(1);
    assertThat(reply.at("/usage/prompt_tokens").asInt()).isEqualTo(7);
    JsonNode base64 =
        json(post("/v1/embeddings", "{\"input\":[1,2],\"encoding_format\":\"base64\"}"));
    assertThat(base64.at("/data/0/embedding").asText()).isEqualTo("AAAAQAAAAD8AAIC/");
    for (String bad :
        List.of(
            "{}",
            "{\"input\":\"\"}",
            "{\"input\":[]}",
            "{\"input\":[999]}",
            "{\"input\":{}}",
            "{\"input\":\"x\",\"encoding_format\":\"hex\"}",
            "{\"input\":\"x\",\"dimensions\":2}",
            "{\"input\":\"" + "x".repeat(300) + "\"}")) {
      assertThat(post("/v1/embeddings", bad).statusCode()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void countsUnderTheNamesOfVllm() throws Exception {
    post(CHAT, chat(",\"max_tokens\":5"));
    String page = get("/metrics").body();
    String labels = "engine=\"0\",model_name=\"fake\"} ";
    assertThat(page)
        .contains("vllm:prompt_tokens_total{" + labels + "8.0\n")
        .contains("vllm:generation_tokens_total{" + labels + "5.0\n")
        .contains("vllm:request_success_total{finished_reason=\"length\"," + labels + "1.0\n")
        .contains("vllm:time_to_first_token_seconds_count{" + labels + "1.0\n")
        .contains("vllm:inter_token_latency_seconds_count{" + labels + "4.0\n")
        .contains("vllm:inter_token_latency_seconds_bucket{le=\"+Inf\"," + labels + "4.0\n")
        .contains("vllm:e2e_request_latency_seconds_count{" + labels + "1.0\n")
        .contains("vllm:num_requests_waiting{" + labels + "0.0\n")
        .contains("vllm:kv_cache_usage_perc{" + labels + "0.0\n");
  }
}
