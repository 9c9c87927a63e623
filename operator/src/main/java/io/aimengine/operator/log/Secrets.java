package io.aimengine.operator.log;

import java.util.regex.Pattern;

/// Strikes out what looks like a credential, whoever put it into a message.
final class Secrets {
  private static final int MOST = 8192;
  private static final Pattern TOKENS =
      Pattern.compile(
          "hf_[A-Za-z0-9]{8,}"
              + "|eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*"
              + "|(?<=[Bb]earer )[\\w.~+/=-]{8,}"
              + "|(?<=://[^\\s/:@]{0,64}:)[^\\s/@]{1,256}(?=@)");

  private Secrets() {}

  /// Longer texts are cut: a message may hold an object.
  static String struck(String text) {
    var bounded = text.length() <= MOST ? text : text.substring(0, MOST) + "…";
    return TOKENS.matcher(bounded).replaceAll("***");
  }
}
