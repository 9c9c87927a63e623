package io.aimengine.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/// A server on loopback that sends what a test says, byte for byte, and keeps its connections open.
final class RawServer implements AutoCloseable {
  /// Heads of requests as they came, the request line first.
  final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

  final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  private final ServerSocket server;
  private final UnaryOperator<String> answer;

  /// `answer` makes of a head what is sent; "" sends nothing.
  RawServer(UnaryOperator<String> answer) throws IOException {
    this.answer = answer;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI uri(String path) {
    return URI.create("http://" + address() + path);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        var connection = server.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException _) {
      return; // closed
    }
  }

  private void serve(Socket connection) {
    try {
      var in = connection.getInputStream();
      var head = new StringBuilder();
      for (int at = in.read(); at >= 0; at = in.read()) {
        head.append((char) at);
        if (head.toString().endsWith("\r\n\r\n")) {
          heads.add(head.toString());
          var bytes = answer.apply(head.toString()).getBytes(StandardCharsets.ISO_8859_1);
          connection.getOutputStream().write(bytes);
          head.setLength(0);
        }
      }
    } catch (IOException _) {
      return; // the client has left
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var connection : connections) {
      connection.close();
    }
  }
}
