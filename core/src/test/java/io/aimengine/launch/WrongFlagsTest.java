package io.aimengine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.VersionRange;
import io.aimengine.flags.CheckedArguments;
import io.aimengine.flags.FlagContext;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Flags that recipes and documents of others hold and that are wrong: `wrong-flags.csv` says what
/// the real parser does with each, and what we do before it gets there. With `-Dcommands=FOLDER`
/// all of them, and what we make of them, are left for `./check engines`, which asks the real
/// parsers.
class WrongFlagsTest {
  record Wrong(Engine engine, List<String> written, VersionRange refused, boolean translated) {
    @Override
    public String toString() {
      return engine.id() + " " + String.join(" ", written);
    }

    Map<String, String> flags() {
      return Map.of(written.getFirst(), written.size() > 1 ? written.get(1) : "");
    }
  }

  static Stream<Wrong> wrong() throws IOException {
    try (var in =
        Objects.requireNonNull(WrongFlagsTest.class.getResourceAsStream("wrong-flags.csv"))) {
      var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1);
      return lines.map(WrongFlagsTest::row).toList().stream();
    }
  }

  private static Wrong row(String line) {
    var cells = Stream.of(line.split("\\|")).map(String::strip).toList();
    return new Wrong(
        Engine.parse(cells.get(0)).orElseThrow(),
        List.of(cells.get(1).split(" ")),
        refused(cells.get(2)),
        cells.get(3).equals("translated"));
  }

  /// `refused`, `accepted`, or `refused <0.33`: the versions whose parser refuses it.
  private static VersionRange refused(String said) {
    return switch (said) {
      case "refused" -> VersionRange.of(">=0");
      case "accepted" -> VersionRange.of("<0");
      default -> VersionRange.of(said.substring("refused ".length()));
    };
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void neverReachesAnEngineAsItIsWritten(Wrong wrong) {
    for (var version : versions(wrong.engine())) {
      var checked = read(version, wrong);
      assertThat(checked.hasErrors()).as("%s", checked.problems()).isEqualTo(!wrong.translated());
      assertThat(checked.problems()).isNotEmpty();
      assertThat(checked.arguments().argv()).isNotEqualTo(wrong.written());
    }
  }

  /// For `./check engines`.
  @Test
  @EnabledIfSystemProperty(named = "commands", matches = ".+")
  void areLeftForTheRealParsers() throws IOException {
    var folder = Files.createDirectories(Path.of(System.getProperty("commands", "")));
    for (var engine : List.of(Engine.VLLM, Engine.SGLANG)) {
      for (var version : versions(engine)) {
        var lines = new ArrayList<String>();
        for (var wrong : wrong().filter(w -> w.engine() == engine).toList()) {
          lines.add(
              line(
                  wrong + " as written",
                  engine,
                  wrong.written(),
                  wrong.refused().contains(version.version())));
          if (wrong.translated()) {
            var ours = read(version, wrong).arguments().argv();
            lines.add(line(wrong + " as we pass it", engine, ours, false));
          }
        }
        var name = "wrong-" + version.label().replace(' ', '-').replace('+', '-') + ".jsonl";
        Files.write(folder.resolve(name), lines);
      }
    }
  }

  private static String line(String label, Engine engine, List<String> flags, boolean refused) {
    var line = JsonNodeFactory.instance.objectNode().put("label", label).put("refused", refused);
    var argv = line.putArray("argv");
    var program =
        engine == Engine.VLLM
            ? List.of("vllm", "serve", "Qwen/Qwen3-32B")
            : List.of("python3", "-m", "sglang.launch_server", "--model-path", "Qwen/Qwen3-32B");
    program.forEach(argv::add);
    flags.forEach(argv::add);
    return line.toString();
  }

  private static CheckedArguments read(EngineVersion version, Wrong wrong) {
    var layer = FlagLayer.manifest("spec.customArgs", wrong.flags());
    return FlagLayers.merge(FlagContext.of(version, true, 192), List.of(layer));
  }

  private static List<EngineVersion> versions(Engine engine) {
    return TestCatalog.CATALOG.engines().stream().filter(v -> v.engine() == engine).toList();
  }
}
