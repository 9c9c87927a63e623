package io.aimengine.cli;

import io.aimengine.gateway.usage.Usage;
import io.aimengine.gateway.usage.UsageJournal;
import io.aimengine.gateway.usage.UsageRow;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What keys used, as the gateway has written it down.
@Command(
    name = "usage",
    mixinStandardHelpOptions = true,
    description = "Requests and tokens by key, model and day, as the engines counted them",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine usage",
      "  aim-engine usage --key 5f0c2a91d3 --from 2026-03-01 -o json"
    })
final class UsageCommand implements Callable<Integer> {
  private static final int DAYS = 30;

  private final App app;

  @Mixin private Common common = new Common();

  @Option(names = "--key", paramLabel = "ID", description = "Of this key only")
  private String key = "";

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "The first day, in UTC (default: 30 days ago)")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DATE", description = "The last day (default: today)")
  private @Nullable LocalDate to;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the gateway keeps it (default: gateway/usage in the state directory)")
  private String folder = "";

  UsageCommand(App app) {
    this.app = app;
  }

  /// What a line of the table is about.
  private record Line(LocalDate day, String key, String model) implements Comparable<Line> {
    @Override
    public int compareTo(Line other) {
      return java.util.Comparator.comparing(Line::day)
          .thenComparing(Line::key)
          .thenComparing(Line::model)
          .compare(this, other);
    }
  }

  @Override
  public Integer call() {
    var today = LocalDate.ofInstant(app.clock().instant(), ZoneOffset.UTC);
    var first = from == null ? today.minusDays(DAYS) : from;
    var last = to == null ? today : to;
    var lines = new TreeMap<Line, Usage>();
    for (var row : UsageJournal.read(path())) {
      if (isAsked(row, first, last)) {
        var cell = row.cell();
        lines.merge(new Line(cell.day(), cell.key(), cell.model()), row.total(), Usage::plus);
      }
    }
    var table =
        new Table(
            "Nothing was used from " + first + " to " + last + ".",
            "Day",
            "Key",
            "Model",
            "Requests",
            "Prompt tokens",
            "Cached tokens",
            "Completion tokens");
    lines.forEach((line, used) ->
        table.row(
            line.day().toString(),
            line.key(),
            line.model(),
            used.requests(),
            used.promptTokens(),
            used.cachedTokens(),
            used.completionTokens()));
    app.printer().success(common.format, table, table.size() + " rows");
    return Exit.OK.code();
  }

  private java.nio.file.Path path() {
    return folder.isEmpty()
        ? app.stateDir().root().resolve("gateway").resolve("usage")
        : app.directory().resolve(folder);
  }

  private boolean isAsked(UsageRow row, LocalDate first, LocalDate last) {
    var cell = row.cell();
    return (key.isEmpty() || cell.key().equals(key))
        && !cell.day().isBefore(first)
        && !cell.day().isAfter(last);
  }
}
