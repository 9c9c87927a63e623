package io.aimengine.store;

import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;

/// A file behind a URL. `expected` is -1 when the size is not known; `refusal` throws when the
/// source knows better than the status alone what a refusal means.
record WebContent(
    Web web,
    Retry retry,
    URI uri,
    Credentials credentials,
    String name,
    long expected,
    Digest digest,
    Consumer<WebAnswer> refusal)
    implements Content {
  @Override
  public String key() {
    return "web " + uri;
  }

  /// A broken transfer goes on where it stopped when the server proves, by ETag or date (or we by
  /// digest afterwards), that it still has the same bytes; else it begins anew.
  @Override
  public void copyTo(Partial partial, SourceContext context)
      throws IOException, InterruptedException {
    retry.run(
        context,
        () -> 0,
        () -> {
          try {
            new WebTransfer(this, partial, context).run();
            return true;
          } catch (WebTransfer.ChangedException e) {
            context.moved(name, -partial.held());
            partial.restart("");
            throw new Transient(StoreCode.SERVER, String.valueOf(e.getMessage()));
          }
        });
  }
}
