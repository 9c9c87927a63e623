package io.aimengine.operator;

import io.aimengine.catalog.Catalogs;
import io.aimengine.operator.log.JsonLogs;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.event.Level;

/// An operator in a JVM of its own, for tests that kill it: `KUBECONFIG AGENT SKEW LEASES`. Its
/// clock is off by `SKEW`; it stands for election in the namespace `LEASES`, if any.
final class OperatorProgram {
  private OperatorProgram() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var clock = InstantSource.offset(InstantSource.system(), Duration.parse(args[2]));
    JsonLogs.to(System.err, Level.WARN, clock);
    var config = Config.fromKubeconfig(Files.readString(Path.of(args[0])));
    config.setUserAgent(args[1]);
    var settings = OperatorSettings.alone();
    AimOperator.start(
            new KubernetesClientBuilder().withConfig(config).build(),
            Catalogs.builtin(),
            io.aimengine.render.Cluster.plain(),
            clock,
            args.length < 4 ? settings : settings.electing(args[3], args[1]),
            new Telemetry())
        .awaitLostLeadership();
    System.exit(1);
  }
}
