package io.aimengine.embedded.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// A model of bytes that always says the same, with the real batching before it.
public final class FakeTextModel implements TextModel {

  public static final int CONTEXT = 200;

  public final FakeDecoder decoder;
  private final Batcher batcher;
  private final ModelFacts facts;

  public FakeTextModel(String reply, ModelFacts.Task task, GenerationObserver observer) {
    decoder = new FakeDecoder(reply, 64);
    batcher = new Batcher(decoder, observer, 2, CONTEXT, 4, 1);
    batcher.start();
    facts = new ModelFacts(CONTEXT, 2, decoder.vocabularySize(), 3, task);
  }

  @Override
  public ModelFacts facts() {
    return facts;
  }

  @Override
  public int[] tokenize(String text) {
    return text.isEmpty() ? new int[0] : FakeDecoder.tokens(text);
  }

  @Override
  public String chatPrompt(List<ChatMessage> messages) {
    return messages.stream()
        .map(message -> message.role() + ":" + message.content())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public byte[] piece(int token) {
    return token < 256 ? new byte[] {(byte) token} : "".getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Generation generate(GenerationRequest request) {
    return batcher.submit(request);
  }

  @Override
  public TokenConstraint constraint(String grammar) {
    throw new UnsupportedOperationException();
  }

  @Override
  public float[] embed(int[] tokens) {
    return new float[] {tokens.length, 0.5f, -1};
  }

  @Override
  public Load load() {
    return batcher.load();
  }
}
