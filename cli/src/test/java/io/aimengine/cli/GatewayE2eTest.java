package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Real clients through the gateway to a real model on this machine.
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GatewayE2eTest {
  private static final String MODEL = "HuggingFaceTB/SmolLM2-135M-Instruct";

  private Aim aim = Aim.in(Path.of(""));
  private List<GatewayProcess> started = List.of();
  private String engine = "";

  @BeforeAll
  void theGatewayNoticesWhatIsLaunchedLater(@TempDir Path folder) throws Exception {
    aim = Aim.in(folder);
    started = List.of(GatewayProcess.of(aim, "--usage"));
    var launched = aim.run("launch", MODEL, "-o", "json");
    assertThat(launched.exit()).as(launched.err()).isZero();
    engine = launched.data().path("endpoint_url").asText().replaceFirst("/v1$", "");
    Aim.await(
        "the model is listed",
        () -> GatewayProcess.get(gateway().url() + "/models").contains(MODEL));
  }

  @AfterAll
  void stops() {
    started.forEach(GatewayProcess::close);
    assertThat(aim.run("stop", "--all").exit()).isZero();
  }

  private GatewayProcess gateway() {
    return started.getFirst();
  }

  @BeforeEach
  @AfterEach
  void everyRequestIsOverAtTheEngineToo() {
    Aim.await(
        "the engine has nothing to do",
        () -> {
          var page = GatewayProcess.get(engine + "/metrics");
          return page.contains("vllm:num_requests_running")
              && GatewayProcess.sum(page, "vllm:num_requests_running") == 0
              && GatewayProcess.sum(page, "vllm:num_requests_waiting") == 0;
        });
  }

  @Test
  void theRealOpenaiClientIsServedAsByTheEngineItself() throws Exception {
    var before = wentAway();
    var said = said("openai_client", "gateway");

    assertThat(said.lines().filter(line -> line.startsWith("ok "))).hasSize(15);
    // one while it streamed, one while it waited
    Aim.await("two more went away", () -> wentAway() == before + 2);
  }

  private double wentAway() {
    return GatewayProcess.get(gateway().metrics())
        .lines()
        .filter(line -> line.contains("status=\"499\""))
        .mapToDouble(line -> GatewayProcess.sum(line, "aim_gateway_requests_total"))
        .sum();
  }

  @Test
  void theRealLitellmClientIsServed() throws Exception {
    assertThat(said("litellm_client").lines().filter(line -> line.startsWith("ok "))).hasSize(4);
  }

  @Test
  void whatSleepsIsWokenByARequestWhichIsAnswered(@TempDir Path folder) throws Exception {
    var manifest = folder.resolve("sleepy.yaml");
    Files.writeString(
        manifest,
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: sleepy}
        spec:
          model: %s
          autoScaling: {enabled: true, minReplicas: 0, maxReplicas: 1, scaleDownDelay: 1}
        """
            .formatted(MODEL));
    var launched = aim.run("launch", manifest.toString());
    assertThat(launched.exit()).as(launched.err()).isZero();
    assertThat(launched.out()).contains("sleeps after 1s without a request");
    Aim.await("it sleeps", () -> phase("sleepy").equals("sleeping"));
    Aim.await("a request wakes it", () -> answers("sleepy"));
    assertThat(aim.run("stop", "--forget", "sleepy").exit()).isZero();
  }

  private String phase(String name) {
    return aim.run("status", name, "-o", "json").data().path("status").asText();
  }

  private boolean answers(String model) {
    return GatewayProcess.post(
            gateway().url() + "/completions",
            "{\"model\":\"%s\",\"prompt\":\"The capital of France\",\"max_tokens\":4}"
                .formatted(model))
        .contains("\"choices\"");
  }

  private String said(String client, String... more) throws Exception {
    var script = Aim.checkout().resolve("e2e").resolve(client).resolve("run");
    var argv = new java.util.ArrayList<>(List.of(script.toString(), gateway().url(), MODEL));
    argv.addAll(List.of(more));
    var process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
