package io.aimengine.e2e.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A running etcd, API server, controller manager, scheduler and kwok, started by
/// `e2e/cluster/up.sh`. They end when this is closed or when this JVM dies, however it dies.
public final class ControlPlane implements AutoCloseable {
  private static final String ESTABLISHED =
      "jsonpath={.status.conditions[?(@.type==\"Established\")].status}";

  private final Process holder;
  private final Path folder;
  private final Path kubeconfig;
  private final AuditLog audit;

  private ControlPlane(Process holder, Path folder, Path kubeconfig) {
    this.holder = holder;
    this.folder = folder;
    this.kubeconfig = kubeconfig;
    this.audit = new AuditLog(folder.resolve("log/audit.jsonl"), client(AuditLog.AGENT));
  }

  /// Builds the programs if they are nowhere (minutes, the first time), then starts them (seconds).
  ///
  /// @throws IllegalStateException with what the scripts said when the cluster does not come up
  public static ControlPlane start() {
    try {
      var holder =
          new ProcessBuilder(Scripts.path("up.sh"), "--hold")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var said = readAnswer(holder.inputReader(StandardCharsets.UTF_8));
      if (!said.containsKey("kubeconfig")) {
        throw new IllegalStateException("the test cluster did not start, see what it said above");
      }
      return new ControlPlane(holder, Path.of(said.get("folder")), Path.of(said.get("kubeconfig")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> readAnswer(BufferedReader lines) throws IOException {
    var said = new HashMap<String, String>();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var colon = line.indexOf(": ");
      said.put(line.substring(0, colon), line.substring(colon + 2));
      if (said.containsKey("kubeconfig")) {
        break;
      }
    }
    return said;
  }

  /// The administrator's.
  public Path kubeconfig() {
    return kubeconfig;
  }

  /// Where processes log to: `log/kube-apiserver.log` and so on.
  public Path folder() {
    return folder;
  }

  /// An administrator's client, known to the audit log by its agent; the caller closes it.
  public KubernetesClient client(String userAgent) {
    return new KubernetesClientBuilder().withConfig(config(userAgent)).build();
  }

  /// For an administrator's client of another make.
  public Config config(String userAgent) {
    try {
      var config = Config.fromKubeconfig(Files.readString(kubeconfig));
      config.setUserAgent(userAgent);
      return config;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Another way to the API server, to be cut; the caller closes it.
  public Wire wire() {
    return Wire.to(kubeconfig);
  }

  /// What clients have written.
  public AuditLog audit() {
    return audit;
  }

  /// kubectl as a user runs it, with a text on its standard input.
  public Ran kubectl(String input, String... arguments) {
    var command = new ArrayList<>(List.of(folder.resolve("bin/kubectl").toString()));
    command.addAll(List.of(arguments));
    return Scripts.run(Map.of("KUBECONFIG", kubeconfig.toString()), input, command);
  }

  /// Installs kinds, and returns once the API server takes objects of them.
  ///
  /// @throws AssertionError after the deadline
  public void install(String definitions) {
    var names = kubectl(definitions, "apply", "-f", "-", "-o", "name").orThrow().output();
    for (var name : names.lines().toList()) { // kubectl fails before a status is there
      Cluster.eventually(
          name + " is established",
          () -> kubectl("", "get", name, "-o", ESTABLISHED).output().equals("True"));
    }
  }

  /// The same with the definitions that are files of a folder.
  public void installAll(Path folder) {
    try (var files = Files.list(folder)) {
      for (var file : files.sorted().toList()) {
        install(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops a process where it stands; its clients wait.
  public void pause(Component component) {
    hurt("pause", component);
  }

  public void resume(Component component) {
    hurt("resume", component);
  }

  /// Kills a process and starts it again; returns before it answers.
  public void restart(Component component) {
    hurt("restart", component);
  }

  private void hurt(String how, Component component) {
    var command =
        List.of(Scripts.path("component.sh"), folder.toString(), how, component.program());
    Scripts.run(Map.of(), "", command).orThrow();
  }

  /// The processes of a control plane.
  public enum Component {
    ETCD("etcd"),
    API_SERVER("kube-apiserver"),
    CONTROLLER_MANAGER("kube-controller-manager"),
    SCHEDULER("kube-scheduler"),
    KWOK("kwok");

    private final String program;

    Component(String program) {
      this.program = program;
    }

    String program() {
      return program;
    }
  }

  @Override
  public void close() {
    audit.close();
    try {
      holder.getOutputStream().close();
      if (!holder.waitFor(20, TimeUnit.SECONDS)) {
        holder.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      holder.destroyForcibly();
    }
  }
}
