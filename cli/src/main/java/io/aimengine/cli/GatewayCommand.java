package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.gateway.Access;
import io.aimengine.gateway.Access.Sharing;
import io.aimengine.gateway.Gateway;
import io.aimengine.gateway.GatewaySettings;
import io.aimengine.gateway.GatewaySettings.Usage;
import io.aimengine.gateway.Observers;
import io.aimengine.gateway.RouteSource;
import io.aimengine.gateway.Tls;
import io.aimengine.gateway.UsageExchange;
import io.aimengine.gateway.cluster.ClusterRoutes;
import io.aimengine.gateway.keys.ApiKeys;
import io.aimengine.gateway.keys.Gatekeeper;
import io.aimengine.gateway.usage.UsageJournal;
import io.aimengine.gateway.usage.UsageKeeper;
import io.aimengine.gateway.usage.UsageLedger;
import io.aimengine.operator.SlimClient;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs the gateway until it is told to stop.
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = "One OpenAI address for every endpoint that runs here",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine gateway                          http://127.0.0.1:8080/v1, all that runs here",
      "  aim-engine gateway --listen :8080           for other machines too",
      "  aim-engine gateway --routes routes.yaml     engines that a file names",
      "  aim-engine gateway --cluster                a Kubernetes cluster's endpoints, all namespaces",
      "  aim-engine gateway --cluster -n team-a      those of one namespace"
    })
final class GatewayCommand implements Callable<Integer> {
  private static final int PORT = 8080;

  /// The usual one of OpenTelemetry's Prometheus exporters.
  private static final int METRICS_PORT = 9464;

  /// What the JIT compiler needs on a slow core, before a load balancer sends anything.
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  /// Where nobody looks whether it is ready.
  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(3);

  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final App app;

  @Mixin private Common common = new Common();

  @Option(
      names = "--listen",
      paramLabel = "[HOST]:PORT",
      description = "Where clients come (default: :8080 in a pod, 127.0.0.1:8080 elsewhere)")
  private String listen = "";

  @Option(
      names = "--metrics",
      paramLabel = "[HOST]:PORT",
      description = "Where /metrics is, 0 for nowhere (default: port 9464)")
  private String metrics = "";

  @Option(
      names = "--routes",
      paramLabel = "FILE",
      description = "Engines that this file names, instead of what runs here; read anew on changes")
  private String file = "";

  @Option(
      names = "--cluster",
      description =
          "The AIMEndpoints of a Kubernetes cluster, instead of what runs here: of one namespace"
              + " with -n, else of all; those without a replica are woken by requests")
  private boolean cluster;

  @Mixin private KubeOptions kube = new KubeOptions();

  @Option(
      names = "--usage",
      description = "Count tokens of every request: engines are asked for them")
  private boolean usage;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "API keys, of `aim-engine keys` (default: those of the state directory)")
  private String keyFile = "";

  @Option(
      names = "--peers",
      paramLabel = "HOST:PORT",
      description =
          "The metrics listeners of all gateways with the same keys, each address of the host one:"
              + " rates and budgets are of all together")
  private String peers = "";

  @Mixin private TlsOptions tls = new TlsOptions();
  @Mixin private ObserverOptions observers = new ObserverOptions();

  GatewayCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() throws InterruptedException {
    var mistakes = new Mistakes();
    mistakes.check(this::oneSource);
    var others =
        mistakes.or(
            Optional.<Peers>empty(), none -> peers.isEmpty() ? none : Optional.of(Peers.of(peers)));
    var settings = settings(mistakes);
    var watched = observers.open(app, mistakes);
    var routes = routes();
    // in a pod each has a name of its own
    var ledger = new UsageLedger(app.env().getOrDefault("POD_NAME", "local"));
    var sharing = others.isEmpty() ? Sharing.ALONE : Sharing.WITH_OTHERS;
    var access = new Access(new Gatekeeper(ApiKeys.NONE), ledger, app.clock(), sharing);
    var kept = kept(ledger);
    var keys =
        new KeyWatch(KeyFile.of(app, keyFile), access.gate(), ledger, app.clock(), this::complain);
    keys.start();
    var gateway = started(settings, routes, access, watched);
    var exchange = others.map(all -> new UsageExchange(all, access));
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  keys.close();
                  exchange.ifPresent(UsageExchange::close);
                  gateway.close();
                  kept.ifPresent(UsageKeeper::close);
                  stopped.countDown();
                },
                "stop"));
    tell(settings, gateway);
    stopped.await();
    return Exit.OK.code();
  }

  private void tell(GatewaySettings settings, Gateway gateway) {
    var url =
        (settings.tls().isPresent() ? "https://" : "http://")
            + shown(settings.listen(), gateway.port())
            + "/v1";
    var page =
        settings
            .metrics()
            .map(at -> "http://" + shown(at, gateway.metricsPort()) + "/metrics")
            .orElse("");
    if (common.format != Format.table) {
      var document = JsonNodeFactory.instance.objectNode().put("url", url).put("metrics", page);
      app.printer().document(common.format, document);
    } else {
      app.terminal().out().println("Gateway  " + url);
      app.terminal().out().println("Metrics  " + (page.isEmpty() ? "nowhere" : page));
    }
    app.terminal().out().flush();
  }

  private GatewaySettings settings(Mistakes mistakes) {
    var own = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    var settings =
        GatewaySettings.at(mistakes.or(own, _ -> listen()))
            .loops(loops())
            .warmedUp(cluster || !file.isEmpty() ? WARM_UP : SHORT_WARM_UP)
            .with(usage ? Usage.METERED : Usage.AS_ASKED)
            .metricsAt(
                mistakes.or(
                    Optional.<InetSocketAddress>empty(),
                    _ -> BindAddress.parse(app, "--metrics", metrics, METRICS_PORT)));
    return mistakes
        .or(Optional.<Tls>empty(), _ -> tls.read(app))
        .map(settings::with)
        .orElse(settings);
  }

  private InetSocketAddress listen() {
    return BindAddress.parse(app, "--listen", listen, PORT)
        .orElseThrow(() -> CommandFailure.usage("--listen 0 is nowhere", "[HOST]:PORT"));
  }

  private void oneSource() {
    if (cluster && !file.isEmpty()) {
      throw CommandFailure.usage("--cluster and --routes are two sources of routes", "Give one.");
    }
  }

  private RouteSource routes() {
    if (!file.isEmpty()) {
      return new FileRoutes(app.directory().resolve(file), file, this::complain);
    }
    if (cluster) {
      var config = kube.config(app);
      config.setUserAgent("aim-gateway/" + Version.number());
      return new ClusterRoutes(
          SlimClient.of(config), kube.namespace, this::metricNames, this::complain);
    }
    var runtime = app.runtime();
    return new LocalRoutes(runtime::list, this::wake, app.env());
  }

  private void wake(String endpoint) {
    try {
      app.runtime().wake(endpoint);
    } catch (RuntimeException e) {
      complain(e); // the next request tries again
    }
  }

  /// Those of the newest version that we know.
  private Map<String, String> metricNames(String engine) {
    return app.catalog(common).engines().stream()
        .filter(version -> version.engine().id().equals(engine))
        .findFirst()
        .map(EngineVersion::metrics)
        .orElse(Map.of());
  }

  private static int loops() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
  }

  /// Empty where another gateway keeps its usage there: it says so, and this one serves all the
  /// same.
  private Optional<UsageKeeper> kept(UsageLedger ledger) {
    var folder = app.stateDir().root().resolve("gateway").resolve("usage");
    try {
      var journal = UsageJournal.open(folder, ledger);
      return Optional.of(new UsageKeeper(journal, FLUSH, app.clock(), this::complain));
    } catch (IllegalStateException taken) {
      app.terminal().err().println("usage is not kept: another gateway keeps it in " + folder);
      return Optional.empty();
    }
  }

  private void complain(RuntimeException problem) {
    app.printer().failure(Format.table, Failures.translate(problem));
  }

  private static Gateway started(
      GatewaySettings settings, RouteSource routes, Access access, Observers observers) {
    try {
      return Gateway.start(settings, routes, access, observers);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof BindException) {
        throw new CommandFailure(
            Exit.LAUNCH,
            "port.taken",
            "cannot listen at "
                + shown(settings.listen(), settings.listen().getPort())
                + settings
                    .metrics()
                    .map(where -> " or " + shown(where, where.getPort()))
                    .orElse(""),
            "Something else listens there, or the address is not of this machine: --listen :PORT,"
                + " --metrics :PORT.");
      }
      throw e;
    }
  }

  private static String shown(InetSocketAddress at, int port) {
    var host = at.getAddress().isAnyLocalAddress() ? "127.0.0.1" : at.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
