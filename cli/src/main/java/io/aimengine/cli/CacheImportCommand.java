package io.aimengine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `cache import`.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Take the models of a bundle into the cache; every byte is checked",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine cache import qwen3.zip",
      "  ssh build-host cat qwen3.zip | aim-engine cache import -"
    })
final class CacheImportCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "FILE", description = "A bundle, or - for standard input")
  private String file = "";

  CacheImportCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var table = new Table("The bundle is empty.", "Model id");
    try (var in = open()) {
      app.store().importBundle(in, new ModelFetch(app.terminal())).forEach(table::row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    app.printer().success(common.format, table, table.size() + " models");
    return Exit.OK.code();
  }

  private InputStream open() throws IOException {
    return file.equals("-")
        ? app.in()
        : Files.newInputStream(app.directory().resolve(file).toAbsolutePath());
  }
}
