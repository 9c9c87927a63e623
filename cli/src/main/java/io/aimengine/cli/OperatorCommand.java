package io.aimengine.cli;

import io.aimengine.operator.AdmissionServer;
import io.aimengine.operator.AimOperator;
import io.aimengine.operator.OperatorServer;
import io.aimengine.operator.OperatorSettings;
import io.aimengine.operator.SlimClient;
import io.aimengine.operator.Telemetry;
import io.aimengine.operator.log.JsonLogs;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.MissingCRDException;
import io.javaoperatorsdk.operator.OperatorException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs the operator until it is told to stop.
@Command(
    name = "operator",
    mixinStandardHelpOptions = true,
    description = "Run the Kubernetes operator: AIMEndpoints become planned, running services",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine operator                            with the kubeconfig at hand, or in a pod",
      "  aim-engine operator --leader-elect=false       a lone one, for a try",
      "  aim-engine operator --watch-namespace team-a   serves that namespace only"
    })
final class OperatorCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("io.aimengine.operator");

  private final App app;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @Mixin private Common common = new Common();
  @Mixin private KubeOptions kube = new KubeOptions();
  @Mixin private ClusterFacts facts = new ClusterFacts();

  @Option(
      names = "--watch-namespace",
      paramLabel = "NAMESPACE",
      description =
          "See and serve this namespace only, with no right outside it: what GPUs there are says"
              + " its ConfigMap aim-engine-inventory, or spec.hardware")
  private String watched = "";

  @Option(
      names = "--leader-elect",
      arity = "0..1",
      paramLabel = "true|false",
      defaultValue = "true",
      fallbackValue = "true",
      description = "Let one of several replicas work at a time (default: ${DEFAULT-VALUE})")
  private boolean elects = true;

  @Option(
      names = "--metrics-bind-address",
      paramLabel = "[HOST]:PORT",
      description =
          "Where /metrics is, 0 for nowhere (default: :8080 in a pod, 127.0.0.1:8080 elsewhere)")
  private String metrics = "";

  @Option(
      names = "--health-probe-bind-address",
      paramLabel = "[HOST]:PORT",
      description =
          "Where /healthz and /readyz are, 0 for nowhere (default: :8081 in a pod, 127.0.0.1:8081"
              + " elsewhere)")
  private String probes = "";

  @Option(
      names = "--webhook-bind-address",
      paramLabel = "[HOST]:PORT",
      description =
          "Where the API server may ask before an object of ours is written (off unless given;"
              + " usually :9443)")
  private String webhook = "0";

  @Option(
      names = "--webhook-cert-dir",
      paramLabel = "DIR",
      description = "The webhook's tls.crt and tls.key, read again when they change")
  private String certificates = "/etc/aim-engine/webhook";

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "error, warn, info or debug (default: ${DEFAULT-VALUE})")
  private String level = "info";

  OperatorCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() throws InterruptedException {
    var threshold = threshold();
    var metricsAt = BindAddress.parse(app, "--metrics-bind-address", metrics, 8080);
    var probesAt = BindAddress.parse(app, "--health-probe-bind-address", probes, 8081);
    var webhookAt = BindAddress.parse(app, "--webhook-bind-address", webhook, 9443);
    // somebody who is slow to send a request gets no thread for longer
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    var config = kube.config(app);
    config.setUserAgent("aim-operator/" + Version.number());
    JsonLogs.to(app.terminal().err(), threshold, app.clock());
    var hook = new Thread(this::stopNow, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    var telemetry = new Telemetry();
    probesAt.ifPresent(at -> opened(OperatorServer.probes(at, telemetry), "probes", at));
    metricsAt.ifPresent(at -> opened(OperatorServer.metrics(at, telemetry), "metrics", at));
    var client = SlimClient.of(config);
    keep(client);
    var settings = settings(client);
    LOG.info(
        "starting: version {}, {}, {}",
        Version.number(),
        settings.watched().isEmpty() ? "all namespaces" : "namespace " + settings.watched(),
        settings.leases().isEmpty()
            ? "alone"
            : "election in " + settings.leases() + " as " + settings.identity());
    var operator = start(client, settings, telemetry);
    keep(operator);
    webhookAt.ifPresent(at -> {
      keep(AdmissionServer.start(at, app.directory().resolve(certificates), operator));
      LOG.info("webhook at {}", at);
    });
    LOG.info("started");
    operator.awaitLostLeadership();
    Runtime.getRuntime().removeShutdownHook(hook);
    LOG.error("leadership was lost: ending, to stand for election anew");
    close();
    return Exit.GENERAL.code();
  }

  private AimOperator start(
      KubernetesClient client, OperatorSettings settings, Telemetry telemetry) {
    try {
      return AimOperator.start(
          client, app.catalog(common), facts.cluster(), app.clock(), settings, telemetry);
    } catch (MissingCRDException missing) {
      throw new CommandFailure(
          Exit.USAGE,
          "kube.no-crds",
          "the cluster does not know our kinds: " + missing.getMessage(),
          "aim-engine install --dry-run | kubectl apply --server-side -f -");
    } catch (OperatorException failed) {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof KubernetesClientException refused) {
          throw KubeFailures.translate(refused);
        }
      }
      throw failed;
    }
  }

  private OperatorSettings settings(KubernetesClient client) {
    var all = OperatorSettings.alone().watching(watched);
    if (!elects) {
      return all;
    }
    var own = client.getConfiguration().getNamespace();
    var leases = own == null || own.isEmpty() ? "default" : own;
    return all.electing(leases, app.env().getOrDefault("POD_NAME", "") + "_" + UUID.randomUUID());
  }

  private Level threshold() {
    try {
      return common.debug ? Level.DEBUG : Level.valueOf(level.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw CommandFailure.usage(
          "--log-level " + level + " is none that we know", "One of: error, warn, info, debug.");
    }
  }

  private void opened(OperatorServer server, String what, InetSocketAddress at) {
    keep(server);
    LOG.info("{} at {}", what, at);
  }

  private synchronized void keep(AutoCloseable resource) {
    open.push(resource);
  }

  /// SIGTERM: what runs ends, the Lease is given away, and the process leaves with 0.
  private void stopNow() {
    LOG.info("stopping");
    close();
    LOG.info("stopped");
    Runtime.getRuntime().halt(Exit.OK.code());
  }

  private synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.warn("not closed", e);
      }
    }
  }
}
