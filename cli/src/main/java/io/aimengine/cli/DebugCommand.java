package io.aimengine.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What the program sees, for bug reports.
@Command(
    name = "debug",
    mixinStandardHelpOptions = true,
    description =
        "What the program sees: gpu-info, recipe-info, config-info, cache-info, system-info, engine-diff",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine debug gpu-info --detailed",
      "  aim-engine debug system-info -o json",
      "  aim-engine debug engine-diff vllm 0.32.0 0.33.0"
    },
    subcommands = {
      DebugCommand.GpuInfo.class,
      DebugCommand.RecipeInfo.class,
      DebugCommand.ConfigInfo.class,
      DebugCommand.CacheInfo.class,
      DebugCommand.SystemInfo.class,
      EngineDiffCommand.class
    })
final class DebugCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// `debug gpu-info`.
  @Command(
      name = "gpu-info",
      mixinStandardHelpOptions = true,
      description = "The GPUs that this machine shows us",
      footerHeading = "%nExamples:%n",
      footer = {"  aim-engine debug gpu-info", "  aim-engine debug gpu-info --detailed -o json"})
  static final class GpuInfo implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Option(names = "--detailed", description = "Compare with amd-smi or rocm-smi too")
    private boolean detailed;

    GpuInfo(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var catalog = app.catalog(common);
      var machine = detailed ? app.hardware().readAndCheck() : app.hardware().read();
      var taken = Here.of(app, catalog).taken();
      var table =
          new Table(
              "No AMD GPU is visible here; models run on the CPU (embedded engine).",
              "Index",
              "Accelerator",
              "GFX",
              "Device id",
              "VRAM GiB",
              "Free GiB",
              "Node",
              "NUMA",
              "Partition",
              "Taken");
      for (var gpu : machine.gpus()) {
        table.row(
            gpu.index(),
            io.aimengine.local.hardware.Machine.accelerator(catalog, gpu)
                .map(known -> known.name())
                .orElse("unknown"),
            gpu.gfx(),
            gpu.deviceId(),
            gpu.vramGib(),
            gpu.freeGib(),
            gpu.renderNode(),
            gpu.numaNode(),
            gpu.partition(),
            taken.contains(gpu.id()));
      }
      app.printer().problems(machine.problems(catalog));
      app.printer().success(common.format, table, machine.gpus().size() + " GPUs");
      return machine.problems(catalog).stream().anyMatch(p -> p.isError())
          ? Exit.HARDWARE.code()
          : Exit.OK.code();
    }
  }

  /// `debug recipe-info MODEL`.
  @Command(
      name = "recipe-info",
      mixinStandardHelpOptions = true,
      description = "The recipes of a model, as show-config",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine debug recipe-info Qwen/Qwen3-32B --gpu-count 4")
  static final class RecipeInfo implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model id of the catalog")
    private String model = "";

    @Option(
        names = "--gpu-count",
        defaultValue = "0",
        paramLabel = "N",
        description = "Only N GPUs")
    private int gpuCount;

    RecipeInfo(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      return Commands.run(
          app, "show-config", model, "--gpu-count", "" + gpuCount, "-o", common.format.name());
    }
  }

  /// `debug config-info MODEL GPUS`.
  @Command(
      name = "config-info",
      mixinStandardHelpOptions = true,
      description = "The configuration of a model on so many GPUs",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine debug config-info Qwen/Qwen3-32B 4")
  static final class ConfigInfo implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model id of the catalog")
    private String model = "";

    @Parameters(index = "1", paramLabel = "GPUS", description = "How many")
    private int gpus;

    ConfigInfo(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      return Commands.run(
          app, "show-config", model, "--gpu-count", "" + gpus, "-o", common.format.name());
    }
  }

  /// `debug cache-info`.
  @Command(
      name = "cache-info",
      mixinStandardHelpOptions = true,
      description = "The model cache, as cache stats",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine debug cache-info")
  static final class CacheInfo implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    CacheInfo(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      return Commands.run(app, "cache", "stats", "-o", common.format.name());
    }
  }

  /// `debug system-info`.
  @Command(
      name = "system-info",
      mixinStandardHelpOptions = true,
      description = "Versions, folders, processor, memory, driver",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine debug system-info -o json")
  static final class SystemInfo implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    SystemInfo(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var machine = app.hardware().read();
      var table =
          new Table("", "What", "Value")
              .row("aim-engine", Version.number())
              .row("java", Runtime.version().toString())
              .row("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
              .row("host", machine.name())
              .row("cores", String.format(Locale.ROOT, "%.1f", machine.cpu().cores()))
              .row("memory", ModelFetch.bytes(machine.cpu().memoryBytes()))
              .row("memory available", ModelFetch.bytes(machine.cpu().availableBytes()))
              .row("gpus", machine.gpus().size())
              .row("amdgpu driver", machine.driver().isEmpty() ? "none" : machine.driver())
              .row("cache", app.store().root().toString())
              .row("state", app.stateDir().root().toString());
      for (var program : new String[] {"vllm", "sglang", "llama-server", "docker", "podman"}) {
        table.row(program, RuntimeChoice.onPath(program, app.env()).orElse("not on the PATH"));
      }
      app.printer().success(common.format, table, "system");
      return Exit.OK.code();
    }
  }
}
