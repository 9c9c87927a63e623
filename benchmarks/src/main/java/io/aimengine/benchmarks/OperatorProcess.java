package io.aimengine.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// `aim-engine operator` as people run it, and what the kernel and its own figures say of it.
record OperatorProcess(Process process, int port) implements AutoCloseable {
  /// What a pod of 512 MiB leaves for it.
  static final String HEAP = "288m";

  /// JVM options to try, such as a flight recording.
  static final String OPTIONS = "AIM_OPERATOR_JVM";

  static OperatorProcess start(Path kubeconfig) throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var address = "127.0.0.1:" + port;
    var builder =
        new ProcessBuilder(
                "./aim-engine",
                "operator",
                "--kubeconfig=" + kubeconfig,
                "-n=default",
                "--leader-elect=false", // a machine that is too busy to renew a Lease ends the run
                "--metrics-bind-address=" + address,
                "--health-probe-bind-address=127.0.0.1:0")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(Path.of("benchmarks/target/operator.log").toFile());
    var more = System.getenv().getOrDefault(OPTIONS, "");
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Xmx" + HEAP + " " + more);
    var process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // of a run that is broken off
    return new OperatorProcess(process, port);
  }

  void awaitReady() {
    while (!figures().contains("aim_operator_leader 1")) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the operator ended, see benchmarks/target/operator.log");
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private String figures() {
    var uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException notYet) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  double cpuSeconds() {
    return figure("process_cpu_seconds_total");
  }

  long heapMib() {
    return (long) figure("jvm_memory_used_bytes{area=\"heap\"}") >> 20;
  }

  private double figure(String name) {
    return figures()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  long residentMib() {
    return kib("VmRSS:") / 1024;
  }

  long peakMib() {
    return kib("VmHWM:") / 1024;
  }

  private long kib(String field) {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
