package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `launch --dry-run`: the exact command, for hardware that need not be here.
final class LaunchDryRunTest {
  private static final String MODEL = "Qwen/Qwen3-32B";

  @TempDir private Path folder = Path.of("");

  private InProcess.Ran launch(InProcess aim, String... more) {
    var args = new ArrayList<>(List.of("launch", MODEL, "--hardware", "8xMI300X", "--dry-run"));
    args.addAll(List.of(more));
    return aim.run(args.toArray(String[]::new));
  }

  private static List<String> command(InProcess.Ran ran) {
    var argv = new ArrayList<String>();
    ran.data().path("command").forEach(word -> argv.add(word.asText()));
    return argv;
  }

  @Test
  void showsAContainerThatThisMachineHasNoRuntimeFor() {
    var ran = launch(InProcess.in(folder), "--runtime", "podman", "-o", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(command(ran)).startsWith("podman", "run").contains("--publish");
  }

  @Test
  void olderContainerOptionsReachTheContainer() {
    var ran =
        launch(
            InProcess.in(folder),
            "--runtime",
            "docker",
            "--volume",
            "/data:/data",
            "--memory-limit",
            "64g",
            "--cap-drop",
            "ALL",
            "-o",
            "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(command(ran))
        .containsSequence("docker", "run")
        .containsSequence("--volume", "/data:/data")
        .containsSequence("--memory", "64g")
        .containsSequence("--cap-drop", "ALL");
  }

  @Test
  void aContainerKeepsTheLimitsOfTheManifestUnlessAnOptionSaysOtherwise() throws IOException {
    var manifest =
        Files.writeString(
            folder.resolve("limited.yaml"),
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMEndpoint
            metadata: {name: limited}
            spec:
              model: Qwen/Qwen3-8B
              resources: {cpu: 250m, cpuLimit: 750m, memoryLimit: 3Gi}
            """);
    var arguments =
        new String[] {
          "launch",
          manifest.toString(),
          "--hardware",
          "8xMI300X",
          "--dry-run",
          "--runtime",
          "docker",
          "-o",
          "json"
        };
    var ran = InProcess.in(folder).run(arguments);

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(command(ran))
        .containsSequence("docker", "run", "--cpus", "0.75", "--memory", "3221225472");
  }

  @Test
  void anOptionWithoutEffectIsSaidToHaveNone() {
    var ran = launch(InProcess.in(folder), "--memory-limit", "64g", "--metrics-port", "9090");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("cli.no-effect").contains("--metrics-port");
  }

  @Test
  void anyEngineFlagCanBeGivenByArg() {
    var ran = launch(InProcess.in(folder), "--arg=--max-model-len=16k", "--arg", "--port=9100");

    assertThat(ran.out() + ran.err()).contains("--port");
    assertThat(launch(InProcess.in(folder), "--arg=--max-model-len=16k", "-o", "json").exit())
        .isZero();
  }

  @Test
  void anEngineOfAnotherVersionIsRefusedUntilItIsSaidToBeAKnownOne() throws IOException {
    var programs = Files.createDirectories(folder.resolve("bin"));
    var vllm = Files.writeString(programs.resolve("vllm"), "#!/bin/sh\necho 0.31.7\n");
    Files.setPosixFilePermissions(vllm, PosixFilePermissions.fromString("rwx------"));
    var aim = InProcess.in(folder).with("PATH", programs + ":/usr/bin:/bin");

    var refused = launch(aim, "-o", "json");
    assertThat(refused.exit()).isEqualTo(Exit.LAUNCH.code());
    assertThat(refused.error().path("code").asText()).isEqualTo("launch.unknown-engine-version");

    var said = launch(aim, "--engine-version-as", "0.33.0", "-o", "json");
    assertThat(said.exit()).as(said.out()).isZero();
    assertThat(command(said)).startsWith(vllm.toString(), "serve");
  }
}
