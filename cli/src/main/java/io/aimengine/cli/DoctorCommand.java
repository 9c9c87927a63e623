package io.aimengine.cli;

import io.aimengine.api.Problem;
import io.aimengine.local.preflight.Finding;
import io.aimengine.local.preflight.Host;
import io.aimengine.local.preflight.Preflight;
import io.aimengine.local.preflight.Situation;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Prints every check of this machine with its fix.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Check this machine: devices, driver, memory, limits, runtimes, tokens; with each fix",
    footerHeading = "%nExamples:%n",
    footer = "  aim-engine doctor -o json")
final class DoctorCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  DoctorCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var catalog = app.catalog(common);
    var machine = app.hardware().readAndCheck();
    var table = new Table("Nothing to check.", "Check", "Result", "Detail", "Fix");
    for (var problem : machine.problems(catalog)) {
      table.row("hardware", problem.isError() ? "fail" : "warn", problem.message(), problem.hint());
    }
    table.row("hardware", "ok", summary(machine.gpus().size()), "");
    for (var finding :
        new Preflight(Host.here(app.env())).examine(Situation.of(machine, app.store().root()))) {
      table.row(
          finding.check(),
          finding.level().name().toLowerCase(Locale.ROOT),
          finding.detail(),
          finding.problem().map(Problem::hint).orElse(""));
    }
    app.printer().success(common.format, table, table.size() + " checks");
    return failed(table) ? Exit.GENERAL.code() : Exit.OK.code();
  }

  private static String summary(int gpus) {
    return gpus == 0
        ? "no AMD GPU visible: models run on the CPU with the embedded engine"
        : gpus + " AMD GPUs visible";
  }

  private static boolean failed(Table table) {
    for (var row : table.json()) {
      if (row.path("result").asText().equals(Finding.Level.FAIL.name().toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
