package io.aimengine.flags;

import java.util.Locale;
import java.util.regex.Pattern;

/// Tells what looks like a secret. Arguments and plain environment values are seen by everybody who
/// may list processes or read a pod, so neither carries one. Values are never repeated in messages.
public final class Secrets {
  /// Tokens with a public, fixed prefix: Hugging Face, OpenAI style, GitHub, AWS.
  private static final Pattern VALUE =
      Pattern.compile(
          "\\b(?:hf_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{20,}"
              + "|github_pat_[A-Za-z0-9_]{20,}|AKIA[0-9A-Z]{16}\\b)");

  /// `http://user:password@host`; a password that Kubernetes puts in, `$(PASSWORD)`, is none.
  private static final Pattern USER_INFO =
      Pattern.compile("(://[^/\\s:@]*:)(?!\\$[({])[^/\\s@]+(?=@)");

  /// `hf_` and 16 characters; most values are shorter and need no search.
  private static final int SHORTEST = 19;

  private static final Pattern NAME =
      Pattern.compile(
          "(^|.*_)(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEYS?|ACCESS_KEY|SECRET_KEY|CREDENTIALS?"
              + "|PRIVATE_KEY)$");

  /// A field that is called as a secret, up to its value on the same line.
  private static final Pattern FIELD =
      Pattern.compile(
          "(?i)((?:hf[-_]token|api[-_]?keys?|passwo?r?d|secret[-_]?key|access[-_]?key"
              + "|private[-_]?key)[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"'#,}]+");

  private Secrets() {}

  /// A line that may be shown: tokens, and the values of fields that are called as secrets, are
  /// `***`.
  public static String masked(String line) {
    var fields = FIELD.matcher(line).replaceAll("$1***");
    return VALUE.matcher(USER_INFO.matcher(fields).replaceAll("$1***")).replaceAll("***");
  }

  public static boolean looksLikeValue(String value) {
    return (value.length() >= SHORTEST && VALUE.matcher(value).find())
        || (value.contains("://") && USER_INFO.matcher(value).find());
  }

  /// Whether an environment variable's name says that its value is secret (`HF_TOKEN`).
  public static boolean looksLikeName(String variable) {
    return NAME.matcher(variable.toUpperCase(Locale.ROOT)).matches();
  }
}
