package io.aimengine.cli;

import picocli.CommandLine.Option;

/// Options that every command has.
final class Common {
  @Option(
      names = {"--format", "-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  Format format = Format.table;

  @Option(
      names = "--catalog",
      paramLabel = "DIR",
      description = "A folder laid over the shipped catalog (env AIM_CATALOG)")
  String catalog = "";

  @Option(
      names = {"--debug", "--verbose"},
      description = "Say more; a defect's stack trace too (env AIM_DEBUG=1)")
  boolean debug;
}
