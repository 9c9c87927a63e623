package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What must hold for every model of the catalog.
class ModelFactsTest {
  private final Catalog catalog = Catalogs.builtin();

  @Test
  void thereAreManyModelsOfEachTask() {
    var byTask =
        catalog.models().stream()
            .collect(Collectors.groupingBy(Model::task, Collectors.counting()));
    assertThat(catalog.models()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(byTask.get(Model.Task.EMBEDDING)).isGreaterThanOrEqualTo(10);
    assertThat(byTask.get(Model.Task.RERANK)).isGreaterThanOrEqualTo(3);
  }

  @Test
  void everyModelHasACardALicenceAndSources() {
    assertThat(catalog.models())
        .allSatisfy(model -> {
          var card = model.card();
          assertThat(card.overview()).as(model.id()).hasSizeBetween(30, 400).endsWith(".");
          assertThat(card.intendedUse()).as(model.id()).isNotEmpty();
          assertThat(card.limitations()).as(model.id()).isNotEmpty();
          assertThat(card.references())
              .as(model.id())
              .contains("https://huggingface.co/" + model.id())
              .doesNotHaveDuplicates();
          assertThat(model.licence()).as(model.id()).matches("[a-z0-9][a-z0-9.-]*");
          assertThat(model.sources()).as(model.id()).isNotEmpty();
          assertThat(model.checkpoints()).allSatisfy(c -> assertThat(c.sources()).isNotEmpty());
        });
  }

  @Test
  void weightsAreAboutParametersTimesBits() {
    for (var model : catalog.models()) {
      for (var checkpoint : model.checkpoints()) {
        if (checkpoint.weightsBytes() == 0
            || checkpoint.format() == Format.GGUF
            || checkpoint.unsure().contains("weights_bytes")) {
          continue;
        }
        var arch = model.architecture();
        var embeddings = (long) arch.vocab() * arch.hidden() * (arch.tiedEmbeddings() ? 1 : 2);
        var vision = arch.vision().map(Model.Vision::parameters).orElse(0L);
        var whole = checkpoint.precision().bits() >= 16 ? 0 : embeddings + vision;
        var expected =
            (arch.parameters() - whole) * (checkpoint.precision().bits() / 8.0)
                + whole * 2.0
                + grouped(checkpoint, arch.parameters());
        assertThat(checkpoint.weightsBytes() / expected)
            .as("%s: weights against %s", checkpoint.id(), checkpoint.precision().id())
            .isBetween(0.85, 1.15);
      }
    }
  }

  /// A 16 bit scale for each group of 4 bit weights.
  private static double grouped(Checkpoint checkpoint, long parameters) {
    return checkpoint.precision() == Precision.INT4 && checkpoint.blockSize() > 0
        ? 2.0 * parameters / checkpoint.blockSize()
        : 0;
  }

  @Test
  void everyArchitectureIsOneThatAnEngineRegisters() {
    var known =
        catalog.engines().stream()
            .flatMap(version -> version.architectures().stream())
            .collect(Collectors.toSet());
    assertThat(catalog.models())
        .allSatisfy(m -> assertThat(known).as(m.id()).contains(m.architecture().className()));
  }

  @Test
  void layersOfTheAttentionGroupsAddUp() {
    assertThat(catalog.models())
        .allSatisfy(m ->
            assertThat(m.architecture().attention().stream().mapToInt(Attention::layers).sum())
                .as(m.id())
                .isEqualTo(m.architecture().layers()));
  }

  @Test
  void activeParametersAreNoMoreThanAll() {
    assertThat(catalog.models())
        .allSatisfy(m ->
            assertThat(m.architecture().active())
                .as(m.id())
                .isBetween(1L, m.architecture().parameters()));
  }

  @Test
  void thereAreIntegerCheckpointsThatAnEngineLoadsOnEveryGpuFamily() {
    var vllm = catalog.engine(Engine.VLLM, "0.33.0").orElseThrow();
    for (var precision : List.of(Precision.INT8, Precision.INT4)) {
      var checkpoints =
          all()
              .filter(c -> c.precision() == precision && c.format() == Format.SAFETENSORS)
              .toList();
      assertThat(checkpoints).as(precision.id()).hasSizeGreaterThanOrEqualTo(6);
      assertThat(checkpoints)
          .allSatisfy(c ->
              assertThat(List.of("gfx90a", "gfx942", "gfx950"))
                  .as(c.id())
                  .allMatch(gfx -> vllm.loads(gfx, c.quantization(), precision)));
    }
    assertThat(all().filter(c -> c.note().startsWith("w8a8")).count()).isGreaterThanOrEqualTo(6);
  }

  @Test
  void ggufTypesKeepTheirNameAndSayTheirPrecision() {
    assertThat(all().filter(c -> c.format() == Format.GGUF))
        .isNotEmpty()
        .allSatisfy(c ->
            assertThat(c.precision())
                .as("%s %s", c.id(), c.quantization())
                .isEqualTo(
                    switch (c.quantization()) {
                      case "F16" -> Precision.FP16;
                      case "BF16" -> Precision.BF16;
                      case String type when type.matches("Q[568].*") -> Precision.INT8;
                      case String type when type.matches("Q[234].*") -> Precision.INT4;
                      case String type -> throw new AssertionError("no GGUF type: " + type);
                    }));
  }

  @Test
  void noCheckpointOrAliasNamesTwoModels() {
    var names =
        catalog.models().stream()
            .flatMap(m ->
                Stream.concat(m.aliases().stream(), m.checkpoints().stream().map(Checkpoint::id)))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  private Stream<Checkpoint> all() {
    return catalog.models().stream().flatMap(model -> model.checkpoints().stream());
  }
}
