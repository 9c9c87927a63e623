package io.aimengine.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// A way to the API server of its own that can be cut: all its connections, watches too, break at
/// once, as behind a load balancer that is restarted. New ones are taken at any time.
public final class Wire implements AutoCloseable {
  private static final Pattern SERVER = Pattern.compile("server: \"(https://[^\"]+)\"");

  private final ServerSocket entrance;
  private final URI server;
  private final Path kubeconfig;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Wire(ServerSocket entrance, URI server, Path kubeconfig) {
    this.entrance = entrance;
    this.server = server;
    this.kubeconfig = kubeconfig;
  }

  static Wire to(Path administrators) {
    try {
      var text = Files.readString(administrators);
      var found = SERVER.matcher(text);
      if (!found.find()) {
        throw new IllegalStateException("no server in " + administrators);
      }
      var entrance = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
      var address = "https://127.0.0.1:" + entrance.getLocalPort();
      var kubeconfig = Files.createTempFile(administrators.getParent(), "wire", ".kubeconfig");
      Files.writeString(kubeconfig, text.replace(found.group(1), address));
      var wire = new Wire(entrance, URI.create(found.group(1)), kubeconfig);
      Thread.ofVirtual().name("wire").start(wire::accept);
      return wire;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The administrator's, through this wire.
  public Path kubeconfig() {
    return kubeconfig;
  }

  /// Breaks all connections that are open.
  public void cut() {
    open.forEach(Wire::close);
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        var near = entrance.accept();
        Thread.ofVirtual().name("wire").start(() -> connect(near));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket near) {
    try {
      var far = new Socket(server.getHost(), server.getPort());
      open.add(near);
      open.add(far);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread.ofVirtual().name("wire").start(() -> pass(near, far));
      pass(far, near);
    } catch (IOException away) {
      close(near); // as if it had gone there itself
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException broken) {
      return; // it was cut, or one end has gone
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
