package io.aimengine.flags;

import java.util.Locale;
import java.util.regex.Pattern;

/// Tells what looks like a secret. Arguments and plain environment values are seen by everybody who
/// may list processes or read a pod, so neither carries one. Values are never repeated in messages.
public final class Secrets {
  /// Tokens with a public, fixed prefix: Hugging Face, OpenAI style, GitHub, AWS.
  private static final Pattern VALUE =
      Pattern.compile(
          "(?s).*(\\bhf_[A-Za-z0-9]{16,}|\\bsk-[A-Za-z0-9_-]{20,}|\\bgh[pousr]_[A-Za-z0-9]{20,}"
              + "|\\bgithub_pat_[A-Za-z0-9_]{20,}|\\bAKIA[0-9A-Z]{16}\\b).*");

  private static final Pattern NAME =
      Pattern.compile(
          "(^|.*_)(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEYS?|ACCESS_KEY|SECRET_KEY|CREDENTIALS?"
              + "|PRIVATE_KEY)$");

  private Secrets() {}

  public static boolean looksLikeValue(String value) {
    return VALUE.matcher(value).matches();
  }

  /// Whether an environment variable's name says that its value is secret (`HF_TOKEN`).
  public static boolean looksLikeName(String variable) {
    return NAME.matcher(variable.toUpperCase(Locale.ROOT)).matches();
  }
}
