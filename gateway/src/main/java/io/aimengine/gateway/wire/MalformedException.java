package io.aimengine.gateway.wire;

/// A body that cannot be read; the message is for the client and says nothing of its content. It
/// carries no stack trace: whoever sends nonsense shall not make it dear.
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  public MalformedException(String field, String message) {
    super(message, null, false, false);
    this.field = field;
  }

  /// The field at fault, "" when it is the whole body.
  public String field() {
    return field;
  }
}
