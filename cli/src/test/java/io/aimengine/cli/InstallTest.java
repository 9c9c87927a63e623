package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnCluster
class InstallTest {
  private static final String OPERATOR = "deployment/aim-engine-operator";
  private static final String IMAGE = "registry.example/aim-engine:1";

  private final Cluster cluster;

  @TempDir private Path folder;

  InstallTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void printsWhatAnApiServerTakesWholeAndOnceMoreWithoutAChange() {
    var yaml = printed("--image", IMAGE, "--gpu-groups", "44,109");
    apply(yaml);
    var before = generations();
    apply(yaml);
    assertThat(generations()).isNotBlank().isEqualTo(before);
    assertThat(operator("aim-engine-system"))
        .contains("\"" + IMAGE + "\"", "\"--gpu-groups=44,109\"", "\"--leader-elect=true\"");
    Cluster.eventually("the kinds are known", () -> cluster.kubectl("get", "aim").exit() == 0);
  }

  @Test
  void printsAnOperatorOfOneNamespaceThatNeedsNoRightsOutsideIt() {
    var own = cluster.namespace();
    apply(printed("--watch-namespace", own, "-n", own));
    assertThat(operator(own)).contains("\"--watch-namespace=" + own + "\"");
    assertThat(may(own, "list", "pods", "-n", own)).isEqualTo("yes");
    assertThat(may(own, "list", "pods", "-n", "default")).isEqualTo("no");
    assertThat(may(own, "get", "secrets", "-n", own)).isEqualTo("no");
    assertThat(may(own, "list", "nodes")).isEqualTo("no");
  }

  @Test
  void saysHowToApplyWhenItIsNotADryRun() {
    var ran = InProcess.in(folder).run("install");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("install --dry-run | kubectl apply");
  }

  private String printed(String... options) {
    var words = new ArrayList<>(List.of("install", "--dry-run"));
    words.addAll(List.of(options));
    var ran = InProcess.in(folder).run(words.toArray(String[]::new));
    assertThat(ran.exit()).as(ran.err()).isZero();
    return ran.out();
  }

  private String apply(String yaml) {
    return cluster
        .plane()
        .kubectl(yaml, "apply", "--validate=strict", "-f", "-")
        .orThrow()
        .output();
  }

  /// Counts the changes of what people write, so not those of a status.
  private String generations() {
    var kinds = "crd,validatingadmissionpolicy,deployment,poddisruptionbudget";
    var names = "jsonpath={range .items[*]}{.metadata.name}={.metadata.generation} {end}";
    return cluster
        .plane()
        .kubectl("", "-n", "aim-engine-system", "get", kinds, "-o", names)
        .orThrow()
        .output();
  }

  private String operator(String namespace) {
    return cluster
        .plane()
        .kubectl("", "-n", namespace, "get", OPERATOR, "-o", "json")
        .orThrow()
        .output()
        .replaceAll("\\s+", "");
  }

  /// Whether the operator's account may.
  private String may(String namespace, String... what) {
    var words =
        new ArrayList<>(
            List.of(
                "auth",
                "can-i",
                "--as=system:serviceaccount:" + namespace + ":aim-engine-operator"));
    words.addAll(List.of(what));
    return cluster.plane().kubectl("", words.toArray(String[]::new)).output().strip();
  }
}
