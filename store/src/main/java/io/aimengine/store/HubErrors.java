package io.aimengine.store;

import java.net.URI;

/// What the hub's refusals mean, from the status and its `X-Error-Code` header.
final class HubErrors {
  private HubErrors() {}

  /// Returns only when the status is none of the hub's own.
  static void explain(URI endpoint, HubUri uri, WebAnswer answer, Credentials credentials) {
    var code = answer.header("X-Error-Code").orElse("");
    var model = uri.repository();
    var page = UrlPolicy.shown(endpoint.resolve("/" + model));
    var gated =
        new StoreException(
            StoreCode.GATED,
            model + " is gated: the hub wants to know who asks",
            "accept the licence at " + page + ", then set HF_TOKEN to a token of that account");
    switch (code) {
      case "GatedRepo" -> throw gated;
      case "RepoNotFound" -> throw hidden(model, answer.status());
      case "RevisionNotFound" ->
          throw new StoreException(
              StoreCode.NOT_FOUND, model + " has no revision " + uri.revision(), "see " + page);
      case "EntryNotFound" ->
          throw new StoreException(
              StoreCode.NOT_FOUND, model + " has no file " + uri.files(), "see " + page);
      default -> {
        switch (answer.status()) {
          case 401 -> throw !credentials.equals(Credentials.NONE) ? badToken() : gated;
          case 403 ->
              throw new StoreException(
                  StoreCode.FORBIDDEN,
                  "the hub refuses " + model + " to this token",
                  "ask for access at " + page + " and give the token read rights");
          case 404 -> throw hidden(model, 404);
          default -> {}
        }
      }
    }
  }

  /// An expired token is refused even for models that everybody may have.
  private static StoreException badToken() {
    return new StoreException(
        StoreCode.FORBIDDEN,
        "the hub does not accept this token",
        "renew HF_TOKEN (or the file of `hf auth login`), or unset it for public models");
  }

  /// The hub does not tell a missing model from a private one.
  private static StoreException hidden(String model, int status) {
    return status == 401
        ? new StoreException(
            StoreCode.GATED,
            "the hub has no model " + model + ", or it is private",
            "check the name; for a private model set HF_TOKEN")
        : new StoreException(
            StoreCode.NOT_FOUND,
            "the hub has no model " + model + " that this token may see",
            "check the name; for a private model set HF_TOKEN");
  }
}
