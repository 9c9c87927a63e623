package io.aimengine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/// Digests of files and short texts.
final class Hashes {
  static final int BUFFER = 256 << 10;

  /// The JVM takes to the processor's own instructions after some 5,000 calls, of any length.
  private static final int SLICE = 8 << 10;

  private Hashes() {}

  static MessageDigest sha256() {
    return digest("SHA-256");
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The first `length` bytes of a buffer, in slices.
  static void add(MessageDigest digest, byte[] buffer, int length) {
    for (var at = 0; at < length; at += SLICE) {
      digest.update(buffer, at, Math.min(SLICE, length - at));
    }
  }

  static String sha256(String text) {
    var digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  static String sha256(byte[] bytes) {
    var digest = sha256();
    digest.update(bytes);
    return hex(digest);
  }

  static String sha256(Path file, LongConsumer progress) throws IOException {
    return of(file, sha256(), progress);
  }

  /// What `git hash-object` prints.
  static String gitBlob(Path file) throws IOException {
    var digest = digest("SHA-1");
    digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
    return of(file, digest, n -> {});
  }

  private static String of(Path file, MessageDigest digest, LongConsumer progress)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        add(digest, buffer, n);
        progress.accept(n);
      }
    }
    return hex(digest);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
