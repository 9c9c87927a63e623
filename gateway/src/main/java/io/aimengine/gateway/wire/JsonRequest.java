package io.aimengine.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the gateway knows of a JSON request: a few of its top-level fields, and where they are.
public final class JsonRequest implements ModelRequest {
  private static final Set<String> WANTED =
      Set.of(
          "model",
          "stream",
          "stream_options",
          "previous_response_id",
          "max_tokens",
          "max_completion_tokens",
          "max_output_tokens");

  /// Where it does not say.
  private static final long USUAL_TOKENS = 1024;

  private static final byte[] TRUE = ascii("true");
  private static final String USAGE = "include_usage";

  private final byte[] bytes;
  private final int length;
  private final Map<String, Span> fields;

  private JsonRequest(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
    this.fields = JsonScan.fields(bytes, new Span(0, length), WANTED);
  }

  /// Reads the first `length` bytes, which the caller leaves as they are from now on.
  ///
  /// @throws MalformedException when they are no JSON object, or a wanted field is there twice
  public static JsonRequest read(byte[] bytes, int length) {
    return new JsonRequest(bytes, length);
  }

  @Override
  public Optional<String> text(String field) {
    var span = fields.get(field);
    return span == null || JsonScan.isKind(bytes, span, 'n')
        ? Optional.empty()
        : Optional.of(JsonText.decode(bytes, span, field));
  }

  @Override
  public boolean stream() {
    return isTrue(fields.get("stream"));
  }

  @Override
  public boolean asksForUsage() {
    var options = fields.get("stream_options");
    return options != null
        && JsonScan.isKind(bytes, options, '{')
        && isTrue(JsonScan.fields(bytes, options, Set.of(USAGE)).get(USAGE));
  }

  @Override
  public long mostTokens() {
    var most = TokenUsage.number(bytes, fields.get("max_tokens"), fields.get("max_output_tokens"));
    var said = Math.max(most, TokenUsage.number(bytes, fields.get("max_completion_tokens"), null));
    return said == 0 ? USUAL_TOKENS : said;
  }

  @Override
  public byte[] rewritten(String model, boolean withUsage) {
    var splices = new Splices();
    var named = fields.get("model");
    if (named != null && !text("model").equals(Optional.of(model))) {
      splices.put(named, JsonText.encode(model));
    }
    if (withUsage && stream() && !asksForUsage()) {
      askForUsage(splices);
    }
    return splices.apply(bytes, length);
  }

  private void askForUsage(Splices splices) {
    var options = fields.get("stream_options");
    if (options == null) {
      var brace = firstBrace();
      splices.put(new Span(brace, brace), ascii("\"stream_options\":{\"include_usage\":true},"));
    } else if (!JsonScan.isKind(bytes, options, '{')) {
      splices.put(options, ascii("{\"include_usage\":true}"));
    } else {
      var asked = JsonScan.fields(bytes, options, Set.of(USAGE)).get(USAGE);
      if (asked != null) {
        splices.put(asked, TRUE);
      } else {
        var inside = options.start() + 1;
        var comma = isEmptyObject(options) ? "" : ",";
        splices.put(new Span(inside, inside), ascii("\"include_usage\":true" + comma));
      }
    }
  }

  /// Just after the opening brace; there is a field after it, as there is `stream`.
  private int firstBrace() {
    var at = 0;
    while (bytes[at] != '{') {
      at++;
    }
    return at + 1;
  }

  private boolean isEmptyObject(Span object) {
    for (var i = object.start() + 1; i < object.end() - 1; i++) {
      if (bytes[i] > ' ') {
        return false;
      }
    }
    return true;
  }

  private boolean isTrue(@org.jspecify.annotations.Nullable Span span) {
    return span != null && JsonScan.isKind(bytes, span, 't');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
