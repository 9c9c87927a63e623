package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// An operator that renders pods in another way takes over what an older one made.
@OnCluster
class UpgradeTest {
  private static Operated operated;

  private final Cluster cluster;

  UpgradeTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void starts(Cluster cluster) {
    cluster.nodes().add(1, "MI300X");
    operated = new Operated(cluster);
  }

  @AfterAll
  static void stops() {
    operated.close();
  }

  @Test
  void changesNoPodUntilSomebodyAsksForIt() {
    operated.start(older());
    operated.ready("kept", "model: Qwen/Qwen3-8B");
    var pods = operated.podIds("kept");

    operated.start();
    operated.await(
        "kept", "an update is available", e -> Operated.is(e, "UpdateAvailable", "True"));
    cluster.kubectl("scale", "aimep/kept", "--replicas=2").orThrow();
    cluster.awaitAll(operated.pods("kept"), "one pod more", all -> all.size() == 2);
    operated.awaitReady("kept");
    assertThat(operated.podIds("kept")).containsAll(pods);
    assertThat(groups("kept")).as("also of the new pod").containsOnly(List.of(44L));

    cluster.kubectl("annotate", "aimep/kept", Release.ROLL + "=now").orThrow();
    cluster.awaitAll(
        operated.pods("kept"),
        "all pods are made anew",
        all ->
            all.size() == 2
                && all.stream()
                    .allMatch(
                        p -> p.getSpec().getSecurityContext().getSupplementalGroups().isEmpty()));
    var rolled = operated.awaitReady("kept");
    assertThat(Operated.is(rolled, "UpdateAvailable", "True")).isFalse();
  }

  @Test
  void makesADeletedWorkloadAgainAsItWas() {
    operated.start(older());
    operated.ready("deleted", "model: Qwen/Qwen3-8B");
    operated.start();
    operated.await(
        "deleted", "an update is available", e -> Operated.is(e, "UpdateAvailable", "True"));
    var workload =
        cluster
            .client()
            .resources(Deployment.class)
            .inNamespace(cluster.namespace())
            .withName("deleted");
    var uid = workload.get().getMetadata().getUid();
    workload.delete();
    cluster.await(workload, "it is back", d -> !uid.equals(d.getMetadata().getUid()));
    assertThat(
            workload
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getSecurityContext()
                .getSupplementalGroups())
        .containsExactly(44L);
  }

  private List<List<Long>> groups(String name) {
    return operated.pods(name).list().getItems().stream()
        .map(p -> p.getSpec().getSecurityContext().getSupplementalGroups())
        .toList();
  }

  private static io.aimengine.render.Cluster older() {
    return io.aimengine.render.Cluster.plain().groups(List.of(44L));
  }
}
