package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCardTest {
  private static final String MODEL =
      CatalogFolder.text("models/qwen3-8b.yaml").replaceFirst("model_card:\n( +.*\n)+", "");
  private static final String CARD =
      """
      model_card:
        overview: A small model.
        intended_use: [Chat, Tools]
        limitations: [Knows little]
        training_data: Not published
        evaluation: ["MMLU: 76.9"]
        known_issues: [Repeats itself when asked greedily]
        references: ["https://huggingface.co/Qwen/Qwen3-8B"]
      """;

  @Test
  void isReadWithTheFieldsOfTheReference() {
    var read = Catalogs.overlay(Catalogs.builtin(), Map.of("models/a.yaml", MODEL + CARD));

    assertThat(read.problems()).isEmpty();
    var card = read.catalog().model("Qwen/Qwen3-8B").orElseThrow().card();
    assertThat(card.overview()).isEqualTo("A small model.");
    assertThat(card.intendedUse()).containsExactly("Chat", "Tools");
    assertThat(card.limitations()).containsExactly("Knows little");
    assertThat(card.trainingData()).isEqualTo("Not published");
    assertThat(card.evaluation()).containsExactly("MMLU: 76.9");
    assertThat(card.knownIssues()).hasSize(1);
    assertThat(card.references()).containsExactly("https://huggingface.co/Qwen/Qwen3-8B");
  }

  @Test
  void isEmptyWhereNobodyWroteOne() {
    var read = Catalogs.overlay(Catalogs.builtin(), Map.of("models/a.yaml", MODEL));
    assertThat(read.catalog().model("Qwen/Qwen3-8B").orElseThrow().card())
        .isEqualTo(ModelCard.EMPTY);
  }

  @Test
  void refusesAReferenceThatIsNoAddress() {
    var text = MODEL + CARD.replace("https://huggingface.co/Qwen/Qwen3-8B", "the paper");
    assertThat(CatalogText.read(Map.of("models/a.yaml", text)).problems())
        .extracting(Problem::path)
        .containsExactly("model_card.references.0");
  }

  @ParameterizedTest
  @CsvSource({
    "Apache 2.0, apache-2.0",
    "Apache-2.0, apache-2.0",
    "MIT, mit",
    "Meta RAIL, meta-rail",
    "llama3.1, llama3.1"
  })
  void aLicenceHasOneSpelling(String written, String id) {
    assertThat(Licences.id(written)).isEqualTo(id);
  }
}
