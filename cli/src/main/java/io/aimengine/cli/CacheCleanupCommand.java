package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.store.Cleaned;
import io.aimengine.store.CleanupPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `cache cleanup`.
@Command(
    name = "cleanup",
    mixinStandardHelpOptions = true,
    description = "Remove by last use; never what runs or is pinned",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine cache cleanup                      what nobody used for 30 days",
      "  aim-engine cache cleanup --max-size 500GB --dry-run",
      "  aim-engine cache cleanup --min-free 100GB     the longest unused first"
    })
final class CacheCleanupCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int USUAL_DAYS = 30;

  private final App app;

  @Mixin private Common common = new Common();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "What nobody used for N days (default: 30, when no size is given)")
  private int days = Given.UNSET;

  @Option(names = "--max-size", paramLabel = "SIZE", description = "At most so much in the cache")
  private String maxSize = "";

  @Option(names = "--min-free", paramLabel = "SIZE", description = "At least so much free disk")
  private String minFree = "";

  @Option(names = "--all", description = "Everything that neither runs nor is pinned")
  private boolean all;

  @Option(names = "--dry-run", description = "Only tell what would go")
  private boolean dryRun;

  CacheCleanupCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var use = CacheUse.of(app);
    var cleaned = app.store().cache().cleanup(policy(), use::endpoint);
    app.printer()
        .success(
            common.format,
            new Report(cleaned),
            (dryRun ? "would free " : "freed ") + ModelFetch.bytes(cleaned.freed()));
    return cleaned.lacking() > 0 ? Exit.CACHE.code() : Exit.OK.code();
  }

  private CleanupPolicy policy() {
    var sized = !maxSize.isEmpty() || !minFree.isEmpty();
    var age = all ? 0 : days == Given.UNSET ? USUAL_DAYS : days;
    if (age < 0) {
      throw CommandFailure.usage("--days " + days + " is negative", "Give 0 or more.");
    }
    return new CleanupPolicy(
        sized && days == Given.UNSET && !all ? Optional.empty() : Optional.of(Duration.ofDays(age)),
        size("--max-size", maxSize),
        size("--min-free", minFree),
        dryRun ? CleanupPolicy.Action.DRY_RUN : CleanupPolicy.Action.REMOVE);
  }

  private static OptionalLong size(String option, String text) {
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ByteSize.parse(option, text));
  }

  private record Report(Cleaned cleaned) implements View {
    @Override
    public JsonNode json() {
      return JSON.valueToTree(cleaned);
    }

    @Override
    public void print(Terminal terminal) {
      var verb = cleaned.dryRun() ? "would remove  " : "removed  ";
      for (var taken : cleaned.removed()) {
        terminal.line(
            verb + taken.modelId() + "  " + ModelFetch.bytes(taken.size()) + "  " + taken.reason());
      }
      for (var kept : cleaned.kept()) {
        terminal.line("kept  " + kept.modelId() + "  " + kept.reason());
      }
      if (cleaned.leftovers() > 0) {
        terminal.line(verb + ModelFetch.bytes(cleaned.leftovers()) + " of broken downloads");
      }
      terminal.line(
          (cleaned.dryRun() ? "Would free " : "Freed ") + ModelFetch.bytes(cleaned.freed()) + ".");
      if (cleaned.lacking() > 0) {
        terminal.line(
            ModelFetch.bytes(cleaned.lacking())
                + " short of what was asked for: the rest runs or is pinned.");
      }
    }
  }
}
