package io.aimengine.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command without a subcommand: shows help.
@Command(
    name = "aim-engine",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "One manifest in; a planned, running, OpenAI-compatible endpoint out, with the reasons.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine launch HuggingFaceTB/SmolLM2-135M-Instruct       no GPU needed",
      "  aim-engine plan Qwen/Qwen3-32B --hardware 8xMI300X          what would run, and why",
      "  aim-engine apply -f endpoint.yaml                           a manifest, on this machine",
      "  aim-engine status                                           what runs here",
      "",
      "Exit codes: 0 ok, 1 general, 2 manifest or usage, 3 accelerator, 4 infeasible or launch"
          + " failed, 5 cache, 6 network, 7 permission,"
          + " 8 drift"
    },
    subcommands = {
      PlanCommand.class,
      ExplainCommand.class,
      SuggestCommand.class,
      DriftCommand.class,
      FitCommand.class,
      RenderCommand.class,
      LaunchCommand.class,
      ApplyCommand.class,
      DeleteCommand.class,
      ListCommand.class,
      GetCommand.class,
      DescribeCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      StopCommand.class,
      TestCommand.class,
      ValidateCommand.class,
      RecipeCommand.class,
      ShowCommand.class,
      GenerateCommand.class,
      FetchCommand.class,
      ShowConfigCommand.class,
      SnippetCommand.class,
      CacheCommand.class,
      KeysCommand.class,
      UsageCommand.class,
      DoctorCommand.class,
      GatewayCommand.class,
      OperatorCommand.class,
      InstallCommand.class,
      DebugCommand.class,
      CompletionCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class,
      OldSpellings.ListRecipes.class,
      OldSpellings.Generate.class
    })
final class Root implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
