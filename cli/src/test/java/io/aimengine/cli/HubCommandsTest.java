package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands that ask a hub, against one on loopback.
final class HubCommandsTest {
  private static final String README =
      """
      ---
      license: mit
      ---
      # Tiny

      Tiny is a small model that somebody trained in order to answer short questions politely.

      ## Limitations

      Knows nothing of yesterday's news.
      """;

  @TempDir private Path folder;
  private FakeModelHub hub;
  private InProcess aim;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeModelHub();
    hub.file("acme/Tiny-14B", "config.json", GenerateCommandTest.CONFIG)
        .file("acme/Tiny-14B", "README.md", README)
        .file("acme/Mute", "config.json", "{}");
    aim = InProcess.in(folder).with("HF_ENDPOINT", hub.endpoint());
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void aModelOfTheHubIsDescribedPlannedAndGivenACard() throws IOException {
    var made = aim.run("generate", "recipe", "acme/Tiny-14B", "--output", "mine");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(
            aim.run("plan", "acme/Tiny-14B", "--catalog", "mine", "--hardware", "1xMI300X").exit())
        .isZero();

    var filled = aim.run("fetch", "model-cards", "--models-dir", "mine/models");
    assertThat(filled.exit()).as(filled.err()).isZero();
    assertThat(filled.out()).contains("acme/Tiny-14B", "filled mine/models/tiny-14b.yaml");
    var text = Files.readString(folder.resolve("mine/models/tiny-14b.yaml"));
    assertThat(text).contains("overview: \"Tiny is a small model", "yesterday's news");
    assertThat(aim.run("fetch", "model-cards", "--models-dir", "mine/models").out())
        .contains("has a card already");
  }

  @Test
  void showsACardWithoutWritingAnything() {
    var shown = aim.run("fetch", "model-cards", "acme/Tiny-14B", "-o", "json");
    assertThat(shown.exit()).as(shown.err()).isZero();
    var card = shown.data().path(0).path("card");
    assertThat(card.path("licence").asText()).isEqualTo("mit");
    assertThat(card.path("limitations").path(0).asText()).contains("yesterday's news");
  }

  @Test
  void oneModelsFailureIsToldAndTheOthersGoOn() {
    var ran = aim.run("fetch", "model-cards", "acme/gated", "acme/Mute", "acme/Tiny-14B");
    assertThat(ran.exit()).isEqualTo(7);
    assertThat(ran.out()).contains("is gated", "says nothing", "Tiny is a small model");
    assertThat(ran.err()).contains("HF_TOKEN");
  }

  @Test
  void anUnknownModelAndAGatedOneHaveTheirOwnExitCodes() {
    assertThat(aim.run("generate", "recipe", "acme/None").exit()).isEqualTo(5);
    var gated = aim.run("generate", "recipe", "acme/gated");
    assertThat(gated.exit()).isEqualTo(7);
    assertThat(gated.err()).contains("HF_TOKEN");
    var empty = aim.run("generate", "recipe", "acme/Mute");
    assertThat(empty.exit()).isEqualTo(2);
    assertThat(empty.err()).contains("missing");
  }
}
