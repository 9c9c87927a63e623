package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.store.ArtifactRequest;
import io.aimengine.store.CacheStats;
import io.aimengine.store.CachedModel;
import io.aimengine.store.StoredArtifact;
import io.aimengine.store.Validation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The model cache.
@Command(
    name = "cache",
    mixinStandardHelpOptions = true,
    description = "Look at, fill and mend the model cache",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine cache stats",
      "  aim-engine cache download HuggingFaceTB/SmolLM2-135M-Instruct",
      "  aim-engine cache validate --repair"
    },
    subcommands = {
      CacheCommand.Stats.class,
      CacheCommand.Listing.class,
      CacheCommand.Download.class,
      CacheWarmCommand.class,
      CacheAddCommand.class,
      CacheCommand.Remove.class,
      CacheCleanupCommand.class,
      CachePinCommand.class,
      CacheCommand.Validate.class,
      CacheRebuildCommand.class,
      CacheExportCommand.class,
      CacheImportCommand.class,
      CacheServeCommand.class
    })
final class CacheCommand implements Runnable {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static Table table(List<CachedModel> models) {
    var table =
        new Table(
            "The cache is empty. aim-engine cache download MODEL fills it.",
            "Model",
            "Size",
            "Files",
            "Last used",
            "Pinned",
            "In use by",
            "Source");
    for (var model : models) {
      table.row(
          JSON.valueToTree(model),
          model.modelId(),
          ModelFetch.bytes(model.size()),
          model.files(),
          model.lastUsed().replaceFirst("T.*", ""),
          model.pinned(),
          model.inUseBy(),
          model.source());
    }
    return table;
  }

  /// `cache stats`.
  @Command(
      name = "stats",
      mixinStandardHelpOptions = true,
      description = "How much is stored, and where",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine cache stats -o json")
  static final class Stats implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    Stats(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var stats = app.store().cache().stats();
      app.printer().success(common.format, new Figures(stats), stats.totalModels() + " models");
      return Exit.OK.code();
    }

    private record Figures(CacheStats stats) implements View {
      @Override
      public JsonNode json() {
        return JSON.valueToTree(stats);
      }

      @Override
      public void print(Terminal terminal) {
        terminal.line("Cache     " + stats.cacheDir());
        terminal.line(
            "Stored    "
                + ModelFetch.bytes(stats.totalSize())
                + " in "
                + stats.totalModels()
                + " models");
        terminal.line(
            "Broken    " + ModelFetch.bytes(stats.unfinishedSize()) + " of unfinished downloads");
        terminal.line(
            "Hits      %d of %d, %.0f %%"
                .formatted(
                    stats.cacheHits(),
                    stats.cacheHits() + stats.cacheMisses(),
                    stats.cacheHitRate() * 100));
        terminal.line("Disk      " + ModelFetch.bytes(stats.freeSize()) + " free");
        terminal.line("");
        table(stats.models()).print(terminal);
      }
    }
  }

  /// `cache list`.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The stored models",
      footerHeading = "%nExamples:%n",
      footer = {"  aim-engine cache list", "  aim-engine cache list --filter qwen -o json"})
  static final class Listing implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Option(
        names = "--filter",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "Only models with TEXT in their id")
    private String filter = "";

    Listing(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var table = table(app.store().cache().list(filter));
      app.printer().success(common.format, table, table.size() + " models");
      return Exit.OK.code();
    }
  }

  /// `cache download`.
  @Command(
      name = "download",
      mixinStandardHelpOptions = true,
      description = "Fetch a model, so that a launch needs no network",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine cache download HuggingFaceTB/SmolLM2-135M-Instruct")
  static final class Download implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model or checkpoint id")
    private String model = "";

    @Option(names = "--force", description = "Ask the source again, and check what is here")
    private boolean force;

    @Option(
        names = "--link",
        paramLabel = "PATH",
        description = "Let this path lead to the model, wherever the cache keeps it")
    private String link = "";

    @Option(
        names = "--exact",
        description =
            "The checkpoint of this very id, whatever this machine would serve; one that the"
                + " catalog lacks comes from the hub")
    private boolean exact;

    @Option(
        names = "--report",
        paramLabel = "FILE",
        description =
            "Write model_id, size in bytes, seconds and what is in the cache into FILE, as JSON,"
                + " when it is here")
    private String report = "";

    @Option(
        names = "--max-size",
        paramLabel = "SIZE",
        description = "Do not fetch it when it is larger")
    private String maxSize = "";

    @Option(
        names = "--limit-rate",
        paramLabel = "SIZE",
        description = "At most so many bytes a second (env AIM_CACHE_LIMIT_RATE)")
    private String rate = "";

    Download(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var began = System.nanoTime();
      var most = maxSize.isEmpty() ? Long.MAX_VALUE : ByteSize.parse("--max-size", maxSize);
      var any = exact ? exactly(app, common, model) : request(app, common, model);
      var request = any.atMost(most);
      var limited =
          rate.isEmpty()
              ? app
              : app.with(
                  "", Map.of("AIM_CACHE_LIMIT_RATE", "" + ByteSize.parse("--limit-rate", rate)));
      var store = limited.store();
      var stored =
          force
              ? ModelFetch.refresh(store, request, app.terminal())
              : ModelFetch.fetch(store, request, app.terminal());
      if (!link.isEmpty()) {
        link(app.directory().resolve(link).toAbsolutePath().normalize(), stored.modelPath());
      }
      if (!report.isEmpty()) {
        report(stored, Duration.ofNanos(System.nanoTime() - began));
      }
      app.printer()
          .success(common.format, new CacheAddCommand.CachedView(stored), "have " + stored.id());
      return Exit.OK.code();
    }

    private void report(StoredArtifact stored, Duration took) {
      CacheReport.write(
          app,
          report,
          JSON.createObjectNode()
              .put("model_id", stored.id())
              .put("size", stored.bytes())
              .put("seconds", took.toSeconds()));
    }

    /// In one step, since another pod may look at the same time; relative, since a volume is
    /// mounted elsewhere the next time. What is no link is not replaced.
    private void link(Path at, Path model) {
      if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(at)) {
        throw CommandFailure.usage(
            "--link " + link + " is there already and no link", "Name another path.");
      }
      try {
        var folder = Files.createDirectories(Objects.requireNonNull(at.getParent()));
        var made = folder.resolve("." + at.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(made);
        Files.createSymbolicLink(made, folder.relativize(model.toAbsolutePath()));
        Files.move(made, at, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// What of a model this machine would serve: a GGUF where there is no GPU, else the named
  /// checkpoint.
  private static ArtifactRequest request(App app, Common common, String id) {
    var catalog = app.catalog(common);
    var known = Known.model(catalog, id);
    var named =
        known.checkpoints().stream()
            .filter(c -> c.id().equalsIgnoreCase(id))
            .findFirst()
            .orElse(known.own());
    var gpus = !app.hardware().read().gpus().isEmpty();
    var wanted =
        gpus || named.format() == Checkpoint.Format.GGUF
            ? named
            : known.checkpoints().stream()
                .filter(c -> c.format() == Checkpoint.Format.GGUF)
                .findFirst()
                .orElse(named);
    return ArtifactRequest.of(wanted.id(), wanted.artifacts());
  }

  private static ArtifactRequest exactly(App app, Common common, String id) {
    return app.catalog(common).models().stream()
        .flatMap(known -> known.checkpoints().stream())
        .filter(checkpoint -> checkpoint.id().equalsIgnoreCase(id))
        .findFirst()
        .map(checkpoint -> ArtifactRequest.of(checkpoint.id(), checkpoint.artifacts()))
        .orElseGet(() -> ArtifactRequest.of(id, List.of(new Artifact("hf://" + id, 0, ""))));
  }

  /// `cache remove`.
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Remove a model; never one that runs",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine cache remove HuggingFaceTB/SmolLM2-135M-Instruct-GGUF")
  static final class Remove implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A stored model's id")
    private String model = "";

    Remove(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      model = stored();
      refuseWhatRuns();
      var removal = app.store().cache().remove(model);
      app.printer()
          .success(
              common.format,
              new Table("", "Model", "Freed")
                  .row(
                      JSON.valueToTree(removal),
                      removal.modelId(),
                      ModelFetch.bytes(removal.freed())),
              "removed " + removal.modelId());
      return Exit.OK.code();
    }

    /// The id under which it is stored: `download` may have brought a checkpoint of the model.
    private String stored() {
      var ids = app.store().cache().list("").stream().map(CachedModel::modelId).toList();
      return ids.contains(model)
          ? model
          : app.catalog(common).model(model).stream()
              .flatMap(known -> known.checkpoints().stream())
              .map(Checkpoint::id)
              .filter(ids::contains)
              .findFirst()
              .orElse(model);
    }

    private void refuseWhatRuns() {
      var use = CacheUse.of(app);
      for (var stored : app.store().cache().list(model)) {
        var endpoint = use.endpoint(stored);
        if (stored.modelId().equals(model) && !endpoint.isEmpty()) {
          throw new CommandFailure(
              Exit.CACHE,
              "store.in-use",
              model + " is served by the endpoint " + endpoint,
              "aim-engine stop " + endpoint + " first.");
        }
      }
    }
  }

  /// `cache validate`.
  @Command(
      name = "validate",
      mixinStandardHelpOptions = true,
      description = "Read every stored byte again and compare",
      footerHeading = "%nExamples:%n",
      footer = {
        "  aim-engine cache validate",
        "  aim-engine cache validate --repair      fetches what is damaged again"
      })
  static final class Validate implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Option(names = "--repair", description = "Fetch what is damaged again")
    private boolean repair;

    Validate(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var cache = app.store().cache();
      var found = cache.validate("");
      if (!found.isSound() && repair) {
        cache.repair(found, new ModelFetch(app.terminal()));
        found = cache.validate("");
      }
      app.printer()
          .success(common.format, new Soundness(found), found.isSound() ? "sound" : "damaged");
      return found.isSound() ? Exit.OK.code() : Exit.CACHE.code();
    }

    private record Soundness(Validation found) implements View {
      @Override
      public JsonNode json() {
        return JSON.valueToTree(found);
      }

      @Override
      public void print(Terminal terminal) {
        terminal.line(
            found.models()
                + " models, "
                + found.files()
                + " files, "
                + ModelFetch.bytes(found.bytes())
                + " read");
        if (found.isSound()) {
          terminal.line(terminal.paint(Terminal.Colour.GREEN, "All as stored."));
        }
        for (var damage : found.damaged()) {
          terminal.line(
              terminal.paint(
                      Terminal.Colour.RED,
                      damage.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
                  + "  "
                  + damage.modelId()
                  + "/"
                  + damage.path());
        }
        if (!found.isSound()) {
          terminal.line("aim-engine cache validate --repair fetches these again.");
        }
      }
    }
  }
}
