package io.aimengine.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormScannerTest {
  private static final String TYPE = "multipart/form-data; boundary=";

  /// Contents made of what delimiters are made of, in pieces of any size.
  @Test
  void findsTheFieldsHoweverTheFormIsCut() {
    for (var seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      var boundary = jumble(random, "a-", 1 + random.nextInt(5)) + "b";
      var wanted = new HashMap<String, String>();
      var form = new StringBuilder(random.nextBoolean() ? "" : "preamble\r\n");
      for (var part = 0; part < 1 + random.nextInt(4); part++) {
        var name = part == 1 ? "model" : part == 2 ? "stream" : "file" + part;
        // never a whole delimiter: there is no b in it
        var content = jumble(random, "\r\n-a", random.nextInt(12));
        form.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"");
        form.append(name).append("\"\r\n\r\n").append(content).append("\r\n");
        wanted.put(name, content);
      }
      form.append("--").append(boundary).append("--\r\nepilogue --").append(boundary);
      wanted.keySet().removeIf(name -> name.startsWith("file"));

      assertThat(scanned(form.toString(), boundary, random)).as("seed " + seed).isEqualTo(wanted);
    }
  }

  private static String jumble(Random random, String letters, int length) {
    var text = new StringBuilder();
    for (var i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static Map<String, String> scanned(String form, String boundary, Random random) {
    var bytes = form.getBytes(StandardCharsets.ISO_8859_1);
    var scanner = FormScanner.of(TYPE + boundary);
    for (var at = 0; at < bytes.length; ) {
      var end = Math.min(bytes.length, at + 1 + random.nextInt(9));
      scanner.add(bytes, at, end);
      at = end;
    }
    scanner.finish();
    var fields = new HashMap<String, String>();
    scanner
        .fields()
        .forEach((name, span) -> fields.put(name, form.substring(span.start(), span.end())));
    return fields;
  }

  @Test
  void knowsWhenTheModelIsThereAndSomethingElseComes() {
    var scanner = FormScanner.of(TYPE + "b");
    add(scanner, "--b\r\nContent-Disposition: form-data; name=model\r\n\r\nm");
    assertThat(scanner.isBeyondModel()).isFalse();
    add(scanner, "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n");
    assertThat(scanner.isBeyondModel()).isFalse();
    add(scanner, "\r\n");
    assertThat(scanner.isBeyondModel()).isTrue();
    add(scanner, "RIFF\r\n--b\r\nContent-Disposition: form-data; name=\"stream\"\r\n\r\n");
    assertThat(scanner.isBeyondModel()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing at all               | has no part
          --b                          | cannot be told apart
          --b@@x@@--b--                | has no name
          --b@name=a@@x                | cannot be told apart
          --b@name=a@@x@--c--          | cannot be told apart
          --b@name=model@@x@--b@name=model@@y@--b-- | there twice
          --b@name=model@@x@--b@name=file@@y@--b@name=model@@ | there twice
          """)
  void refuses(String form, String message) {
    assertThatThrownBy(
            () -> {
              var scanner = FormScanner.of(TYPE + "b");
              add(
                  scanner,
                  form.replace("name=", "Content-Disposition: form-data; name=")
                      .replace("@", "\r\n"));
              scanner.finish();
            })
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAHeadWithoutEnd() {
    var scanner = FormScanner.of(TYPE + "b");
    assertThatThrownBy(() -> add(scanner, "--b\r\n" + "x".repeat(10_000)))
        .isInstanceOf(MalformedException.class);
  }

  private static void add(FormScanner scanner, String text) {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    scanner.add(bytes, 0, bytes.length);
  }
}
