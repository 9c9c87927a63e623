package io.aimengine.local.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A listener that reads one request and answers with the given bytes, or with nothing.
public final class FakeWire implements AutoCloseable {
  private final ServerSocket server;
  private final CompletableFuture<String> request = new CompletableFuture<>();

  private FakeWire(Optional<String> answer) throws IOException {
    this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    answer.ifPresent(text -> Thread.ofVirtual().start(() -> serve(text)));
  }

  public static FakeWire answering(String answer) throws IOException {
    return new FakeWire(Optional.of(answer));
  }

  static FakeWire silent() throws IOException {
    return new FakeWire(Optional.empty());
  }

  public int port() {
    return server.getLocalPort();
  }

  public String request() {
    return request.join();
  }

  private void serve(String answer) {
    try (var socket = server.accept()) {
      request.complete(read(socket));
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      request.completeExceptionally(e);
    }
  }

  // all requests here have a JSON body that ends with the only "}"
  private static String read(Socket socket) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (var next = socket.getInputStream().read();
        next >= 0;
        next = socket.getInputStream().read()) {
      bytes.write(next);
      if (next == '}') {
        break;
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
