package io.aimengine.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.aimengine.e2e.cluster.Cluster;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Where the API server asks for the logs of pods that kwok plays: a node's port on loopback, with
/// TLS, as a kubelet has it. What is asked for is kept.
final class FakeKubelet implements AutoCloseable {
  private final HttpsServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Semaphore stalled = new Semaphore(0);
  private volatile Optional<String> log;
  private volatile boolean stalls;

  /// Without a log it fails.
  FakeKubelet(Path folder, Optional<String> log) throws Exception {
    this.log = log;
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(TestCertificate.serving(folder)));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/containerLogs/", this::answer);
    server.start();
  }

  /// Adds a node of 8 GPUs whose kubelet this is.
  void node(Cluster cluster, String name, String accelerator) {
    cluster
        .nodes()
        .add(
            new NodeBuilder(cluster.nodes().node(name, accelerator, 8))
                .editStatus()
                .addNewAddress("127.0.0.1", "InternalIP")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(server.getAddress().getPort())
                .endDaemonEndpoints()
                .endStatus()
                .build());
  }

  void write(Optional<String> other) {
    log = other;
  }

  /// From now on an answer begins and does not end.
  void stall() {
    stalls = true;
  }

  /// Paths and queries.
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().toString());
    var text = log.orElse("no such container").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(log.isPresent() ? 200 : 500, stalls ? 0 : text.length);
    exchange.getResponseBody().write(text);
    if (stalls) {
      exchange.getResponseBody().flush();
      stalled.acquireUninterruptibly();
    }
    exchange.close();
  }

  @Override
  public void close() {
    stalled.release(asked.size());
    server.stop(0);
  }
}
