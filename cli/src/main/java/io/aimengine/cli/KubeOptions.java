package io.aimengine.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/// Which cluster, and which namespace of it: as kubectl takes them.
final class KubeOptions {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration REQUEST = Duration.ofSeconds(30);

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Else KUBECONFIG, ~/.kube/config, or the service account of a pod")
  String kubeconfig = "";

  @Option(
      names = "--kube-context",
      paramLabel = "NAME",
      description = "A context of it; else its current one")
  String context = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Else the context's own")
  String namespace = "";

  /// A client that gives up soon; the caller closes it. Nothing is asked yet.
  KubernetesClient client(App app) {
    var config = config(app);
    config.setUserAgent("aim-engine/" + Version.number());
    config.setConnectionTimeout((int) CONNECT.toMillis());
    config.setRequestTimeout((int) REQUEST.toMillis());
    config.setRequestRetryBackoffLimit(1);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /// Where to look: `--namespace`, the context's own, or `default`.
  String namespace(KubernetesClient client) {
    var known = client.getConfiguration().getNamespace();
    return known == null || known.isEmpty() ? "default" : known;
  }

  Config config(App app) {
    var files = files(app);
    var config = files.isEmpty() ? serviceAccount(app) : read(files);
    if (!context.isEmpty()
        && config.getContexts().stream().noneMatch(known -> context.equals(known.getName()))) {
      throw CommandFailure.usage(
          "kube.no-context", "--kube-context " + context + " is none of the kubeconfig", "");
    }
    if (!namespace.isEmpty()) {
      config.setNamespace(namespace);
    }
    return config;
  }

  private Config read(List<File> files) {
    if (files.size() > 1) {
      throw CommandFailure.usage(
          "kube.several-configs",
          "KUBECONFIG names " + files.size() + " files; we read one",
          "kubectl config view --flatten > one, then --kubeconfig one");
    }
    return Config.fromKubeconfig(context.isEmpty() ? null : context, files.getFirst());
  }

  private List<File> files(App app) {
    if (!kubeconfig.isEmpty()) {
      return List.of(existing(app.directory().resolve(kubeconfig)));
    }
    var named = app.env().getOrDefault("KUBECONFIG", "");
    if (!named.isEmpty()) {
      return Arrays.stream(named.split(File.pathSeparator))
          .filter(name -> !name.isEmpty())
          .map(name -> existing(app.directory().resolve(name)))
          .toList();
    }
    var usual = app.home().resolve(".kube/config");
    return !inPod(app) && Files.isReadable(usual) ? List.of(usual.toFile()) : List.of();
  }

  private static File existing(Path path) {
    if (!Files.isReadable(path)) {
      throw CommandFailure.usage(
          "kube.no-config", "no kubeconfig at " + path, "Check --kubeconfig and KUBECONFIG.");
    }
    return path.toFile();
  }

  private static Config serviceAccount(App app) {
    if (!inPod(app)) {
      throw CommandFailure.usage(
          "kube.no-config",
          "there is no cluster to talk to: no kubeconfig is named, and this is no pod",
          "Name one with --kubeconfig or KUBECONFIG.");
    }
    return Config.autoConfigure(null);
  }

  static boolean inPod(App app) {
    return !app.env().getOrDefault("KUBERNETES_SERVICE_HOST", "").isEmpty();
  }
}
