package io.aimengine.local.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Flag;
import io.aimengine.catalog.FlagTable;
import io.aimengine.launch.Launch;
import io.aimengine.local.container.ContainerRequest.Access;
import io.aimengine.local.container.ContainerRequest.Mount;
import io.aimengine.local.hardware.CommandRunner.Outcome;
import io.aimengine.local.hardware.FakeHost;
import io.aimengine.local.hardware.FakeHost.Card;
import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.hardware.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each folder of `container/` is a case: its `argv.txt` holds one argument per line.
/// `-Dgolden.rewrite=true` rewrites them; read the diff.
class ContainerCommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/container");
  private static final Mount CACHE =
      new Mount("/home/ada/.cache/huggingface", "/root/.cache/huggingface", Access.WRITE);
  private static final Mount MODEL = new Mount("/srv/models/qwen", "/models/qwen", Access.READ);

  @TempDir Path root;

  private record Case(ContainerHost host, ContainerRequest request) {}

  private final Map<String, Case> cases = new TreeMap<>();

  @BeforeEach
  void cases() {
    var eight =
        FakeHost.in(root.resolve("8")).withDriver("6.14").cards(8, Card.mi300x()).read().gpus();
    var cpx =
        FakeHost.in(root.resolve("c"))
            .withDriver("6.14")
            .cards(1, Card.mi300xCpxNps4())
            .read()
            .gpus();
    var mi250 =
        FakeHost.in(root.resolve("m")).withDriver("6.10").cards(8, Card.mi250Die()).read().gpus();
    var vllm =
        launch("vllm/vllm-openai-rocm:v0.33.0", List.of("Qwen/Qwen3-32B", "--port", "8000"), 8000);
    var sglang =
        launch(
            "lmsysorg/sglang:v0.5.23-rocm720-mi30x",
            List.of(
                "python3", "-m", "sglang.launch_server", "--host", "0.0.0.0", "--port", "30000"),
            30000);
    var docker = host(ContainerRuntime.DOCKER, false, false);
    var podman = host(ContainerRuntime.PODMAN, false, true);
    var rootless = host(ContainerRuntime.PODMAN, true, false);
    add("docker-vllm-1x-mi300x", docker, vllm, eight.subList(2, 3), CACHE);
    add("docker-vllm-8x-mi300x", docker, vllm, eight, CACHE);
    add("docker-sglang-4x-mi300x", docker, sglang, eight.subList(4, 8), CACHE);
    add("docker-vllm-2x-mi250", docker, vllm, mi250.subList(0, 2), CACHE);
    add("docker-vllm-cpx-partition", docker, vllm, cpx.subList(3, 4), MODEL);
    add("docker-vllm-cpu", docker, vllm, List.of(), MODEL);
    var embedded =
        launch(
            EngineVersion.Engine.LLAMACPP,
            "aim-engine-cpu:1.2.3",
            List.of("embedded-engine", "--model", "/models/qwen/qwen.gguf", "--port", "8000"),
            8000);
    add("docker-llamacpp-cpu", docker, embedded, List.of(), MODEL);
    add("podman-llamacpp-cpu", rootless, embedded, List.of(), MODEL);
    add(
        "docker-selinux",
        host(ContainerRuntime.DOCKER, false, true),
        vllm,
        eight.subList(0, 1),
        CACHE);
    add("podman-root-selinux", podman, vllm, eight.subList(0, 2), CACHE);
    add("podman-rootless", rootless, sglang, eight.subList(0, 1), CACHE);
    var open = request("open", vllm, eight.subList(0, 1), MODEL);
    cases.put(
        "docker-all-interfaces-with-token",
        new Case(
            docker,
            new ContainerRequest(
                "open",
                open.launch(),
                open.gpus(),
                1,
                "::",
                open.mounts(),
                "/run/aim/open/engine.env")));
  }

  private void add(String name, ContainerHost host, Launch launch, List<Gpu> gpus, Mount mount) {
    cases.put(name, new Case(host, request("qwen", launch, gpus, mount)));
  }

  private static ContainerRequest request(String name, Launch launch, List<Gpu> gpus, Mount mount) {
    return new ContainerRequest(
        name, launch, gpus, Math.max(1, gpus.size()), "127.0.0.1", List.of(mount), "");
  }

  private static ContainerHost host(ContainerRuntime runtime, boolean rootless, boolean selinux) {
    return new ContainerHost(
        runtime, List.of(992, 44, 992), rootless, selinux, rootless ? "0:0" : "1000:100");
  }

  private static Launch launch(String image, List<String> command, int port) {
    return launch(EngineVersion.Engine.VLLM, image, command, port);
  }

  private static Launch launch(
      EngineVersion.Engine engine, String image, List<String> command, int port) {
    var env = new LinkedHashMap<String, String>();
    env.put("HF_HOME", "/root/.cache/huggingface");
    env.put("VLLM_ROCM_USE_AITER", "1");
    env.put("HIP_VISIBLE_DEVICES", "0");
    return new Launch(
        engine(engine),
        image,
        false,
        List.of("vllm"),
        command,
        env,
        List.of(),
        "0.0.0.0",
        port,
        "qwen",
        "");
  }

  private static EngineVersion engine(EngineVersion.Engine engine) {
    return new EngineVersion(
        engine,
        "0.33.0",
        EngineVersion.Platform.ROCM,
        new NoFlags(),
        List.of(),
        Set.of(),
        Map.of(),
        new EngineVersion.Defaults(8000, 0.92, 16),
        Map.of(),
        new EngineVersion.Probe("/health", "/metrics", 600),
        List.of(),
        Optional.empty());
  }

  private record NoFlags() implements FlagTable {
    @Override
    public Optional<Flag> find(String written) {
      return Optional.empty();
    }

    @Override
    public Collection<Flag> all() {
      return List.of();
    }

    @Override
    public Optional<String> nearest(String written) {
      return Optional.empty();
    }
  }

  private static List<String> argv(Case c) {
    return new ContainerCommand(c.host()).run(c.request());
  }

  @Test
  void everyCaseGivesItsGoldenArguments() throws IOException {
    for (var entry : cases.entrySet()) {
      var file = GOLDEN.resolve(entry.getKey()).resolve("argv.txt");
      var argv = String.join("\n", argv(entry.getValue())) + "\n";
      if (Boolean.getBoolean("golden.rewrite")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, argv);
      }
      assertThat(argv).as(entry.getKey()).isEqualTo(Files.readString(file));
    }
  }

  @Test
  void noGoldenFileIsStray() throws IOException {
    try (var files = Files.walk(GOLDEN)) {
      var found =
          files.filter(Files::isRegularFile).map(f -> GOLDEN.relativize(f).toString()).sorted();
      assertThat(found)
          .containsExactlyElementsOf(cases.keySet().stream().map(n -> n + "/argv.txt").toList());
    }
  }

  @Test
  void aContainerIsGivenItsOwnDevicesOnlyAndNoIndices() {
    for (var c : cases.values()) {
      var argv = argv(c);

      assertThat(argv).doesNotContain("/dev/dri", "--privileged", "--detach", "-d", "--network");
      assertThat(argv).noneMatch(a -> a.contains("VISIBLE_DEVICES"));
      assertThat(argv.stream().filter(a -> a.startsWith("/dev/dri/renderD")).toList())
          .isEqualTo(c.request().gpus().stream().map(Gpu::renderNode).toList());
    }
  }

  @Test
  void stopsAndRemovesByName() {
    var command = new ContainerCommand(host(ContainerRuntime.DOCKER, false, false));

    assertThat(command.stop("qwen", 20))
        .containsExactly("docker", "stop", "--time", "20", "aim-qwen");
    assertThat(command.remove("qwen")).containsExactly("docker", "rm", "--force", "aim-qwen");
  }

  @Test
  void aProcessIsKeptToItsGpusByTheirIndices() {
    var gpus =
        FakeHost.in(root.resolve("p")).withDriver("6.14").cards(4, Card.mi300x()).read().gpus();

    assertThat(DeviceEnvironment.of(gpus.subList(2, 4)))
        .isEqualTo(Map.of("HIP_VISIBLE_DEVICES", "2,3"));
    assertThat(DeviceEnvironment.of(List.of())).isEmpty();
  }

  /// What the real client makes of the arguments is what a daemon would be asked for.
  @Test
  @Tag("e2e")
  void theRealDockerClientAsksForWhatWeMeant() throws IOException {
    var runner = new ProcessRunner();
    var version = runner.run(List.of("docker", "--version"), Duration.ofSeconds(20));
    assumeThat(version).isInstanceOf(Outcome.Finished.class);
    var token = Files.writeString(root.resolve("engine.env"), "HF_TOKEN=x\n").toString();
    try (var daemon = new FakeDockerDaemon()) {
      for (var c : cases.values()) {
        if (c.host().runtime() == ContainerRuntime.DOCKER) {
          var argv = new ArrayList<>(argv(c));
          argv.addAll(1, List.of("--host", daemon.address()));
          argv.replaceAll(a -> a.equals("/run/aim/open/engine.env") ? token : a);

          var outcome = runner.run(argv, Duration.ofSeconds(60));

          assertThat(outcome.toString()).contains(FakeDockerDaemon.REFUSAL);
          assertAsked(daemon.asked(), c.request());
        }
      }
    }
  }

  private static void assertAsked(JsonNode asked, ContainerRequest request) {
    var host = asked.path("HostConfig");
    var devices = host.path("Devices").findValuesAsText("PathOnHost");
    var groups = new ArrayList<String>();
    host.path("GroupAdd").forEach(group -> groups.add(group.asText()));

    assertThat(asked.path("Image").asText()).isEqualTo(request.launch().image());
    assertThat(asked.path("Cmd").size()).isEqualTo(request.launch().imageCommand().size());
    assertThat(host.path("AutoRemove").asBoolean()).isTrue();
    assertThat(host.path("Init").asBoolean()).isTrue();
    assertThat(host.path("ShmSize").asLong() >> 30).isBetween(8L, 64L);
    assertThat(devices).hasSize(request.gpus().isEmpty() ? 0 : request.gpus().size() + 1);
    assertThat(groups).isEqualTo(request.gpus().isEmpty() ? List.of() : List.of("44", "992"));
    assertThat(host.path("PortBindings").size()).isEqualTo(1);
    assertThat(asked.path("Env").toString().contains("HF_TOKEN=x"))
        .isEqualTo(!request.envFile().isEmpty());
  }
}
