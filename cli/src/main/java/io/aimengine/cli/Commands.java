package io.aimengine.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Builds the command tree and is the outer edge: nothing but an exit code leaves it.
final class Commands {
  private Commands() {}

  static int run(App app, String... args) {
    return line(app).execute(args);
  }

  static CommandLine line(App app) {
    var line = new CommandLine(new Root(), new Factory(app));
    older(line, app, "serve", LaunchCommand.class);
    older(line, app, "select-recipe", PlanCommand.class);
    older(line, app, "show-configurations", ShowConfigCommand.class);
    everyCommandKnowsItsVersion(line);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(Math.max(80, Math.min(app.terminal().width(), 120)));
    line.setOut(writer(app.terminal().out()));
    line.setErr(writer(app.terminal().err()));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            app.terminal().interactive() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler(misuse(app));
    line.setExecutionExceptionHandler(failure(app));
    return line;
  }

  /// The same command under the name that older guides use; help does not show it.
  private static void older(CommandLine line, App app, String name, Class<?> command) {
    var again = new CommandLine(command, new Factory(app));
    again.getCommandSpec().usageMessage().hidden(true);
    line.addSubcommand(name, again);
  }

  private static void everyCommandKnowsItsVersion(CommandLine line) {
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands().values().forEach(Commands::everyCommandKnowsItsVersion);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static IParameterExceptionHandler misuse(App app) {
    return (exception, args) -> {
      var command = exception.getCommandLine();
      var format = formatOf(args);
      var hint = new StringBuilder();
      var similar =
          UnmatchedArgumentException.class.isInstance(exception)
              ? ((UnmatchedArgumentException) exception).getSuggestions()
              : java.util.List.<String>of();
      if (!similar.isEmpty()) {
        hint.append("Did you mean ").append(similar.getFirst()).append("? ");
      }
      hint.append("See: ").append(command.getCommandSpec().qualifiedName()).append(" --help");
      app.printer().failure(format, CommandFailure.usage(message(exception), hint.toString()));
      return Exit.USAGE.code();
    };
  }

  private static String message(ParameterException exception) {
    var text = exception.getMessage();
    return text == null ? "the arguments cannot be read" : text.lines().findFirst().orElse(text);
  }

  private static IExecutionExceptionHandler failure(App app) {
    return (exception, command, parsed) -> {
      var format = formatOf(parsed);
      if (exception instanceof CommandFailure known) {
        app.printer().failure(format, known);
        return known.exit().code();
      }
      var known = Failures.translate(exception);
      app.printer().failure(format, known);
      if (app.debug(parsed.originalArgs())) {
        exception.printStackTrace(app.terminal().err());
      }
      return known.exit().code();
    };
  }

  private static Format formatOf(ParseResult parsed) {
    return formatOf(parsed.originalArgs().toArray(String[]::new));
  }

  /// The format asked for, read even from arguments that do not parse.
  private static Format formatOf(String... args) {
    for (var i = 0; i < args.length; i++) {
      var arg = args[i];
      var named = arg.equals("--format") || arg.equals("-o") || arg.equals("--output");
      var value =
          named && i + 1 < args.length
              ? args[i + 1]
              : arg.replaceFirst("^(--format|--output|-o)=?", "");
      if ((named || !value.equals(arg))) {
        return Arrays.stream(Format.values())
            .filter(f -> f.name().equalsIgnoreCase(value))
            .findFirst()
            .orElse(Format.table);
      }
    }
    return Format.table;
  }

  /// Gives each command the one thing it needs.
  private record Factory(App app) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (var constructor : type.getDeclaredConstructors()) {
        if (Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {App.class})) {
          return type.cast(constructor.newInstance(app));
        }
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
