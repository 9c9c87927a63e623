package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.chat;
import static io.aimengine.gateway.routing.Fixtures.chatBody;
import static io.aimengine.gateway.routing.Fixtures.scan;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrefixScannerTest {
  private static final String SYSTEM = "You are helpful. ".repeat(300);

  @Test
  void aConversationHasWhatItsPreviousRequestEndedWithInCommonWithIt() {
    var first = chat(SYSTEM, "Hello");
    var second = chat(SYSTEM, "Hello", "Hi, what is it?", "A question");
    var third = chat(SYSTEM, "Hello", "Hi, what is it?", "A question", "An answer", "More");

    assertThat(keys(second)).contains(first.key(0));
    assertThat(keys(third)).contains(second.key(0), first.key(0));
    assertThat(common(second, third)).isEqualTo(second.totalBytes() - 1);
  }

  @Test
  void usersOfOneSystemPromptHaveItInCommonAndNoMore() {
    var one = chat(SYSTEM, "What is a llama?");
    var other = chat(SYSTEM, "Who was Llama?");

    assertThat(common(one, other)).isGreaterThanOrEqualTo(SYSTEM.length());
    assertThat(one.key(0)).isNotEqualTo(other.key(0));
    assertThat(one.home()).isNotEqualTo(other.home());
  }

  @Test
  void theHomeOfAConversationStaysFromTurnToTurn() {
    assertThat(chat(SYSTEM, "Hello", "Hi", "Go on").home()).isEqualTo(chat(SYSTEM, "Hello").home());
    assertThat(chat(SYSTEM, "Hello").continues()).isFalse();
    assertThat(chat(SYSTEM, "Hello", "Hi", "Go on").continues()).isTrue();
  }

  @Test
  void toolCallsContinueWhatTheRequestBeforeThemEndedWith() {
    var user = "{\"role\":\"user\",\"content\":\"weather?\"}";
    var call = "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\"}]}";
    var result = "{\"role\":\"tool\",\"content\":\"sunny\"}";
    var first = scan("{\"messages\":[" + user + "]}");
    var second = scan("{\"messages\":[" + user + "," + call + "," + result + "]}");
    var third = scan("{\"messages\":[" + String.join(",", user, call, result, call, result) + "]}");

    assertThat(keys(second)).contains(first.key(0));
    assertThat(keys(third)).contains(second.key(0));
  }

  @Test
  void severalItemsOfOneResponseAreOneAnswer() {
    var user = "{\"role\":\"user\",\"content\":\"weather?\"}";
    var first = scan("{\"input\":[" + user + "]}");
    var second =
        scan(
            "{\"input\":["
                + user
                + ",{\"type\":\"reasoning\",\"id\":\"r\"},{\"type\":\"function_call\",\"name\":\"f\"},"
                + "{\"type\":\"function_call_output\",\"output\":\"sunny\"}]}");

    assertThat(keys(second)).contains(first.key(0));
    assertThat(second.continues()).isTrue();
  }

  @Test
  void whatStandsBeforeThePromptIsPartOfEveryDepthWhereverItIsWritten() {
    var messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    var tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
    var before = scan("{" + tools + "," + messages + "}");
    var after = scan("{" + messages + ",\"stream\":true," + tools + "}");
    var without = scan("{" + messages + "}");

    assertThat(keys(after)).isEqualTo(keys(before));
    assertThat(keys(without)).doesNotContainAnyElementsOf(keys(before));
    assertThat(keys(scan("{" + tools + ",\"messages\":[]}"))).containsAnyElementsOf(keys(before));
  }

  @Test
  void instructionsOfAResponseAreItsSystemPrompt() {
    var one = scan("{\"instructions\":\"" + SYSTEM + "\",\"input\":\"one\"}");
    var two = scan("{\"input\":\"two\",\"instructions\":\"" + SYSTEM + "\"}");

    assertThat(common(one, two)).isGreaterThanOrEqualTo(SYSTEM.length());
  }

  @Test
  void promptsThatShareNoWholeMessageShareBlocks() {
    var text = "Few shots. ".repeat(1000);
    var one = scan("{\"prompt\":\"" + text + "first\"}");
    var two = scan("{\"prompt\":\"" + text + "second\"}");

    assertThat(common(one, two)).isEqualTo(4096);
  }

  @Test
  void promptsOfTokensAreReadWhateverTheirSpacing() {
    var tokens = IntStream.range(1000, 2000).mapToObj(Integer::toString).toList();
    var one = scan("{\"prompt\":[" + String.join(",", tokens) + ",7]}");
    var two = scan("{ \"prompt\" : [ " + String.join(" , ", tokens) + " , 8 ] }");

    assertThat(common(one, two)).isEqualTo(4096);
  }

  @Test
  void otherFieldsChangeNothing() {
    var one = scan("{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    var two =
        scan(
            "{\"temperature\":0.1,\"stop\":[\"messages\",\"{\"],\"metadata\":{\"prompt\":\"no\"},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n\":2}");

    assertThat(keys(two)).isEqualTo(keys(one));
  }

  @Test
  void quotesAndBracketsInTextAreText() {
    var tricky = "\\\"}],[{ \\\\\\\\ \\\"role\\\": \\\"assistant\\\"";
    var prefix = chat("", tricky, "answer", "next");

    assertThat(keys(prefix)).contains(chat("", tricky).key(0));
  }

  /// Bodies arrive in pieces.
  @Test
  void howTheBytesAreCutDoesNotMatter() {
    var body = chatBody(SYSTEM, "Grüße \\\"an\\\" \\u00fc", "Ä", "x".repeat(5000));
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var whole = keys(scan(body));
    var random = new Random(7);
    for (var round = 0; round < 200; round++) {
      var scanner = new PrefixScanner();
      for (var at = 0; at < bytes.length; ) {
        var next = Math.min(bytes.length, at + 1 + random.nextInt(round < 5 ? 1 : 997));
        scanner.add(bytes, at, next);
        at = next;
      }
      assertThat(keys(scanner.finish())).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}}}}",
        "[[[[",
        "\"",
        "null",
        "{\"messages\":",
        "{\"messages\":[{\"role\"",
        "{\"prompt\":{\"a\":1}}",
        "{\"messages\":\"\\",
        "]]]]{\"messages\":[1,2,{}]}",
        "\u0000\u0001"
      })
  void whatIsNoRequestDoesNotFail(String body) {
    assertThat(scan(body).totalBytes()).isLessThan(20);
  }

  @Test
  void randomBytesDoNotFail() {
    var random = new Random(3);
    var alphabet = "{}[]\",:\\ \nmessagesrolepromptinput".getBytes(StandardCharsets.UTF_8);
    for (var round = 0; round < 2000; round++) {
      var bytes = new byte[random.nextInt(200)];
      for (var i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[random.nextInt(alphabet.length)];
      }
      var scanner = new PrefixScanner();
      scanner.add(bytes, 0, bytes.length);
      assertThat(scanner.finish().totalBytes()).isLessThanOrEqualTo(bytes.length);
    }
  }

  @Test
  void onlyTheFirstPartOfAVeryLongPromptIsLookedAt() {
    var scanner = new PrefixScanner(10_000);
    var bytes = chatBody("", "y".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    for (var at = 0; at < bytes.length; at += 1000) {
      scanner.add(bytes, at, Math.min(bytes.length, at + 1000));
    }

    assertThat(scanner.finish().totalBytes()).isBetween(10_000, 11_000);
  }

  @Test
  void depthsAreSortedDeepestFirstAndFew() {
    var prefix = chat(SYSTEM, "a".repeat(100_000), "b", "c".repeat(300_000));

    assertThat(IntStream.range(1, prefix.depths()).map(i -> prefix.bytes(i - 1) - prefix.bytes(i)))
        .allMatch(gap -> gap > 0);
    assertThat(prefix.depths()).isLessThanOrEqualTo(11);
  }

  private static Set<Long> keys(Prefix prefix) {
    return IntStream.range(0, prefix.depths()).mapToObj(prefix::key).collect(Collectors.toSet());
  }

  /// Bytes of the deepest prefix that both have.
  private static int common(Prefix one, Prefix two) {
    var known = keys(one);
    return IntStream.range(0, two.depths())
        .filter(depth -> known.contains(two.key(depth)))
        .map(two::bytes)
        .max()
        .orElse(0);
  }
}
