package io.aimengine.gateway.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The text that a client sends: `aim-<id>-<secret>`, the secret being 192 random bits. A hash
/// without salt or stretching is enough for so many: they cannot be guessed.
record KeyToken(String id, String text) {
  private static final String PREFIX = "aim-";
  private static final int SECRET_BYTES = 24;
  private static final int ID_BYTES = 5;

  /// `random` must be a secure one.
  static KeyToken fresh(RandomGenerator random) {
    return of(HexFormat.of().formatHex(bytes(random, ID_BYTES)), random);
  }

  /// Another secret for a key that keeps its id.
  static KeyToken of(String id, RandomGenerator random) {
    var secret =
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random, SECRET_BYTES));
    return new KeyToken(id, PREFIX + id + "-" + secret);
  }

  private static byte[] bytes(RandomGenerator random, int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  String hash() {
    return hash(text);
  }

  static String hash(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return PREFIX + id + "-…";
  }
}
