package io.aimengine.embedded.http;

import io.aimengine.embedded.model.GenerationRequest;
import io.aimengine.embedded.model.QueueFullException;
import io.aimengine.embedded.model.TextModel;
import io.aimengine.embedded.model.TokenConstraint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// `/v1/chat/completions` and `/v1/completions`.
final class CompletionEndpoint implements Endpoint {

  /// What OpenAI and vLLM make of a text completion that does not say.
  private static final int DEFAULT_TEXT_TOKENS = 16;

  private final Shape shape;
  private final TextModel model;
  private final PromptReader prompts;
  private final WishReader wishes;
  private final SplittableRandom ids = new SplittableRandom();

  CompletionEndpoint(Shape shape, TextModel model, ModelNames names) {
    this.shape = shape;
    this.model = model;
    this.prompts = new PromptReader(model);
    this.wishes = new WishReader(names, model.facts());
  }

  @Override
  public void answer(Exchange exchange) throws IOException, InterruptedException {
    Fields fields = JsonText.object(exchange.body(EngineApi.MAX_BODY_BYTES));
    String promptField = shape == Shape.CHAT ? "messages" : "prompt";
    List<int[]> tokens =
        shape == Shape.CHAT ? List.of(prompts.messages(fields)) : prompts.prompts(fields);
    int longest = tokens.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
    int otherwise = shape == Shape.CHAT ? Integer.MAX_VALUE : DEFAULT_TEXT_TOKENS;
    Wish wish = wishes.read(fields, longest, promptField, otherwise);
    var answers = new ArrayList<Answer>();
    try {
      for (int[] prompt : tokens) {
        answers.add(start(prompt, wish));
      }
      deliver(exchange, wish, answers);
    } finally {
      answers.forEach(Answer::close);
    }
  }

  private Answer start(int[] prompt, Wish wish) {
    Optional<TokenConstraint> constraint = wish.grammar().map(this::constraint);
    var request = new GenerationRequest(prompt, wish.maxTokens(), wish.sampling(), constraint);
    try {
      return new Answer(model, model.generate(request), wish.stops());
    } catch (QueueFullException e) {
      constraint.ifPresent(TokenConstraint::close);
      throw e;
    }
  }

  private TokenConstraint constraint(String grammar) {
    try {
      return model.constraint(grammar);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest(
          "response_format", "'response_format' is more than this engine can follow.");
    }
  }

  private void deliver(Exchange exchange, Wish wish, List<Answer> answers)
      throws IOException, InterruptedException {
    var writer = new ReplyWriter(shape, newId(), System.currentTimeMillis() / 1000, wish.model());
    var deliverer = new Deliverer(exchange, writer);
    switch (wish.delivery()) {
      case STREAM -> deliverer.stream(answers, shape, wish.streamUsage());
      case WHOLE -> deliverer.whole(answers);
    }
  }

  private String newId() {
    synchronized (ids) {
      return HexFormat.of().toHexDigits(ids.nextLong())
          + HexFormat.of().toHexDigits(ids.nextLong());
    }
  }
}
