package io.aimengine.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints a completion script for the shell.
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print a shell completion script (bash, zsh)",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(aim-engine completion bash)",
      "  aim-engine completion zsh > ~/.zsh/aim-engine.zsh"
    })
final class CompletionCommand implements Callable<Integer> {
  /// The shells that the script works in.
  enum Shell {
    bash,
    zsh
  }

  private final App app;

  @Parameters(index = "0", defaultValue = "bash", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  CompletionCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    if (shell == Shell.zsh) {
      app.terminal().line("autoload -U +X bashcompinit && bashcompinit");
    }
    app.terminal().line(AutoComplete.bash("aim-engine", Commands.line(app)));
    return Exit.OK.code();
  }
}
