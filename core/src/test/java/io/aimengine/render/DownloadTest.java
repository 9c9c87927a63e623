package io.aimengine.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The Job of a download is `download/job.yaml`. `-Dgolden.rewrite=true` writes it anew.
class DownloadTest {
  private static final Path GOLDEN = Path.of("src/test/resources/download/job.yaml");

  @Test
  void isTheJobThatTheGoldenFileShows() throws IOException {
    var job = Download.job(cache("kept", "1"), "Qwen/Qwen3-8B", 3, Cluster.plain());
    var text = new KubernetesSerialization().asYaml(job);
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void takesTheVariablesOfTheManifestButForWhereThingsAre() {
    var cache = cache("kept", "1");
    var mine = new EnvVarBuilder().withName("HF_TOKEN").withNewValueFrom();
    var variables =
        List.of(
            new EnvVar("HF_ENDPOINT", "https://mirror.example", null),
            mine.withNewSecretKeyRef("key", "mine", false).endValueFrom().build(),
            new EnvVar("AIM_CACHE_DIR", "/elsewhere", null));
    cache.setSpec(new AIMCacheSpec(null, null, variables, null, null, null));
    var job = Download.job(cache, "a/b", 1, Cluster.plain());
    var container = job.getSpec().getTemplate().getSpec().getContainers().getFirst();
    assertThat(container.getEnv())
        .containsExactlyInAnyOrder(
            variables.get(0),
            variables.get(1),
            new EnvVar("AIM_CACHE_DIR", "/workspace/model-cache", null),
            new EnvVar("HOME", "/tmp", null));
  }

  @Test
  void fetchesNothingThatIsLargerThanTheManifestAllows() {
    var cache = cache("kept", "1");
    var bounded = new AIMCacheSpec.KeptModel("a/b", null, null, new IntOrString("20Gi"), null);
    cache.setSpec(new AIMCacheSpec(null, List.of(bounded), null, null, null, null));
    var args = args(Download.job(cache, "a/b", 1, Cluster.plain()));
    assertThat(args).containsSequence("--max-size", "21474836480", "--", "a/b");
    assertThat(args(Download.job(cache, "a/other", 1, Cluster.plain())))
        .doesNotContain("--max-size");
  }

  private static List<String> args(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
  }

  @Test
  void isOfTheManifestThatItWasMadeFor() {
    var cache = cache("kept", "1");
    var job = Download.job(cache, "a/b", 1, Cluster.plain());
    assertThat(Download.isCurrent(job, cache)).isTrue();
    cache.getMetadata().setGeneration(8L);
    assertThat(Download.isCurrent(job, cache)).isFalse();
  }

  @Test
  void isReadAsTheAttemptAtTheModelThatItIs() {
    var job = Download.job(cache("kept", "1"), "Org/A_Model.v1", 12, Cluster.plain());
    assertThat(Download.model(job)).isEqualTo("Org/A_Model.v1");
    assertThat(Download.attempt(job)).isEqualTo(12);
  }

  @Test
  void hasANameThatNoOtherCacheModelOrAttemptHasAndThatAJobMayHave() {
    var long1 = "a".repeat(63);
    assertThat(
            List.of(
                Download.name(cache("kept", "1"), "a/b", 1),
                Download.name(cache("kept", "1"), "a/b", 2),
                Download.name(cache("kept", "2"), "a/b", 1),
                Download.name(cache("kept", "1"), "a/B", 1),
                Download.name(cache("kept", "1"), "c/b", 1),
                Download.name(cache(long1, "1"), "Organisation/" + "Model-".repeat(40), 9999),
                Download.name(cache("0.b", "1"), "~/--.--", 1)))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
    assertThat(Download.name(cache("kept", "1"), "a/b", 1))
        .isEqualTo(Download.name(cache("kept", "1"), "a/b", 1));
  }

  private static AIMCache cache(String name, String uid) {
    var cache = new AIMCache();
    cache.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace("models")
            .withUid(uid)
            .withGeneration(7L)
            .build());
    return cache;
  }
}
