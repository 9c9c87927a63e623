package io.aimengine.store;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/// How a service is asked: the web, what is tried again, and what its refusals mean.
record Asking(Web web, Retry retry, Refusal refusal) {
  private static final int LARGEST_ANSWER = 32 << 20;

  /// Throws when the service knows better than the status alone what a refusal means.
  @FunctionalInterface
  interface Refusal {
    void explain(BucketUri uri, WebAnswer answer);
  }

  /// A small answer as a whole.
  byte[] small(
      BucketUri asked,
      URI uri,
      Map<String, String> headers,
      Credentials credentials,
      SourceContext context)
      throws IOException, InterruptedException {
    return retry.run(
        context,
        () -> 0,
        () ->
            web.small(
                uri,
                headers,
                credentials,
                LARGEST_ANSWER,
                answer -> refusal.explain(asked, answer)));
  }
}
