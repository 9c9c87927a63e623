package io.aimengine.embedded.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatcherTest {

  private static final int CONTEXT = 100;

  private final FakeDecoder decoder = new FakeDecoder("The answer is 42.", 16);
  private final Batcher batcher = new Batcher(decoder, GenerationObserver.NONE, 2, CONTEXT, 3, 1);

  @AfterEach
  void stop() {
    decoder.steps.release(1000);
    batcher.close();
  }

  private static GenerationRequest request(String prompt, int maxTokens) {
    return new GenerationRequest(
        FakeDecoder.tokens(prompt), maxTokens, Sampling.greedy(), Optional.empty());
  }

  private static String text(Generation generation) throws InterruptedException {
    var bytes = new ByteArrayOutputStream();
    for (OptionalInt t = generation.next(); t.isPresent(); t = generation.next()) {
      bytes.write(t.getAsInt());
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited 20 s in vain");
      }
      Thread.sleep(1);
    }
  }

  @Test
  void continuesAPromptUntilTheModelEndsItsText() throws Exception {
    batcher.start();
    Generation generation = batcher.submit(request("question", 50));
    assertThat(text(generation)).isEqualTo("The answer is 42.");
    assertThat(generation.finish()).isEqualTo(Finish.STOP);
    assertThat(generation.generatedTokens()).isEqualTo(18);
  }

  @Test
  void stopsAtTheWantedLength() throws Exception {
    batcher.start();
    Generation generation = batcher.submit(request("question", 3));
    assertThat(text(generation)).isEqualTo("The");
    assertThat(generation.finish()).isEqualTo(Finish.LENGTH);
  }

  @Test
  void ignoresTheEndOfTextWhenAsked() throws Exception {
    batcher.start();
    var greedy = Sampling.greedy();
    var endless =
        new Sampling(
            0, 1, 0, 0, 0, 0, 1, greedy.seed(), greedy.logitBias(), Sampling.EndOfText.IGNORED);
    var request = new GenerationRequest(FakeDecoder.tokens("q"), 40, endless, Optional.empty());
    Generation generation = batcher.submit(request);
    assertThat(text(generation)).startsWith("The answer is 42.");
    assertThat(generation.finish()).isEqualTo(Finish.LENGTH);
    assertThat(generation.generatedTokens()).isEqualTo(40);
  }

  @Test
  void computesSeveralAtOnceWithPromptsLongerThanABatch() throws Exception {
    var generations = new ArrayList<Generation>();
    for (String prompt : List.of("a".repeat(40), "b".repeat(30), "c", "d".repeat(25))) {
      generations.add(batcher.submit(request(prompt, 50)));
      if (generations.size() == 2) {
        batcher.start();
        await(() -> batcher.load().running() == 2 || batcher.load().waiting() == 0);
      }
    }
    for (Generation generation : generations) {
      assertThat(text(generation)).isEqualTo("The answer is 42.");
    }
    assertThat(decoder.largestBatch.get()).isLessThanOrEqualTo(16);
  }

  @Test
  void refusesWhenTooManyWait() {
    for (int i = 0; i < 3; i++) {
      batcher.submit(request("q", 5));
    }
    assertThatThrownBy(() -> batcher.submit(request("q", 5)))
        .isInstanceOf(QueueFullException.class);
    assertThat(batcher.load().waiting()).isEqualTo(3);
  }

  @Test
  void refusesWhatCannotFitTheContext() {
    assertThatThrownBy(() -> batcher.submit(request("q".repeat(90), 10)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClosedGenerationFreesItsSlotForTheNextInLine() throws Exception {
    decoder.steps.drainPermits();
    batcher.start();
    Generation first = batcher.submit(request("one", 50));
    Generation second = batcher.submit(request("two", 50));
    Generation third = batcher.submit(request("three", 50));
    decoder.steps.release(3);
    await(() -> batcher.load().waiting() == 1);
    first.close();
    decoder.steps.release(1000);
    assertThat(text(third)).isEqualTo("The answer is 42.");
    text(first);
    assertThat(first.finish()).isEqualTo(Finish.ABORT);
    assertThat(text(second)).isEqualTo("The answer is 42.");
    await(() -> batcher.load().running() == 0);
  }

  @Test
  void aGenerationClosedWhileWaitingNeverRuns() throws Exception {
    Generation waiting = batcher.submit(request("one", 50));
    waiting.close();
    batcher.start();
    assertThat(waiting.next()).isEmpty();
    assertThat(decoder.decodedTokens.get()).isZero();
  }

  @Test
  void aStopStringCountsAsAStop() throws Exception {
    decoder.steps.drainPermits();
    batcher.start();
    Generation generation = batcher.submit(request("one", 50));
    decoder.steps.release(2);
    generation.next();
    generation.stop();
    decoder.steps.release(1000);
    text(generation);
    assertThat(generation.finish()).isEqualTo(Finish.STOP);
  }

  @Test
  void computesOnlyTheNewPartOfAConversation() throws Exception {
    batcher.start();
    text(batcher.submit(request("a long first turn", 50)));
    int before = decoder.decodedTokens.get();
    var longer = new int[17 + 20];
    System.arraycopy(FakeDecoder.tokens("a long first turn"), 0, longer, 0, 17);
    java.util.Arrays.fill(longer, 17, 36, 'x');
    longer[36] = FakeDecoder.END_OF_PROMPT;
    Generation next =
        batcher.submit(new GenerationRequest(longer, 1, Sampling.greedy(), Optional.empty()));
    assertThat(text(next)).isEqualTo("T");
    assertThat(next.reusedTokens()).isEqualTo(17);
    assertThat(decoder.decodedTokens.get() - before).isEqualTo(20);
  }

  @Test
  void aFragmentedCacheIsFilledInSmallerParts() throws Exception {
    decoder.largestPart = 3;
    batcher.start();
    assertThat(text(batcher.submit(request("a question of some length", 50))))
        .isEqualTo("The answer is 42.");
  }

  @Test
  void aFailureEndsWhatRunsAndTheEngineGoesOn() throws Exception {
    decoder.broken = true;
    batcher.start();
    Generation failed = batcher.submit(request("q", 50));
    assertThat(failed.next()).isEmpty();
    assertThat(failed.finish()).isEqualTo(Finish.ERROR);
    decoder.broken = false;
    assertThat(text(batcher.submit(request("q", 50)))).isEqualTo("The answer is 42.");
  }

  @Test
  void closingEndsEverything() throws Exception {
    Generation waiting = batcher.submit(request("q", 50));
    batcher.start();
    batcher.close();
    text(waiting);
    assertThatThrownBy(() -> batcher.submit(request("q", 5)))
        .isInstanceOf(QueueFullException.class);
  }
}
