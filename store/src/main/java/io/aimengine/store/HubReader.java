package io.aimengine.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.describe.Describer;
import io.aimengine.describe.Description;
import io.aimengine.describe.Gguf;
import io.aimengine.describe.ModelFiles;
import io.aimengine.describe.Safetensors;
import io.aimengine.describe.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Describes models of a hub by their small files and the headers of their weights, which are asked
/// for by range; keeps nothing and fetches no weights.
public final class HubReader {
  /// Beyond so many files the index's own sum of tensor bytes has to do.
  private static final int MOST_HEADERS = 16;

  private static final int LARGEST_TEXT = 32 << 20;
  private static final int FIRST_HEAD = 1 << 20;
  private static final long LONGEST_GGUF = 512L << 20;
  private static final SourceContext QUIET = new Quiet();

  private final HubApi hub;
  private final Retry retry;

  HubReader(HubApi hub, Retry retry) {
    this.hub = hub;
    this.retry = retry;
  }

  /// What the hub knows of a model at one commit.
  private record Remote(HubUri uri, String commit, JsonNode metadata, Set<String> files) {}

  /// The hub that a user's environment names; refuses when the environment forbids the network.
  public static HubReader open(Map<String, String> environment, Path home, Clock clock) {
    return ModelStores.hub(environment, home, clock);
  }

  /// From `org/name`, `hf://org/name[@revision]`, or one of these with `/file.gguf` behind it.
  public Description describe(String id) {
    var uri = HubUri.parse(id.startsWith("hf://") ? id : "hf://" + id);
    return Failures.guard(
        Path.of("."),
        () -> {
          var remote = remote(uri);
          return uri.files().endsWith(".gguf") ? gguf(remote) : config(remote);
        });
  }

  /// The page where people read of a model, whatever mirror is asked.
  public static String page(String id) {
    return ModelStores.HUB + "/" + id;
  }

  /// The card of a model: its README with the front matter, "" when it has none.
  public String readme(String id) {
    var uri = HubUri.parse("hf://" + id);
    return Failures.guard(Path.of("."), () -> text(remote(uri), "README.md"));
  }

  private Remote remote(HubUri uri) throws IOException, InterruptedException {
    var metadata = retry.run(QUIET, () -> 0, () -> hub.metadata(uri));
    var files = new LinkedHashSet<String>();
    for (var file : metadata.path("siblings")) {
      files.add(RelativePath.check(file.path("rfilename").asText()));
    }
    return new Remote(uri, metadata.path("sha").asText(uri.revision()), metadata, files);
  }

  private Description config(Remote remote) throws IOException, InterruptedException {
    var id = remote.uri().repository();
    if (!remote.files().contains("config.json")) {
      var gguf = remote.files().stream().filter(f -> f.endsWith(".gguf")).findFirst();
      throw new StoreException(
          StoreCode.NOT_FOUND,
          id + " has no config.json",
          gguf.map(f -> "name one of its GGUF files: hf://" + id + "/" + f)
              .orElse("it is no model that can be described"));
    }
    var index = Safetensors.index(text(remote, "model.safetensors.index.json"));
    return Describer.describe(
        new ModelFiles(
            id,
            "hf://" + id + "@" + remote.commit(),
            "hf://" + id,
            text(remote, "config.json"),
            text(remote, "tokenizer_config.json"),
            text(remote, "chat_template.jinja"),
            List.copyOf(remote.files()),
            tensors(remote, index.map(Safetensors.Index::files).orElse(List.of())),
            index.map(Safetensors.Index::totalSize).orElse(0L),
            facts(remote.metadata())));
  }

  private static ModelFiles.Hub facts(JsonNode metadata) {
    var licence = metadata.at("/cardData/license").asText("");
    var gated = metadata.path("gated");
    return new ModelFiles.Hub(
        licence.equals("other") ? metadata.at("/cardData/license_name").asText(licence) : licence,
        metadata.path("pipeline_tag").asText(""),
        gated.isTextual() || gated.asBoolean(false));
  }

  private Optional<Tensors> tensors(Remote remote, List<String> indexed)
      throws IOException, InterruptedException {
    var single = remote.files().contains("model.safetensors");
    var wanted = !indexed.isEmpty() ? indexed : single ? List.of("model.safetensors") : indexed;
    if (wanted.isEmpty() || wanted.size() > MOST_HEADERS) {
      return Optional.empty();
    }
    var all = new ArrayList<Tensors>();
    for (var name : wanted) {
      var header = header(remote, RelativePath.check(name));
      if (header.isEmpty()) {
        return Optional.empty();
      }
      all.add(header.get());
    }
    return Optional.of(Tensors.of(all));
  }

  /// Most headers are in the first mebibyte; a longer one is asked for again, whole.
  private Optional<Tensors> header(Remote remote, String name)
      throws IOException, InterruptedException {
    var first = head(remote, name, FIRST_HEAD, body -> body.readNBytes(FIRST_HEAD));
    var length = Safetensors.headerLength(first).orElse(0L);
    var end = Safetensors.PREFIX + length;
    if (length == 0) {
      return Optional.empty();
    }
    var whole =
        end <= first.length ? first : head(remote, name, end, body -> body.readNBytes((int) end));
    return whole.length < end
        ? Optional.empty()
        : Safetensors.header(Arrays.copyOfRange(whole, Safetensors.PREFIX, (int) end));
  }

  private Description gguf(Remote remote) throws IOException, InterruptedException {
    var name = remote.uri().files();
    if (!remote.files().contains(name)) {
      throw new StoreException(
          StoreCode.NOT_FOUND,
          remote.uri().repository() + " has no file " + name,
          "see its list of files");
    }
    var read = head(remote, name, LONGEST_GGUF, Gguf::read);
    var from = "hf://" + remote.uri().repository() + "/" + name;
    var gguf =
        read.gguf()
            .orElseThrow(() ->
                new StoreException(
                    StoreCode.BAD_REQUEST, from + " is no GGUF file: " + read.problem(), ""));
    return Describer.describe(remote.uri().repository(), from, from, gguf);
  }

  /// "" when the model has no such file.
  private String text(Remote remote, String name) throws IOException, InterruptedException {
    if (!remote.files().contains(name)) {
      return "";
    }
    var bytes = head(remote, name, LARGEST_TEXT + 1, body -> body.readNBytes(LARGEST_TEXT + 1));
    if (bytes.length > LARGEST_TEXT) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          String.format(Locale.ROOT, "%s is larger than %d MiB", name, LARGEST_TEXT >> 20),
          "this is no description of a model");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private <T> T head(Remote remote, String name, long length, HubApi.Reading<T> reading)
      throws IOException, InterruptedException {
    return retry.run(
        QUIET, () -> 0, () -> hub.head(remote.uri(), remote.commit(), name, length, reading));
  }

  /// Nobody watches some kilobytes.
  private static final class Quiet implements SourceContext {
    @Override
    public void retrying(String reason, int attempt, Duration pause) {}

    @Override
    public void moved(String file, long bytes) {}

    @Override
    public void resumed(long bytes) {}
  }
}
