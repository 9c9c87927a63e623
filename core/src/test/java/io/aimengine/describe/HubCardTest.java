package io.aimengine.describe;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import io.aimengine.describe.CardFile.Existing;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HubCardTest {
  private static final String PAGE = "https://hub.example/acme/Tiny-1B";
  private static final String README =
      """
      ---
      license: apache-2.0
      language: [en, de]
      base_model: acme/Base-1B
      tags:
      - text-generation
      ---
      <p align="center"><img src="logo.png"></p>

      # Tiny-1B

      ![badge](https://x/y.svg)

      ## Introduction

      **Tiny** is a small model that [we](https://acme.example) trained to answer short questions
      politely in two languages. It is meant for tests.

      ```python
      print("no words of ours")
      ```

      ## Intended uses & limitations

      - Answers short questions in English and German.
      - Knows nothing after 2024.

      ## Bias, Risks, and Limitations

      It may repeat what it read.

      ## Evaluation

      | a | b |
      |---|---|
      | 1 | 2 |
      """;

  @Test
  void readsFrontMatterAndSections() {
    var card = HubCard.read(PAGE, README);
    assertThat(card.licence()).isEqualTo("apache-2.0");
    assertThat(card.languages()).containsExactly("en", "de");
    assertThat(card.baseModels()).containsExactly("acme/Base-1B");
    assertThat(card.tags()).containsExactly("text-generation");
    assertThat(card.card().overview())
        .isEqualTo(
            "Tiny is a small model that we trained to answer short questions politely in two"
                + " languages. It is meant for tests.");
    assertThat(card.card().intendedUse())
        .containsExactly(
            "Answers short questions in English and German.",
            "Knows nothing after 2024.",
            "Languages: en, de");
    assertThat(card.card().limitations()).contains("It may repeat what it read.");
    assertThat(card.card().evaluation()).isEmpty();
    assertThat(card.card().references()).containsExactly(PAGE, "https://hub.example/acme/Base-1B");
  }

  @Test
  void aReadmeWithoutWordsIsNoCard() {
    assertThat(HubCard.read(PAGE, "").card().overview()).isEmpty();
    assertThat(HubCard.read(PAGE, "---\nlicense: mit\n---\n# x\n").licence()).isEqualTo("mit");
    assertThat(HubCard.read(PAGE, "---\n[broken\n---\n# x\n").licence()).isEmpty();
    assertThat(HubCard.read(PAGE, "---\nlicense: mit\n").card().overview()).isEmpty();
  }

  private static String modelFile() {
    var config = DescriberTest.resource("llama-3.1-8b.json");
    var model =
        Describer.describe(ModelFiles.bare("acme/Tiny-1B", "x", config)).model().orElseThrow();
    return ModelFile.text(model, java.util.List.of()) + "# the end\n";
  }

  @Test
  void putsTheCardIntoAFileAndLeavesTheOtherLinesAlone() {
    var before = modelFile();
    var after =
        CardFile.put("m.yaml", before, HubCard.read(PAGE, README), Existing.KEEP).orElseThrow();
    var read = Catalogs.overlay(Catalogs.builtin(), Map.of("models/tiny-1b.yaml", after));
    assertThat(read.problems()).isEmpty();
    var model = read.catalog().model("acme/Tiny-1B").orElseThrow();
    assertThat(model.card().overview()).startsWith("Tiny is a small model");
    assertThat(model.licence()).isEqualTo("apache-2.0");
    assertThat(after.lines())
        .containsSubsequence(
            before.lines().filter(line -> !line.equals("license: unknown")).toList());
  }

  @Test
  void keepsOrReplacesACardThatIsThere() {
    var card = HubCard.read(PAGE, README);
    var once = CardFile.put("m.yaml", modelFile(), card, Existing.KEEP).orElseThrow();
    assertThat(CardFile.put("m.yaml", once, card, Existing.KEEP)).isEmpty();
    assertThat(CardFile.put("m.yaml", once, card, Existing.REPLACE)).contains(once);
  }

  @Test
  void hostileTextStaysText() {
    var evil = README.replace("politely", "\u001b[2J \"quoted\": {x} # no\\n");
    var text =
        CardFile.put("m.yaml", modelFile(), HubCard.read(PAGE, evil), Existing.KEEP).orElseThrow();
    assertThat(text).doesNotContain("\u001b");
    assertThat(Catalogs.overlay(Catalogs.builtin(), Map.of("models/t.yaml", text)).problems())
        .isEmpty();
  }
}
