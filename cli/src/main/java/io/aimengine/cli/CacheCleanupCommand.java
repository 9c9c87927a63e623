package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.spec.Durations;
import io.aimengine.store.Cleaned;
import io.aimengine.store.CleanupPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `cache cleanup`.
@Command(
    name = "cleanup",
    mixinStandardHelpOptions = true,
    description = "Remove what is not used; never what runs or is pinned",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine cache cleanup                      what nobody used for 30 days",
      "  aim-engine cache cleanup --max-size 500GB --dry-run",
      "  aim-engine cache cleanup --min-free 100GB     the longest unused first",
      "  aim-engine cache cleanup --max-models 20 --keep Qwen/Qwen3-32B"
    })
final class CacheCleanupCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int USUAL_DAYS = 30;

  private final App app;

  @Mixin private Common common = new Common();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "What nobody used for N days (default: 30, when nothing else is asked for)")
  private int days = Given.UNSET;

  @Option(
      names = "--max-age",
      paramLabel = "AGE",
      description = "The same for any time: 30d, 2w, 12h")
  private String maxAge = "";

  @Option(names = "--max-size", paramLabel = "SIZE", description = "At most so much in the cache")
  private String maxSize = "";

  @Option(names = "--min-free", paramLabel = "SIZE", description = "At least so much free disk")
  private String minFree = "";

  @Option(names = "--max-models", paramLabel = "N", description = "At most N models")
  private int maxModels = Given.UNSET;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      defaultValue = "lru",
      description =
          "What goes first when there is too little room: lru, the longest unused (default), lfu,"
              + " the least used, or fifo, the first that came")
  private String order = "lru";

  @Option(
      names = "--keep",
      paramLabel = "MODEL",
      description = "A model that stays, whatever else is asked for")
  private List<String> keep = List.of();

  @Option(
      names = "--retention",
      paramLabel = "MODEL=AGE",
      description = "A model that stays until nobody used it for AGE, and goes then")
  private List<String> retention = List.of();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write what was done and what is in the cache now into FILE, as JSON")
  private String report = "";

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
    if (!report.isEmpty()) {
      CacheReport.write(
          app,
          report,
          JSON.createObjectNode()
              .put("freed", cleaned.freed())
              .put("removed", cleaned.removed().size())
              .put("lacking", cleaned.lacking())
              .put("surplus", cleaned.surplus()));
    }
    app.printer()
        .success(
            common.format,
            new Report(cleaned),
            (dryRun ? "would free " : "freed ") + ModelFetch.bytes(cleaned.freed()));
    return cleaned.reached() ? Exit.OK.code() : Exit.CACHE.code();
  }

  private CleanupPolicy policy() {
    return new CleanupPolicy(
        unusedFor(),
        size("--max-size", maxSize),
        size("--min-free", minFree),
        maxModels == Given.UNSET
            ? OptionalInt.empty()
            : OptionalInt.of(Given.positive("--max-models", maxModels)),
        order(),
        retentions(),
        dryRun ? CleanupPolicy.Action.DRY_RUN : CleanupPolicy.Action.REMOVE);
  }

  private Optional<Duration> unusedFor() {
    var bounded = !maxSize.isEmpty() || !minFree.isEmpty() || maxModels != Given.UNSET;
    if (days != Given.UNSET && days < 0) {
      throw CommandFailure.usage("--days " + days + " is negative", "Give 0 or more.");
    }
    if (days != Given.UNSET && !maxAge.isEmpty()) {
      throw CommandFailure.usage("--days and --max-age say the same", "Give one of them.");
    }
    if (all) {
      return Optional.of(Duration.ZERO);
    }
    if (!maxAge.isEmpty()) {
      return Optional.of(age("--max-age", maxAge));
    }
    if (days != Given.UNSET) {
      return Optional.of(Duration.ofDays(days));
    }
    return bounded ? Optional.empty() : Optional.of(Duration.ofDays(USUAL_DAYS));
  }

  private static Duration age(String option, String text) {
    return Durations.age(text)
        .orElseThrow(() ->
            CommandFailure.usage(option + " " + text + " is no age", "Write it like 30d or 12h."));
  }

  private CleanupPolicy.Order order() {
    return switch (order.toLowerCase(Locale.ROOT)) {
      case "lru" -> CleanupPolicy.Order.LRU;
      case "lfu" -> CleanupPolicy.Order.LFU;
      case "fifo" -> CleanupPolicy.Order.FIFO;
      default ->
          throw CommandFailure.usage("--order " + order + " is none", "One of: lru, lfu, fifo.");
    };
  }

  /// What is to be kept stays, also when it has a retention too.
  private Map<String, Duration> retentions() {
    var all = new TreeMap<String, Duration>(String.CASE_INSENSITIVE_ORDER);
    for (var given : retention) {
      var end = given.lastIndexOf('=');
      if (end < 1) {
        throw CommandFailure.usage(
            "--retention " + given + " has no age", "Write it like org/name=30d.");
      }
      all.put(given.substring(0, end), age("--retention", given.substring(end + 1)));
    }
    keep.forEach(model -> all.put(model, CleanupPolicy.FOR_EVER));
    return all;
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
      if (cleaned.surplus() > 0) {
        terminal.line(cleaned.surplus() + " models too many: the rest runs, is pinned or kept.");
      }
      if (cleaned.lacking() > 0) {
        terminal.line(
            ModelFetch.bytes(cleaned.lacking())
                + " short of what was asked for: the rest runs, is pinned or kept.");
      }
    }
  }
}
