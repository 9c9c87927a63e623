package io.aimengine.embedded.http;

import io.aimengine.embedded.model.Finish;
import io.aimengine.embedded.model.Generation;
import io.aimengine.embedded.model.TextModel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;

/// The text of one generation as it comes, cut at stop strings.
final class Answer implements AutoCloseable {

  private final TextModel model;
  private final Generation generation;
  private final TextAssembler assembler;
  private boolean ended;
  private Finish finish = Finish.ABORT;
  private int taken;

  Answer(TextModel model, Generation generation, List<String> stops) {
    this.model = model;
    this.generation = generation;
    this.assembler = new TextAssembler(stops);
  }

  /// The next piece of text, which may be empty; nothing when the answer has ended.
  Optional<String> next(long millis) throws InterruptedException, TimeoutException {
    if (ended) {
      return Optional.empty();
    }
    OptionalInt token = generation.next(millis);
    if (token.isEmpty()) {
      ended = true;
      finish = generation.finish();
      taken = generation.generatedTokens();
      return Optional.of(assembler.end());
    }
    taken++;
    String text = assembler.add(model.piece(token.getAsInt()));
    if (assembler.isStopped()) {
      ended = true;
      finish = Finish.STOP;
      generation.stop();
    }
    return Optional.of(text);
  }

  Finish finish() {
    return finish;
  }

  ReplyWriter.Usage usage() {
    return new ReplyWriter.Usage(generation.promptTokens(), taken, generation.reusedTokens());
  }

  @Override
  public void close() {
    generation.close();
  }
}
