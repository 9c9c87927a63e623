package io.aimengine.cli;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.local.run.RunSpec.RuntimeKind;
import io.aimengine.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// In what an engine runs on this machine: what was asked for, else the first that is here.
record RuntimeChoice(RuntimeKind kind, String program, String why) {

  boolean isContainer() {
    return kind == RuntimeKind.DOCKER || kind == RuntimeKind.PODMAN;
  }

  /// `wanted` is "" for "choose": the engine's own program on the PATH, else Docker, else Podman;
  /// llama.cpp falls back to the embedded engine.
  static RuntimeChoice of(Plan plan, String wanted, Map<String, String> env) {
    return of(plan, wanted, env, Missing.REFUSED);
  }

  /// The same for a command that is only shown: a program that is not here keeps its bare name.
  static RuntimeChoice shown(Plan plan, String wanted, Map<String, String> env) {
    return of(plan, wanted, env, Missing.NAMED);
  }

  /// What becomes of a program that is not on the PATH.
  private enum Missing {
    REFUSED,
    NAMED
  }

  private static RuntimeChoice of(
      Plan plan, String wanted, Map<String, String> env, Missing missing) {
    var engine = plan.candidate().engine().engine();
    var hint = plan.spec().runtime().map(runtime -> runtime.id()).orElse("");
    var asked = (wanted.isEmpty() ? hint : wanted).toLowerCase(Locale.ROOT);
    return switch (asked) {
      case "" -> first(engine, env, missing);
      case "embedded" -> embedded(engine);
      case "process" -> process(engine, env, missing);
      case "docker" ->
          new RuntimeChoice(RuntimeKind.DOCKER, program("docker", env, missing), "asked for");
      case "podman" ->
          new RuntimeChoice(RuntimeKind.PODMAN, program("podman", env, missing), "asked for");
      default ->
          throw CommandFailure.usage(
              "--runtime " + wanted + " is none that we know",
              "One of: embedded, process, docker, podman.");
    };
  }

  private static RuntimeChoice first(Engine engine, Map<String, String> env, Missing missing) {
    var program = onPath(executable(engine), env);
    if (program.isPresent()) {
      return new RuntimeChoice(
          RuntimeKind.PROCESS, program.get(), executable(engine) + " is on the PATH");
    }
    if (engine == Engine.LLAMACPP) {
      return new RuntimeChoice(RuntimeKind.EMBEDDED, "", "no llama-server on the PATH");
    }
    for (var kind : new RuntimeKind[] {RuntimeKind.DOCKER, RuntimeKind.PODMAN}) {
      var container = onPath(kind.name().toLowerCase(Locale.ROOT), env);
      if (container.isPresent()) {
        return new RuntimeChoice(
            kind, container.get(), "no " + executable(engine) + " on the PATH");
      }
    }
    if (missing == Missing.NAMED) {
      return new RuntimeChoice(RuntimeKind.PROCESS, executable(engine), "none is here");
    }
    throw new CommandFailure(
        Exit.LAUNCH,
        "runtime.none",
        "neither " + executable(engine) + " nor docker nor podman is on the PATH",
        "Install one of them; `aim-engine doctor` says more.");
  }

  private static RuntimeChoice embedded(Engine engine) {
    if (engine != Engine.LLAMACPP) {
      throw new CommandFailure(
          Exit.LAUNCH,
          "runtime.embedded-engine",
          "the embedded engine is llama.cpp, and the plan chose " + engine.id(),
          "Add --backend llamacpp --hardware cpu.");
    }
    return new RuntimeChoice(RuntimeKind.EMBEDDED, "", "asked for");
  }

  private static RuntimeChoice process(Engine engine, Map<String, String> env, Missing missing) {
    return new RuntimeChoice(
        RuntimeKind.PROCESS, program(executable(engine), env, missing), "asked for");
  }

  /// The program that starts an engine on a host.
  static String executable(Engine engine) {
    return switch (engine) {
      case VLLM -> "vllm";
      case SGLANG -> "sglang";
      case LLAMACPP -> "llama-server";
    };
  }

  private static String program(String name, Map<String, String> env, Missing missing) {
    return onPath(name, env)
        .or(() -> missing == Missing.NAMED ? Optional.of(name) : Optional.empty())
        .orElseThrow(() ->
            new CommandFailure(
                Exit.LAUNCH,
                "runtime.missing",
                name + " is not on the PATH",
                "Install it, or leave --runtime out."));
  }

  static Optional<String> onPath(String name, Map<String, String> env) {
    return Arrays.stream(env.getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
        .map(Path::toString)
        .findFirst();
  }
}
