package io.aimengine.spec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// Names that Kubernetes takes (DNS-1123 labels).
public final class Names {
  /// Leaves room for what objects append to an endpoint's name.
  public static final int LONGEST_DERIVED = 53;

  private static final int LONGEST = 63;
  private static final int LONGEST_OBJECT = 253;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  private Names() {}

  /// Whether it is a DNS-1123 label.
  public static boolean valid(String name) {
    return name.length() <= LONGEST && LABEL.matcher(name).matches();
  }

  /// Whether most kinds take it: labels with dots between, up to 253 characters.
  static boolean isObjectName(String name) {
    return name.length() <= LONGEST_OBJECT
        && Arrays.stream(name.split("\\.", -1)).allMatch(part -> LABEL.matcher(part).matches());
  }

  /// `HuggingFaceTB/SmolLM2-135M-Instruct` becomes `huggingfacetb-smollm2-135m-instruct`. A name
  /// that must be cut ends in a hash of the whole, so that two long ids do not become one.
  public static String derive(String id) {
    var plain = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    plain = plain.replaceAll("^-|-$", "");
    if (plain.isEmpty() || !Character.isLetter(plain.charAt(0))) {
      plain = plain.isEmpty() ? "aim" : "aim-" + plain;
    }
    if (plain.length() <= LONGEST_DERIVED) {
      return plain;
    }
    var hash = hash(id);
    var head = plain.substring(0, LONGEST_DERIVED - hash.length() - 1);
    return head.replaceAll("-$", "") + "-" + hash;
  }

  private static String hash(String id) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(id.getBytes(StandardCharsets.UTF_8)), 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
