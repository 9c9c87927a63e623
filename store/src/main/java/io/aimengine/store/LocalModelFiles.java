package io.aimengine.store;

import io.aimengine.describe.Gguf;
import io.aimengine.describe.ModelFiles;
import io.aimengine.describe.Safetensors;
import io.aimengine.describe.Tensors;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The small files of a model in a local folder, and the headers of its weights; never the weights.
public final class LocalModelFiles {
  static final int LARGEST_TEXT = 32 << 20;
  private static final int MOST_FILES = 2000;

  private LocalModelFiles() {}

  /// From a folder with a config.json, or from a config.json alone.
  public static ModelFiles read(Path path, String id) {
    try {
      return Files.isDirectory(path) ? folder(path, id) : bare(path, id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The header of a GGUF file.
  public static Gguf gguf(Path file) {
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      var read = Gguf.read(in);
      return read.gguf()
          .orElseThrow(() ->
              new StoreException(
                  StoreCode.BAD_REQUEST,
                  file + " is no GGUF file: " + read.problem(),
                  "fetch it again, or name another"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelFiles bare(Path config, String id) throws IOException {
    return ModelFiles.bare(id, config.toString(), text(config));
  }

  private static ModelFiles folder(Path folder, String id) throws IOException {
    var config = folder.resolve("config.json");
    if (!Files.isRegularFile(config)) {
      throw new StoreException(
          StoreCode.NOT_FOUND,
          folder + " has no config.json",
          "name a folder as the hub has it, a config.json, or a .gguf file");
    }
    var names = names(folder);
    var index = Safetensors.index(text(folder.resolve("model.safetensors.index.json")));
    return new ModelFiles(
        id,
        folder.toString(),
        names.stream().anyMatch(name -> name.endsWith(".safetensors")) ? uri(folder) : "",
        text(config),
        text(folder.resolve("tokenizer_config.json")),
        text(folder.resolve("chat_template.jinja")),
        names,
        tensors(folder, names, index.map(Safetensors.Index::files).orElse(List.of())),
        index.map(Safetensors.Index::totalSize).orElse(0L),
        ModelFiles.Hub.NONE);
  }

  private static String uri(Path folder) {
    return folder.toAbsolutePath().normalize().toUri().toString().replaceFirst("/$", "");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().limit(MOST_FILES).toList();
    }
  }

  /// Of all files of the index, or of every safetensors file; nothing when one of them is not here.
  private static Optional<Tensors> tensors(Path folder, List<String> names, List<String> indexed)
      throws IOException {
    var wanted =
        indexed.isEmpty()
            ? HubFiles.needed(names).stream().filter(n -> n.endsWith(".safetensors")).toList()
            : indexed;
    var all = new ArrayList<Tensors>();
    for (var name : wanted) {
      var file = folder.resolve(RelativePath.check(name));
      var header = Files.isRegularFile(file) ? header(file) : Optional.<Tensors>empty();
      if (header.isEmpty()) {
        return Optional.empty();
      }
      all.add(header.get());
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(Tensors.of(all));
  }

  private static Optional<Tensors> header(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var length = Safetensors.headerLength(in.readNBytes(Safetensors.PREFIX));
      if (length.isEmpty()) {
        throw new StoreException(
            StoreCode.BAD_REQUEST, file + " is no safetensors file", "fetch it again");
      }
      var bytes = in.readNBytes(length.get().intValue());
      return Safetensors.header(bytes);
    }
  }

  /// "" when there is no such file.
  private static String text(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(LARGEST_TEXT + 1);
      if (bytes.length > LARGEST_TEXT) {
        throw new StoreException(
            StoreCode.BAD_REQUEST,
            file + " is larger than " + (LARGEST_TEXT >> 20) + " MiB",
            "this is no description of a model");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
