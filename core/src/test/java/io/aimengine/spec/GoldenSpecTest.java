package io.aimengine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A case is a folder: `manifest.yaml` gives `spec.txt` (when it is accepted) and `problems.txt`
/// (when there is something to say). `-Dgolden.rewrite=true` writes them anew.
class GoldenSpecTest {
  static final Path CASES = Path.of("src/test/resources/spec");
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");

  static Stream<Path> cases() throws IOException {
    try (var folders = Files.list(CASES)) {
      return folders.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatTheGoldenFilesSay(Path folder) throws IOException {
    var text = Files.readString(folder.resolve("manifest.yaml"));
    var wanted = new TreeMap<String, String>();
    wanted.put("manifest.yaml", text);
    wanted.putAll(outcome(text));
    if (REWRITE) {
      rewrite(folder, wanted);
    }
    assertThat(files(folder)).containsExactlyInAnyOrderElementsOf(wanted.keySet());
    for (var file : wanted.entrySet()) {
      assertThat(Files.readString(folder.resolve(file.getKey())))
          .as(file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void thereIsACaseForEveryDialect() throws IOException {
    assertThat(cases().count()).isGreaterThanOrEqualTo(40);
  }

  private static Map<String, String> outcome(String text) {
    var manifests = Manifests.read("manifest.yaml", text);
    var problems = new ArrayList<>(manifests.problems());
    var specs = new ArrayList<String>();
    for (var manifest : manifests.documents()) {
      if (manifest.kind() == Manifest.Kind.ENDPOINT) {
        var normalized = EndpointNormalizer.normalize(manifest.node());
        problems.addAll(normalized.problems());
        normalized.spec().ifPresent(s -> specs.add(SpecText.of(s)));
      } else {
        specs.add("%s %s\n".formatted(manifest.kind().id(), manifest.name()));
      }
    }
    var files = new TreeMap<String, String>();
    if (!specs.isEmpty()) {
      files.put("spec.txt", String.join("---\n", specs));
    }
    if (!problems.isEmpty()) {
      files.put("problems.txt", print(problems));
    }
    return files;
  }

  private static String print(List<Problem> problems) {
    return problems.stream()
        .map(p ->
            "%s %s %s %s\n  %s\n%s"
                .formatted(
                    p.severity(),
                    p.code(),
                    p.path(),
                    p.mark(),
                    p.message(),
                    p.hint().isEmpty() ? "" : "  hint: " + p.hint() + "\n"))
        .collect(Collectors.joining());
  }

  private static List<String> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  private static void rewrite(Path folder, Map<String, String> wanted) throws IOException {
    for (var name : List.of("spec.txt", "problems.txt")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    for (var file : wanted.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }
}
