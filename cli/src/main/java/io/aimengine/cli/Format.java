package io.aimengine.cli;

/// How an answer is printed. `COMMAND` is the engine's bare command line, for `plan` only.
enum Format {
  table,
  json,
  yaml,
  command
}
