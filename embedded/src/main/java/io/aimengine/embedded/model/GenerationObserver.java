package io.aimengine.embedded.model;

/// Hears what happens to requests; called on the decoding thread, so it must be quick.
public interface GenerationObserver {

  void promptDone(int promptTokens, double secondsSinceArrival);

  /// A token after the first one.
  void nextToken(double secondsSincePrevious);

  void finished(Finish finish, int generatedTokens, double secondsSinceArrival);

  /// Hears nothing.
  GenerationObserver NONE =
      new GenerationObserver() {
        @Override
        public void promptDone(int promptTokens, double secondsSinceArrival) {}

        @Override
        public void nextToken(double secondsSincePrevious) {}

        @Override
        public void finished(Finish finish, int generatedTokens, double secondsSinceArrival) {}
      };
}
