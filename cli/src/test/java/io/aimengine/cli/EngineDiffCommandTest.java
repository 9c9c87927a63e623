package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.flags.EngineDiff;
import io.aimengine.flags.EngineDiff.Broken;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineDiffCommandTest {
  @TempDir private Path folder;

  @Test
  void saysTheResultInTheFirstLineAndCountsNegations() {
    var diff = diff(Catalogs.builtin());
    var negations = diff.changed().stream().filter(EngineDiff.Change::isNegation).count();
    var ran = aim("debug", "engine-diff", "vllm", "0.32.0", "0.33.0");

    assertThat(negations).isPositive();
    assertThat(ran.out().lines().findFirst())
        .hasValueSatisfying(line ->
            assertThat(line)
                .startsWith(
                    "vllm 0.32.0 -> 0.33.0: %d flags gone, %d new, "
                        .formatted(diff.gone().size(), diff.added().size()))
                .endsWith("; breaks no recipe"));
    assertThat(ran.out())
        .endsWith(negations + " more switches have another negation: --verbose lists them\n")
        .doesNotContain("\nnegation ");
    assertThat(aim("debug", "engine-diff", "vllm", "0.32.0", "0.33.0", "--verbose").out())
        .contains("\nnegation ");
  }

  @Test
  void namesTheRecipesThatBreakAndNoMoreThanFive() {
    var broken =
        IntStream.range(0, 14).mapToObj(i -> new Broken("r" + i / 2, 1 + i % 2, "no")).toList();
    var diff = new EngineDiff(List.of("--a"), List.of(), List.of(), broken);

    assertThat(new EngineDiffView("x 1 -> 2", diff, false).headline())
        .isEqualTo(
            "x 1 -> 2: 1 flag gone, 0 new, 0 changed; breaks 7 recipes: r0, r1, r2, r3, r4, …");
  }

  @Test
  void anEngineThatNobodyKnowsIsToldWhichAre() {
    var ran = aim("debug", "engine-diff", "tgi", "1", "2");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("tgi is no engine that we know", "vllm, sglang, llamacpp");
  }

  private static EngineDiff diff(Catalog catalog) {
    return EngineDiff.of(
        catalog,
        catalog.engine(Engine.VLLM, "0.32.0").orElseThrow(),
        catalog.engine(Engine.VLLM, "0.33.0").orElseThrow());
  }

  private InProcess.Ran aim(String... args) {
    return InProcess.in(folder).run(args);
  }
}
