package io.aimengine.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.aimengine.api.v1alpha1.AIMCacheSpec.Cleanup;
import io.aimengine.api.v1alpha1.AIMCacheSpec.KeptModel;
import io.aimengine.api.v1alpha1.AIMCacheSpec.Policies;
import io.aimengine.api.v1alpha1.AIMCacheSpec.Storage;
import io.aimengine.api.v1alpha1.AccessMode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The CronJob of clean-ups is `download/cronjob.yaml`. `-Dgolden.rewrite=true` writes it anew.
class CleaningTest {
  private static final Path GOLDEN = Path.of("src/test/resources/download/cronjob.yaml");
  private static final Cleanup ALL =
      new Cleanup(true, "30 3 * * 6", new IntOrString("4w"), new IntOrString("100Gi"), "LFU");

  @Test
  void isTheCronJobThatTheGoldenFileShows() throws IOException {
    var policies = new Policies(20, new IntOrString("2Ti"), List.of("a/first"));
    var cache =
        cache(
            ALL,
            policies,
            model("a/stays", null, null),
            model("a/month", null, "30d"),
            model("a/high", "High", "1h"));
    var text = new KubernetesSerialization().asYaml(job(cache, Set.of("a/served")));
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void runsInAPodLikeThatOfADownloadButWithoutTokensAndTheManifestsVariables() {
    var cleaning = job(cache(ALL, null), Set.of()).getSpec().getJobTemplate().getSpec();
    var download = Download.job(cache(ALL, null), "a/b", 1, Cluster.plain()).getSpec();
    var pod = cleaning.getTemplate().getSpec();
    var other = download.getTemplate().getSpec();
    assertThat(pod.getSecurityContext()).isEqualTo(other.getSecurityContext());
    assertThat(pod.getVolumes()).isEqualTo(other.getVolumes());
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    var container = pod.getContainers().getFirst();
    assertThat(container.getSecurityContext())
        .isEqualTo(other.getContainers().getFirst().getSecurityContext());
    assertThat(container.getEnv())
        .extracting(variable -> variable.getName())
        .containsExactly("AIM_CACHE_DIR", "HOME");
  }

  @Test
  void comesEveryNightAndAsksForWhatTheCommandDoesByItselfWhenNothingElseIsSaid() {
    var cron = job(cache(new Cleanup(true, "", null, null, null), null), Set.of());
    assertThat(cron.getSpec().getSchedule()).isEqualTo("0 2 * * *");
    var pod = cron.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
    assertThat(pod.getContainers().getFirst().getArgs())
        .containsExactly("cache", "cleanup", "--report=/dev/termination-log");
  }

  @Test
  void isWantedOnlyWhenItIsEnabledAndTheVolumeCanBeWritten() {
    assertThat(Cleaning.isWanted(cache(ALL, null))).isTrue();
    assertThat(Cleaning.isWanted(cache(new Cleanup(false, null, null, null, null), null)))
        .isFalse();
    assertThat(Cleaning.isWanted(cache(new Cleanup(null, "0 1 * * *", null, null, null), null)))
        .isFalse();
    assertThat(Cleaning.isWanted(cache(null, null))).isFalse();
    var read = new Storage(null, null, null, AccessMode.ReadOnlyMany, null);
    var cache = cache(ALL, null);
    cache.setSpec(new AIMCacheSpec(read, null, null, ALL, null, null));
    assertThat(Cleaning.isWanted(cache)).isFalse();
  }

  @Test
  void hasANameThatACronJobMayHaveAndNoOtherCacheHas() {
    var cache = cache(ALL, null);
    assertThat(Cleaning.name(cache)).isEqualTo("kept-cleanup");
    cache.getMetadata().setName("a".repeat(60) + "-1");
    var one = Cleaning.name(cache);
    cache.getMetadata().setName("a".repeat(60) + "-2");
    assertThat(List.of(one, Cleaning.name(cache)))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.length() <= 52 && name.endsWith("-cleanup"));
  }

  private static io.fabric8.kubernetes.api.model.batch.v1.CronJob job(
      AIMCache cache, Set<String> used) {
    return Cleaning.cronJob(cache, used, Cluster.plain());
  }

  private static KeptModel model(String id, @Nullable String priority, @Nullable String retention) {
    var age = retention == null ? null : new IntOrString(retention);
    return new KeptModel(id, priority, age, null, null);
  }

  private static AIMCache cache(
      @Nullable Cleanup cleanup, @Nullable Policies policies, KeptModel... models) {
    var cache = new AIMCache();
    cache.setMetadata(
        new ObjectMetaBuilder()
            .withName("kept")
            .withNamespace("models")
            .withUid("1")
            .withGeneration(7L)
            .build());
    cache.setSpec(new AIMCacheSpec(null, List.of(models), null, cleanup, policies, null));
    return cache;
  }
}
