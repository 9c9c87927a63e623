package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.launch.Launches;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Goal;
import io.aimengine.spec.Wishes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every command that the catalog and the generator give: all checkpoints on all accelerators, for
/// each engine version, GPU count and goal. `./check engines` runs it (`-Dcommands=FOLDER`,
/// minutes) and feeds what it leaves in the folder, one JSON line per command, to the real parsers.
@EnabledIfSystemProperty(named = "commands", matches = ".+")
class EveryCommandTest {
  private static final Catalog CATALOG = Catalogs.builtin();
  private static final Path FOLDER = Path.of(System.getProperty("commands", "target/commands"));

  static Stream<EngineVersion> versions() {
    return CATALOG.engines().stream().filter(v -> v.engine() != Engine.LLAMACPP);
  }

  /// What is planned can be launched, whatever the goal.
  @ParameterizedTest
  @MethodSource("versions")
  void launchesWhateverItPlans(EngineVersion version) throws IOException {
    Files.createDirectories(FOLDER);
    var file = FOLDER.resolve(version.label().replace(' ', '-').replace('+', '-') + ".jsonl");
    try (var out = Files.newBufferedWriter(file)) {
      var dump = new Dump(version, new OneVersion(CATALOG, version), new HashSet<>(), out);
      for (var accelerator : CATALOG.accelerators()) {
        if (ServingEngines.platform(accelerator) == version.platform()) {
          CATALOG.models().forEach(model -> dump.model(model, accelerator));
        }
      }
      assertThat(dump.seen).isNotEmpty();
    }
  }

  private record Dump(EngineVersion version, Catalog catalog, Set<List<String>> seen, Writer out) {
    void model(Model model, Accelerator accelerator) {
      var machine = accelerator.kind() == Accelerator.Kind.CPU ? "" : "8x";
      var inventory = InventoryReader.shorthand(machine + accelerator.name(), catalog).inventory();
      for (var checkpoint : model.checkpoints()) {
        for (var goal : Goal.values()) {
          checkpoint(model, checkpoint, accelerator, goal, inventory);
        }
      }
    }

    private void checkpoint(
        Model model,
        Checkpoint checkpoint,
        Accelerator accelerator,
        Goal goal,
        Inventory inventory) {
      var wishes =
          Wishes.none()
              .withHardware(accelerator.name())
              .withEngines(List.of(version.engine()))
              .withGoal(goal);
      var named = new EndpointSpec.ModelRef(checkpoint.id(), "", "");
      var spec = new EndpointSpec("endpoint", "default", named, wishes, 1);
      var wanted = Wanted.of(spec);
      var judge = new Judge(wanted, inventory, Rules.all());
      new Candidates(catalog, wanted, inventory, model)
          .all(List.of()).stream()
              .map(judge::judge)
              .filter(Judge.Judged::accepted)
              .forEach(judged -> command(spec, judged));
    }

    private void command(EndpointSpec spec, Judge.Judged judged) {
      var candidate = judged.candidate();
      var plan = new Plan(spec, candidate, judged.verdict().memory(), Place.on("node"), 1);
      var launched = Launches.of(plan, LaunchOptions.process());
      assertThat(launched.launch())
          .as("%s: %s", candidate.label(), launched.problems())
          .isPresent();
      launched
          .launch()
          .map(l -> l.command())
          .filter(seen::add)
          .ifPresent(argv -> {
            var line = JsonNodeFactory.instance.objectNode();
            line.put("label", candidate.label() + " for " + spec.wishes().goal().id());
            line.put("origin", candidate.origin().name());
            argv.forEach(line.putArray("argv")::add);
            write(line + "\n");
          });
    }

    private void write(String line) {
      try {
        out.write(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
