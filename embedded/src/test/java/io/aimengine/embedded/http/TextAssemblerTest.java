package io.aimengine.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextAssemblerTest {

  private static String inPieces(String text, int size, String... stops) {
    var assembler = new TextAssembler(List.of(stops));
    var all = new StringBuilder();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length && !assembler.isStopped(); i += size) {
      String piece = assembler.add(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size)));
      assertThat(piece).doesNotContain("\uFFFD");
      all.append(piece);
    }
    return all + assembler.end();
  }

  @Test
  void neverBreaksACharacterWhateverTheSizeOfTheTokens() {
    String text = "aé€😀 日本語 👩‍👩‍👧 z";
    for (int size = 1; size < 12; size++) {
      assertThat(inPieces(text, size)).isEqualTo(text);
      assertThat(inPieces(text, size, "not there")).isEqualTo(text);
    }
  }

  @Test
  void cutsAtAStopStringThatSpansTokens() {
    for (int size = 1; size < 12; size++) {
      assertThat(inPieces("one two END three", size, "END")).isEqualTo("one two ");
      assertThat(inPieces("one two 日本 three", size, "日本")).isEqualTo("one two ");
      assertThat(inPieces("abcabd", size, "abd")).isEqualTo("abc");
      assertThat(inPieces("aaab", size, "aab")).isEqualTo("a");
    }
  }

  @Test
  void cutsAtTheFirstOfSeveralStopStrings() {
    assertThat(inPieces("a\n\nb###c", 1, "###", "\n\n")).isEqualTo("a");
    assertThat(inPieces("a###b\n\nc", 100, "\n\n", "###")).isEqualTo("a");
  }

  @Test
  void showsAtTheEndWhatMightHaveBecomeAStopString() {
    assertThat(inPieces("one EN", 1, "END")).isEqualTo("one EN");
  }

  @Test
  void showsTextAtOnceWhenItCannotBecomeAStopString() {
    var assembler = new TextAssembler(List.of("END"));
    assertThat(assembler.add("hello".getBytes(StandardCharsets.UTF_8))).isEqualTo("hello");
    assertThat(assembler.add("E".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(assembler.add("x".getBytes(StandardCharsets.UTF_8))).isEqualTo("Ex");
  }

  @Test
  void anUnfinishedCharacterAtTheEndIsReplaced() {
    var assembler = new TextAssembler(List.of());
    assertThat(assembler.add(new byte[] {'a', (byte) 0xf0, (byte) 0x9f})).isEqualTo("a");
    assertThat(assembler.end()).isEqualTo("\uFFFD");
  }

  @Test
  void ignoresAnEmptyStopString() {
    assertThat(inPieces("text", 1, "")).isEqualTo("text");
  }
}
