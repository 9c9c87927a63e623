package io.aimengine.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/// A model hub after the hub's documented API: metadata with sizes and digests, small files from
/// the hub itself, big ones (LFS) by redirect from a second origin.
final class FakeHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final String MODEL = "acme/Tiny-1B";

  final FakeWeb hub = new FakeWeb();
  final FakeWeb cdn = new FakeWeb();
  private final ObjectNode model = JsonNodeFactory.instance.objectNode().put("sha", COMMIT);

  FakeHub() throws IOException {
    model.putArray("siblings");
  }

  URI endpoint() {
    return hub.uri("");
  }

  static String api(String revision) {
    return "/api/models/" + MODEL + "/revision/" + revision;
  }

  static String resolve(String file) {
    return "/" + MODEL + "/resolve/" + COMMIT + "/" + file;
  }

  FakeHub small(String name, String text) throws IOException {
    prepare(name, text);
    return publish();
  }

  /// A small file that the hub shows at the next [#publish].
  void prepare(String name, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var node = model.withArray("siblings").addObject();
    node.put("rfilename", name).put("size", bytes.length).put("blobId", gitBlob(bytes));
    hub.page(resolve(name), bytes);
  }

  FakeHub large(String name, byte[] bytes) throws IOException {
    var sha = HexFormat.of().formatHex(Hashes.sha256().digest(bytes));
    var node = model.withArray("siblings").addObject();
    node.put("rfilename", name).put("size", bytes.length).put("blobId", "0".repeat(40));
    node.putObject("lfs").put("sha256", sha).put("size", bytes.length).put("pointerSize", 130);
    cdn.page("/blob/" + sha, bytes);
    hub.redirect(resolve(name), URI.create(cdn.uri("/blob/" + sha) + "?signature=secret"));
    return publish();
  }

  FakeHub publish() throws IOException {
    hub.page(api("main"), new ObjectMapper().writeValueAsBytes(model));
    hub.page(api(COMMIT), new ObjectMapper().writeValueAsBytes(model));
    return this;
  }

  private static String gitBlob(byte[] bytes) throws IOException {
    try {
      var out = new ByteArrayOutputStream();
      out.write(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      var digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(out.toByteArray()));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    hub.close();
    cdn.close();
  }
}
