package io.aimengine.local.run;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// One HTTP/1.1 request at a time to an engine on this machine, over a plain socket: the JDK's
/// client costs a tenth of a second at its first use, and a supervisor asks long before that.
public final class EngineHttp {
  private static final int HEADER_LIMIT = 64 << 10;
  private static final int BODY_LIMIT = 8 << 20;

  private final InetSocketAddress address;
  private final String key;

  /// `key` is sent as a bearer token unless it is empty.
  public EngineHttp(String host, int port, String key) {
    this.address = new InetSocketAddress(host, port);
    this.key = key;
  }

  /// What came back, read to its end.
  public record Answer(int status, String body) {
    public boolean isOk() {
      return status == 200;
    }
  }

  /// `timeout` is for the whole exchange. A refused connection, a timeout and an answer that is not
  /// HTTP or too large are IOExceptions.
  public Answer get(String path, Duration timeout) throws IOException {
    return exchange("GET " + path + " HTTP/1.1\r\n", "", timeout);
  }

  public Answer post(String path, String json, Duration timeout) throws IOException {
    return exchange("POST " + path + " HTTP/1.1\r\n", json, timeout);
  }

  private Answer exchange(String requestLine, String json, Duration timeout) throws IOException {
    var deadline = Deadline.in(timeout);
    try (var socket = new Socket()) {
      socket.connect(address, millis(deadline));
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request(requestLine, json));
      return new Reader(socket, deadline).answer();
    }
  }

  private byte[] request(String requestLine, String json) {
    var body = json.getBytes(StandardCharsets.UTF_8);
    var head = new StringBuilder(requestLine);
    head.append("Host: ").append(address.getHostString()).append(':').append(address.getPort());
    head.append("\r\nConnection: close\r\nAccept: */*\r\n");
    if (!key.isEmpty()) {
      head.append("Authorization: Bearer ").append(key).append("\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length);
      head.append("\r\n");
    }
    head.append("\r\n").append(json);
    return head.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static int millis(Deadline deadline) throws SocketTimeoutException {
    var left = deadline.left().toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException("no answer in time");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  /// Reads one answer, never past the deadline or the limits.
  private static final class Reader {
    private final Socket socket;
    private final Deadline deadline;
    private final InputStream in;

    Reader(Socket socket, Deadline deadline) throws IOException {
      this.socket = socket;
      this.deadline = deadline;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    Answer answer() throws IOException {
      var status = status(line());
      var length = -1L;
      var chunked = false;
      var seen = 0;
      for (var header = line(); !header.isEmpty(); header = line()) {
        seen += header.length();
        if (seen > HEADER_LIMIT) {
          throw new IOException("headers too long");
        }
        var lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = number(lower.substring(15), 10);
        }
        chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
      }
      var body = chunked ? chunks() : length >= 0 ? bytes(length) : rest();
      return new Answer(status, new String(body, StandardCharsets.UTF_8));
    }

    private int status(String line) throws IOException {
      var words = line.split(" ", 3);
      if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
        throw new IOException("not an HTTP answer");
      }
      return (int) number(words[1], 10);
    }

    private byte[] chunks() throws IOException {
      var body = new ByteArrayOutputStream();
      while (true) {
        var size = number(line().split(";", 2)[0], 16);
        if (size == 0) {
          return body.toByteArray();
        }
        limit(body.size() + size);
        body.write(bytes(size));
        line();
      }
    }

    private byte[] bytes(long count) throws IOException {
      limit(count);
      var body = new byte[(int) count];
      for (var filled = 0; filled < body.length; ) {
        socket.setSoTimeout(millis(deadline));
        var read = in.read(body, filled, body.length - filled);
        if (read < 0) {
          throw new IOException("the answer ended early");
        }
        filled += read;
      }
      return body;
    }

    private byte[] rest() throws IOException {
      var body = new ByteArrayOutputStream();
      for (var next = next(); next >= 0; next = next()) {
        body.write(next);
        limit(body.size());
      }
      return body.toByteArray();
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (var next = next(); next != '\n'; next = next()) {
        if (next < 0 || line.length() > HEADER_LIMIT) {
          throw new IOException("the answer ended early");
        }
        line.append((char) next);
      }
      return line.toString().strip();
    }

    private int next() throws IOException {
      socket.setSoTimeout(millis(deadline));
      return in.read();
    }

    private static void limit(long size) throws IOException {
      if (size > BODY_LIMIT) {
        throw new IOException("an answer of more than " + BODY_LIMIT + " bytes");
      }
    }

    private static long number(String text, int radix) throws IOException {
      try {
        return Long.parseUnsignedLong(text.strip(), radix);
      } catch (NumberFormatException e) {
        throw new IOException("not an HTTP answer", e);
      }
    }
  }
}
