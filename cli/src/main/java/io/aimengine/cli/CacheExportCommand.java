package io.aimengine.cli;

import io.aimengine.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cache export`.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Pack stored models into one file, with checksums, for a machine without a network",
    footerHeading = "%nExamples:%n",
    footer = "  aim-engine cache export Qwen/Qwen3-32B --file qwen3.zip")
final class CacheExportCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "MODEL", arity = "1..*", description = "Stored models' ids")
  private List<String> models = new ArrayList<>();

  @Option(
      names = {"--file", "-f"},
      required = true,
      paramLabel = "FILE",
      description = "The bundle to write; must not exist")
  private String file = "";

  CacheExportCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var path = app.directory().resolve(file).toAbsolutePath().normalize();
    if (Files.exists(path)) {
      throw CommandFailure.usage(path + " exists already", "Name another file.");
    }
    try {
      var bytes = write(path);
      app.printer()
          .success(
              common.format,
              new Table("", "File", "Size").row(path.toString(), ModelFetch.bytes(bytes)),
              models.size() + " models packed");
      return Exit.OK.code();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file that bears the name is whole.
  private long write(Path path) throws IOException {
    var part = path.resolveSibling(path.getFileName() + ".part");
    try {
      try (var out = Files.newOutputStream(part)) {
        app.store().export(models, out, new ModelFetch(app.terminal()));
      }
      Files.move(part, path);
      return Files.size(path);
    } catch (IOException | StoreException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }
}
