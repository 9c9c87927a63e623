package io.aimengine.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// An engine as raw as a socket: it answers each request with whatever bytes its script writes, and
/// remembers what it was sent.
final class FakeEngine implements AutoCloseable {
  /// Answers one request; closes the connection by closing it.
  interface Script {
    void answer(Asked asked, Connection connection) throws IOException, InterruptedException;
  }

  /// A request as it came.
  record Asked(String head, String text) {
    String line() {
      return head.lines().findFirst().orElse("");
    }

    String header(String name) {
      return head.lines()
          .skip(1)
          .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(l -> l.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  /// The engine's side of one connection.
  record Connection(Socket socket, OutputStream out) {
    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    void chunk(String text) throws IOException {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      send(Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n");
    }

    void close() throws IOException {
      socket.close();
    }

    /// A reset instead of an orderly end.
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /// Waits until the other side is gone.
    void awaitGone() throws IOException {
      try {
        while (socket.getInputStream().read() >= 0) {
          // nothing is expected
        }
      } catch (java.net.SocketException reset) {
        // gone as well
      }
    }
  }

  static final String SSE =
      """
      HTTP/1.1 200 OK\r
      content-type: text/event-stream; charset=utf-8\r
      transfer-encoding: chunked\r
      \r
      """;

  private final ServerSocket server;
  private final Script script;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  /// Bytes of bodies that are there, of requests that are not whole too.
  final AtomicLong received = new AtomicLong();

  FakeEngine(Script script) {
    this.script = script;
    try {
      server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  /// One that answers with this JSON.
  static FakeEngine json(String body) {
    return new FakeEngine((asked, connection) -> connection.send(answer(200, body)));
  }

  static String answer(int status, String body) {
    return "HTTP/1.1 "
        + status
        + " Status\r\ncontent-type: application/json\r\ncontent-length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  int port() {
    return server.getLocalPort();
  }

  /// The next request that it got.
  Asked next() throws InterruptedException {
    var next = asked.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the engine was not asked");
    }
    return next;
  }

  /// Whether anybody is connected.
  boolean isConnected() {
    return !open.isEmpty();
  }

  /// Whether it was asked and has not finished.
  boolean isServing() {
    return asked.isEmpty() || !open.isEmpty();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new java.io.BufferedInputStream(socket.getInputStream());
      var connection = new Connection(socket, socket.getOutputStream());
      while (!socket.isClosed()) {
        var request = read(in);
        if (request.isEmpty()) {
          return;
        }
        asked.add(request.get());
        script.answer(request.get(), connection);
      }
    } catch (IOException e) {
      // the gateway closed it, or the script did
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private Optional<Asked> read(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      var b = in.read();
      if (b < 0) {
        return Optional.empty();
      }
      head.write(b);
    }
    var request = new Asked(head.toString(StandardCharsets.ISO_8859_1), "");
    var length = request.header("content-length");
    var body = length.isEmpty() ? chunked(in, request) : body(in, Integer.parseInt(length));
    return Optional.of(new Asked(request.head(), new String(body, StandardCharsets.UTF_8)));
  }

  private byte[] body(InputStream in, int length) throws IOException {
    var body = new ByteArrayOutputStream();
    while (body.size() < length) {
      var piece = in.readNBytes(Math.min(length - body.size(), 4096));
      if (piece.length == 0) {
        throw new java.io.EOFException();
      }
      body.write(piece);
      received.addAndGet(piece.length);
    }
    return body.toByteArray();
  }

  private byte[] chunked(InputStream in, Asked request) throws IOException {
    var body = new ByteArrayOutputStream();
    if (request.header("transfer-encoding").equals("chunked")) {
      for (var size = size(in); size > 0; size = size(in)) {
        body.write(body(in, size));
        in.readNBytes(2);
      }
      in.readNBytes(2);
    }
    return body.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new java.io.EOFException();
      }
      line.append((char) b);
    }
    return Integer.parseInt(line.toString().strip(), 16);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (var socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
