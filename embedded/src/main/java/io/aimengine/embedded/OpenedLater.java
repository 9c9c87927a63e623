package io.aimengine.embedded;

import io.aimengine.embedded.model.Finish;
import io.aimengine.embedded.model.GenerationObserver;

/// Hears nothing until it is opened, so that our own first request is in nobody's figures.
final class OpenedLater implements GenerationObserver {
  private final GenerationObserver behind;
  private volatile GenerationObserver heard = NONE;

  OpenedLater(GenerationObserver behind) {
    this.behind = behind;
  }

  void open() {
    heard = behind;
  }

  @Override
  public void promptDone(int promptTokens, double secondsSinceArrival) {
    heard.promptDone(promptTokens, secondsSinceArrival);
  }

  @Override
  public void nextToken(double secondsSincePrevious) {
    heard.nextToken(secondsSincePrevious);
  }

  @Override
  public void finished(Finish finish, int generatedTokens, double secondsSinceArrival) {
    heard.finished(finish, generatedTokens, secondsSinceArrival);
  }
}
