package io.aimengine.store;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/// An artifact could not be had, or the cache could not do what it was asked. The message is for
/// people and carries no secret; the hint says what to do.
public final class StoreException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final StoreCode code;
  private final String message;
  private final String hint;
  private final int exitCode;
  private final transient List<SourceFailure> sources;

  /// How one source of the list failed.
  public record SourceFailure(String uri, StoreCode code, String message, String hint) {}

  public StoreException(StoreCode code, String message, String hint) {
    this(code, message, hint, code.exitCode(), List.of());
  }

  private StoreException(
      StoreCode code, String message, String hint, int exitCode, List<SourceFailure> sources) {
    super(message);
    this.code = code;
    this.message = message;
    this.hint = hint;
    this.exitCode = exitCode;
    this.sources = List.copyOf(sources);
  }

  /// One failure of the whole list: told line by line, with the exit class of the preferred source.
  static StoreException ofAll(String id, List<SourceFailure> failures) {
    var first = failures.getFirst();
    if (failures.size() == 1) {
      return new StoreException(
          first.code(), first.message(), first.hint(), first.code().exitCode(), failures);
    }
    var lines =
        failures.stream()
            .map(f -> "  %s: %s [%s]".formatted(f.uri(), f.message(), f.code().code()))
            .collect(Collectors.joining("\n"));
    var hints =
        failures.stream()
            .map(SourceFailure::hint)
            .filter(h -> !h.isEmpty())
            .distinct()
            .collect(Collectors.joining("; or "));
    return new StoreException(
        StoreCode.ALL_SOURCES,
        "none of the %d sources of %s worked:%n%s".formatted(failures.size(), id, lines),
        hints,
        first.code().exitCode(),
        failures);
  }

  @Override
  public String getMessage() {
    return message;
  }

  public StoreCode code() {
    return code;
  }

  public String hint() {
    return hint;
  }

  public int exitCode() {
    return exitCode;
  }

  /// Empty when no source was asked.
  public List<SourceFailure> sources() {
    return sources == null ? List.of() : sources;
  }
}
