package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.explain.Bundle.Source;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Manifest;
import io.aimengine.spec.Manifests;
import io.aimengine.spec.Normalized;
import io.aimengine.spec.RecipeChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What a person asked for: the endpoints of a model id, a file, a folder or standard input.
final class Requests {
  private static final int MAX_BYTES = 4 << 20;

  private final App app;
  private final List<EndpointSpec> specs = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Integer> until = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();

  private Requests(App app) {
    this.app = app;
  }

  /// The endpoints, and what there is to say about the texts they came from. `until` is as long as
  /// `specs`: what was said up to the end of each. `sources` is all that was read.
  record Read(
      List<EndpointSpec> specs, List<Problem> problems, List<Integer> until, List<Source> sources) {

    /// The models that are asked for.
    List<String> models() {
      return specs.stream().map(spec -> spec.model().id()).distinct().toList();
    }

    /// What is said of one endpoint, or of the text before it.
    List<Problem> of(int index) {
      var last = index == specs.size() - 1 ? problems.size() : until.get(index);
      return problems.subList(index == 0 ? 0 : until.get(index - 1), last);
    }
  }

  /// Reads targets; any error stops the command with all problems at once.
  static Read read(App app, List<String> targets) {
    var requests = new Requests(app);
    targets.forEach(requests::target);
    return requests.whole(String.join(", ", targets));
  }

  /// The same; on a cluster, a name is that of an endpoint there.
  static Read read(App app, PlanOptions options, String target) {
    var named = target.matches("[a-z0-9][a-z0-9.-]*") && !target.matches(".*\\.(ya?ml|json)");
    if (options.cluster.isEmpty() || !named || Files.exists(app.directory().resolve(target))) {
      return read(app, List.of(target));
    }
    try (var look = KubeLook.open(app, options.cluster.get().kube)) {
      var tree = (ObjectNode) look.one(KubeKind.ENDPOINT, target);
      tree.remove("status");
      var requests = new Requests(app);
      requests.text("aimendpoint/" + target, tree.toString());
      return requests.whole(target);
    }
  }

  /// The same from what was read before.
  static Read again(App app, List<Source> sources) {
    var requests = new Requests(app);
    for (var source : sources) {
      switch (source.kind()) {
        case MODEL -> requests.model(source.name());
        case MANIFEST -> requests.text(source.name(), source.text());
      }
    }
    return requests.whole("what was read before");
  }

  private Read whole(String targets) {
    if (problems.stream().anyMatch(Problem::isError)) {
      throw CommandFailure.of(Exit.USAGE, problems);
    }
    if (specs.isEmpty()) {
      throw new CommandFailure(
          Exit.USAGE,
          "manifest.empty",
          "no AIMEndpoint in " + targets,
          "A manifest has `kind: AIMEndpoint`; see examples/local.");
    }
    return new Read(
        List.copyOf(specs), List.copyOf(problems), List.copyOf(until), List.copyOf(sources));
  }

  private void target(String target) {
    if (target.equals("-")) {
      text("(standard input)", bounded(app.in(), "(standard input)"));
      return;
    }
    var path = app.directory().resolve(target);
    if (Files.isDirectory(path) && !(isModelId(target) && manifests(path).isEmpty())) {
      folder(target, path);
    } else if (Files.isRegularFile(path)) {
      file(target, path);
    } else if (target.matches(".*\\.(ya?ml|json)")) {
      problems.add(
          Problem.error(
              "manifest.no-file",
              "",
              Mark.file(target),
              "there is no such file",
              "Check the path."));
    } else if (target.matches("[./~].*")) {
      problems.add(
          Problem.error(
              "manifest.no-file",
              "",
              Mark.file(target),
              "there is no such file or folder",
              "Check the path; a model is named by its id, org/name."));
    } else {
      model(target);
    }
  }

  private void model(String id) {
    sources.add(Source.model(id));
    add(EndpointNormalizer.ofModel(id));
  }

  private void add(Normalized normalized) {
    problems.addAll(normalized.problems());
    normalized
        .spec()
        .ifPresent(spec -> {
          specs.add(spec);
          until.add(problems.size());
        });
  }

  /// A folder of that name may lie here by chance: a checkout of the model, say.
  private static boolean isModelId(String target) {
    return target.matches("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");
  }

  private void folder(String name, Path folder) {
    try {
      manifests(folder)
          .forEach(entry -> file(Path.of(name, entry.getFileName().toString()).toString(), entry));
    } catch (UncheckedIOException e) {
      unreadable(name, new IOException(e));
    }
  }

  private static List<Path> manifests(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("[^.].*\\.(ya?ml|json)"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void file(String name, Path path) {
    try (var in = Files.newInputStream(path)) {
      text(name, bounded(in, name));
    } catch (IOException e) {
      unreadable(name, e);
    }
  }

  private void unreadable(String name, IOException e) {
    problems.add(
        Problem.error(
            "manifest.unreadable",
            "",
            Mark.file(name),
            "cannot be read: " + e.getClass().getSimpleName().replace("Exception", ""),
            "Check its permissions."));
  }

  private String bounded(java.io.InputStream in, String name) {
    try {
      var bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        problems.add(
            Problem.error(
                "manifest.too-large", "", Mark.file(name), "larger than 4 MiB", "Split the file."));
        return "";
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      unreadable(name, e);
      return "";
    }
  }

  /// A recipe file that a manifest names lies beside the manifest.
  private static EndpointSpec beside(String name, EndpointSpec spec) {
    return spec.wishes().recipe() instanceof RecipeChoice.File(var path) && !name.startsWith("(")
        ? spec.withWishes(
            spec.wishes()
                .withRecipe(new RecipeChoice.File(Path.of(name).resolveSibling(path).toString())))
        : spec;
  }

  private void text(String name, String text) {
    sources.add(Source.manifest(name, text));
    var manifests = Manifests.read(name, text);
    problems.addAll(manifests.problems());
    var recipes = new OwnRecipes(manifests.documents());
    for (var manifest : manifests.documents()) {
      switch (manifest.kind()) {
        case ENDPOINT -> {
          var read = EndpointNormalizer.normalize(manifest.node());
          var spec = read.spec().map(found -> recipes.bring(beside(name, found)));
          add(new Normalized(spec, read.problems()));
        }
        case RECIPE, CACHE -> {}
      }
    }
    manifests.documents().stream()
        .filter(manifest -> manifest.kind() != Manifest.Kind.ENDPOINT)
        .filter(manifest -> !recipes.isUsed(manifest))
        .forEach(this::leftAlone);
  }

  private void leftAlone(Manifest manifest) {
    problems.add(
        Problem.note(
            "manifest.other-kind",
            "kind",
            manifest.node().mark(),
            manifest.kind().id() + " " + manifest.name() + " is left alone here",
            "It takes effect in a cluster."));
  }
}
