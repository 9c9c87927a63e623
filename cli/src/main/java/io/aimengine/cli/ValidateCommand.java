package io.aimengine.cli;

import static io.aimengine.cli.CommandFailure.usage;

import io.aimengine.api.Problem;
import io.aimengine.api.Problem.Severity;
import io.aimengine.check.Checks;
import io.aimengine.check.Code;
import io.aimengine.check.Codes;
import io.aimengine.cli.ValidateView.Wrote;
import io.aimengine.cli.validate.FileCode;
import io.aimengine.cli.validate.Repair;
import io.aimengine.cli.validate.Rewrite;
import io.aimengine.cli.validate.SarifLog;
import io.aimengine.cli.validate.Sources;
import io.aimengine.cli.validate.Target;
import io.aimengine.cli.validate.UnifiedDiff;
import io.aimengine.cli.validate.WholeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Checks files that people write, and repairs what can be repaired with certainty.
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Check recipes, models, accelerators, engines and manifests; --fix repairs what is certain",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine validate recipes/ endpoint.yaml",
      "  aim-engine validate recipes/ --fix --dry-run        the repairs as a diff",
      "  aim-engine validate --recipes-dir recipes -o sarif > findings.sarif",
      "  cat recipe.yaml | aim-engine validate -",
      "",
      "Exit codes: 0 nothing wrong (warnings may stand), 2 findings: errors, or warnings with"
          + " --strict"
    })
final class ValidateCommand implements Callable<Integer> {
  /// How findings are printed.
  enum Form {
    table,
    json,
    yaml,
    sarif
  }

  private final App app;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Files, folders with all that is in them, or - for standard input")
  private List<String> paths = new ArrayList<>();

  @Option(names = "--recipe", paramLabel = "FILE", description = "A file that must be a recipe")
  private List<String> recipes = new ArrayList<>();

  @Option(names = "--recipes-dir", paramLabel = "DIR", description = "A folder of recipes")
  private List<String> recipeFolders = new ArrayList<>();

  @Option(names = "--model", paramLabel = "FILE", description = "A file that must be a model")
  private List<String> models = new ArrayList<>();

  @Option(names = "--models-dir", paramLabel = "DIR", description = "A folder of models")
  private List<String> modelFolders = new ArrayList<>();

  @Option(names = "--strict", description = "Warnings count as errors")
  private boolean strict;

  @Option(
      names = "--fix",
      description = "Repair files in place; comments, order and everything else stay")
  private boolean fix;

  @Option(names = "--dry-run", description = "With --fix: print the diff, write nothing")
  private boolean dryRun;

  @Option(names = "--list-checks", description = "Print every check with its code")
  private boolean listChecks;

  @Option(
      names = {"--format", "-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Form form = Form.table;

  @Option(
      names = "--catalog",
      paramLabel = "DIR",
      description = "A folder laid over the shipped catalog (env AIM_CATALOG)")
  private String catalog = "";

  @Option(
      names = {"--debug", "--verbose"},
      description = "Name clean files too; a defect's stack trace")
  private boolean verbose;

  ValidateCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    if (listChecks) {
      app.printer().success(format(), checks(), "the checks of validate");
      return Exit.OK.code();
    }
    var sources = Sources.read(app.directory(), app.in(), targets());
    var view = view(sources, new Checks(app.catalog(catalog)));
    var failed = view.count(Severity.ERROR) > 0 || (strict && view.count(Severity.WARNING) > 0);
    show(view, failed);
    return failed ? Exit.USAGE.code() : Exit.OK.code();
  }

  private List<Target> targets() {
    var targets = new ArrayList<Target>();
    recipes.forEach(path -> targets.add(new Target(path, "recipe")));
    recipeFolders.forEach(path -> targets.add(new Target(path, "recipe")));
    models.forEach(path -> targets.add(new Target(path, "model")));
    modelFolders.forEach(path -> targets.add(new Target(path, "model")));
    paths.forEach(path -> targets.add(Target.any(path)));
    if (targets.isEmpty()) {
      throw usage("nothing to check", "Name files or folders: aim-engine validate recipes/");
    }
    if (dryRun && !fix) {
      throw usage("--dry-run shows what --fix would do", "Add --fix.");
    }
    if (fix && !dryRun && targets.contains(Target.any(Target.STDIN))) {
      throw usage("standard input cannot be rewritten", "Add --dry-run to see the diff.");
    }
    return targets;
  }

  private ValidateView view(Sources sources, Checks checks) {
    if (!fix) {
      var report = WholeReport.of(checks.check(sources.texts()), sources, sources.problems());
      return new ValidateView(report, List.of(), Map.of(), Wrote.NOT_ASKED, verbose);
    }
    var repair = Repair.of(checks::check, sources.texts(), _ -> true);
    var problems = new TreeMap<>(sources.problems());
    var diffs = new TreeMap<String, String>();
    for (var source : sources.files()) {
      var text = repair.texts().getOrDefault(source.name(), source.text());
      var diff = UnifiedDiff.of(source.name(), source.text(), text);
      var refused =
          dryRun || diff.isEmpty() ? java.util.Optional.<Problem>empty() : Rewrite.of(source, text);
      refused.ifPresent(problem -> problems.put(source.name(), problem));
      if (!diff.isEmpty() && refused.isEmpty()) {
        diffs.put(source.name(), diff);
      }
    }
    var done = repair.done().stream().filter(d -> diffs.containsKey(d.file())).toList();
    // A dry run repairs nothing, so that its findings and its exit code are of the files as they
    // are.
    var left = dryRun ? repair.found() : repair.report();
    return new ValidateView(
        WholeReport.of(left, sources, problems),
        done,
        diffs,
        dryRun ? Wrote.DRY_RUN : Wrote.FILES,
        verbose);
  }

  private void show(ValidateView view, boolean failed) {
    var printer = app.printer();
    switch (form) {
      case sarif -> printer.document(sarif().of(view.report()));
      case table -> {
        view.print(app.terminal());
        // A diff is for `patch`: what else there is to say goes beside it.
        if (view.wrote() == Wrote.DRY_RUN) {
          app.terminal().aside(view.summary());
        } else {
          app.terminal().line(view.summary());
        }
      }
      case json, yaml -> {
        if (failed) {
          printer.failure(
              format(),
              new CommandFailure(
                  Exit.USAGE,
                  "validate.findings",
                  view.summary(),
                  "Each finding says what to do.",
                  List.of(),
                  view));
        } else {
          printer.success(format(), view, view.summary());
        }
      }
    }
  }

  private Format format() {
    return form == Form.yaml ? Format.yaml : form == Form.json ? Format.json : Format.table;
  }

  private SarifLog sarif() {
    return new SarifLog(codes(), Version.number(), Docs.page(app.env(), "reference/checks.md"));
  }

  private static List<Code> codes() {
    var codes = new ArrayList<>(FileCode.all());
    codes.addAll(Codes.all());
    return codes;
  }

  private static Table checks() {
    var table = new Table("", "Code", "Severity", "Title");
    codes()
        .forEach(code ->
            table.row(code.id(), code.severity().name().toLowerCase(Locale.ROOT), code.title()));
    return table;
  }
}
