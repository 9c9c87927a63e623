package io.aimengine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Recipe;
import io.aimengine.flags.FlagContext;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every enabled column of every recipe of the catalog, with the newest version of its engine. The
/// commands are left in `target/argv` for `tools/parse_argv.py`, which asks the real parsers.
class RecipeLaunchTest {
  private static final Path ARGV = Path.of("target/argv");

  record Column(Recipe recipe, EngineVersion engine, int gpus, Recipe.Configuration settings) {
    @Override
    public String toString() {
      return recipe.id() + "-" + engine.engine().id() + "-" + gpus + "gpu";
    }
  }

  static Stream<Column> columns() {
    var columns = new ArrayList<Column>();
    for (var recipe : TestCatalog.CATALOG.recipes()) {
      recipe
          .engines()
          .forEach((engine, configurations) ->
              configurations.forEach((gpus, settings) -> {
                if (settings.enabled()) {
                  columns.add(new Column(recipe, newest(engine), gpus, settings));
                }
              }));
    }
    return columns.stream();
  }

  @ParameterizedTest
  @MethodSource("columns")
  void hasOnlyFlagsThatItsEngineTakesAsTheyAreWritten(Column column) throws IOException {
    var context = FlagContext.of(column.engine(), true, 192);
    var layer = FlagLayer.recipe(column.recipe().id(), column.settings().args());
    var checked = FlagLayers.merge(context, List.of(layer));
    assertThat(checked.problems()).isEmpty();
    keep(column, checked.arguments().argv());
  }

  private static void keep(Column column, List<String> flags) throws IOException {
    var model = column.recipe().checkpointId();
    var argv = new ArrayList<String>();
    switch (column.engine().engine()) {
      case VLLM -> argv.addAll(List.of("vllm", "serve", model));
      case SGLANG ->
          argv.addAll(List.of("python3", "-m", "sglang.launch_server", "--model-path", model));
      case LLAMACPP -> argv.addAll(List.of("llama-server", "--model", model));
    }
    argv.addAll(flags);
    Files.createDirectories(ARGV);
    Files.write(ARGV.resolve(column + ".txt"), argv);
  }

  private static EngineVersion newest(EngineVersion.Engine engine) {
    return TestCatalog.CATALOG.engines().stream()
        .filter(version -> version.engine() == engine)
        .findFirst()
        .orElseThrow();
  }
}
