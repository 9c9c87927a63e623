package io.aimengine.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.e2e.cluster.ControlPlane.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@OnCluster
class ControlPlaneTest {
  private final Cluster cluster;

  ControlPlaneTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void refusesByAnAdmissionPolicy() {
    cluster.apply(policy()).orThrow();

    Cluster.eventually(
        "the policy is in force",
        () ->
            cluster
                .kubectl("create", "configmap", "nope", "--dry-run=server")
                .errors()
                .contains("not that name"));
    assertThat(cluster.kubectl("create", "configmap", "yes", "--dry-run=server").exit()).isZero();
  }

  private String policy() {
    return """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: NAME}
    spec:
      matchConstraints:
        namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAME}}
        resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]
      validations: [{expression: "object.metadata.name != 'nope'", message: not that name}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: NAME}
    spec: {policyName: NAME, validationActions: [Deny]}
    """
        .replace("NAME", cluster.namespace());
  }

  @Test
  void tellsWhoOwnsAFieldThatAnotherWantsToSet() {
    var mine = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}\ndata: {a: MINE}\n";
    applyAs("first", mine).orThrow();

    var ran = applyAs("second", mine.replace("MINE", "yours"));

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.errors()).contains("conflict with \"first\"").contains(".data.a");
  }

  private Ran applyAs(String manager, String yaml) {
    return cluster
        .plane()
        .kubectl(
            yaml,
            "-n",
            cluster.namespace(),
            "apply",
            "--server-side",
            "--field-manager",
            manager,
            "-f",
            "-");
  }

  @Test
  void comesBackAfterItsApiServerWasKilledAndItsStorePaused() {
    cluster.kubectl("create", "configmap", "kept").orThrow();

    cluster.plane().restart(Component.API_SERVER);
    Cluster.eventually(
        "the API server answers again",
        () -> cluster.kubectl("get", "configmap", "kept").exit() == 0);

    cluster.plane().pause(Component.ETCD);
    try {
      assertThat(cluster.kubectl("create", "configmap", "late", "--request-timeout=1s").exit())
          .isNotZero();
    } finally {
      cluster.plane().resume(Component.ETCD);
    }
    Cluster.eventually(
        "writes work again", () -> cluster.kubectl("create", "configmap", "later").exit() == 0);
  }

  @Test
  void leavesNoProcessWhenItsStarterIsKilled() throws Exception {
    var starter =
        new ProcessBuilder(Scripts.path("up.sh"), "--hold")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var folder = Path.of(starter.inputReader().readLine().substring("folder: ".length()));
    var processes = processes(folder);
    assertThat(processes).hasSize(Component.values().length).allMatch(ProcessHandle::isAlive);

    starter.destroyForcibly();

    for (var p : processes) {
      p.onExit().get(Cluster.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(folder).exists();
    Scripts.run(Map.of(), "", List.of(Scripts.path("down.sh"), "--stale")).orThrow();
    assertThat(folder).doesNotExist();
    assertThat(cluster.plane().folder()).exists();
  }

  private static List<ProcessHandle> processes(Path folder) throws IOException {
    try (var files = Files.list(folder.resolve("pids"))) {
      return files.flatMap(f -> ProcessHandle.of(number(f)).stream()).toList();
    }
  }

  private static long number(Path file) {
    try {
      return Long.parseLong(Files.readString(file).split(" ")[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
