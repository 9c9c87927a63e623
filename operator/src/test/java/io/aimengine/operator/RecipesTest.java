package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMRecipe;
import io.aimengine.api.v1alpha1.AIMRecipeStatus;
import io.aimengine.catalog.Catalogs;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnCluster
class RecipesTest {
  private static final String RECIPE =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMRecipe
      metadata: {name: %s}
      spec:
        modelId: Qwen/Qwen3-8B
        hardware: %s
        precision: bfloat16
        backend: vllm
        configurations:
        - {gpuCount: 1, enabled: true, args: ["--max-model-len", "%d"]}
      """;
  private static final String ENDPOINT =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMEndpoint
      metadata: {name: %s}
      spec: {model: Qwen/Qwen3-8B, customRecipe: %s}
      """;

  private static KubernetesClient client;
  private static AimOperator operator;

  private final Cluster cluster;

  RecipesTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installs(Cluster cluster) {
    cluster.plane().installAll(Path.of("../charts/aim-engine/crds"));
    cluster.nodes().add(1, "MI300X");
    client = cluster.plane().client("aim-operator/test");
    operator =
        AimOperator.start(
            client,
            Catalogs.builtin(),
            io.aimengine.render.Cluster.plain(),
            InstantSource.system());
  }

  @AfterAll
  static void stops() {
    operator.close();
    client.close();
  }

  @Test
  void servesByTheNamespacesRecipeAndTellsItsUsers() {
    apply(RECIPE.formatted("team-qwen", "MI300X", 8192));
    apply(ENDPOINT.formatted("by-recipe", "team-qwen"));
    var ready = await(endpoint("by-recipe"), "Ready");
    assertThat(ready.getStatus().selectedRecipe())
        .extracting("name", "namespace")
        .containsExactly("team-qwen", cluster.namespace());
    var used =
        cluster.await(
            recipe("team-qwen"),
            "its user is told",
            r -> r.getStatus() != null && Integer.valueOf(1).equals(usage(r).endpointCount()));
    assertThat(used.getStatus().phase()).isEqualTo("Ready");
    assertThat(usage(used).endpoints()).containsExactly(cluster.namespace() + "/by-recipe");

    recipe("team-qwen").delete();
    var blocked = await(recipe("team-qwen"), "DeletionBlocked");
    assertThat(blocked.getStatus().conditions())
        .anySatisfy(c -> {
          assertThat(c.getReason()).isEqualTo("EndpointsStillUsing");
          assertThat(c.getMessage()).contains(cluster.namespace() + "/by-recipe");
        });
    endpoint("by-recipe").delete();
    gone(recipe("team-qwen"));
  }

  @Test
  void servesByTheRecipeThatIsWrittenIntoTheManifest() {
    var content =
        "{recipe_id: in-place, model_id: Qwen/Qwen3-8B, huggingface_id: Qwen/Qwen3-8B, hardware:"
            + " MI300X, precision: bf16, vllm_serve: {1_gpu: {enabled: true, args:"
            + " {--max-model-len: '4096'}}}}";
    apply(ENDPOINT.formatted("inline", "{recipeContent: \"" + content + "\"}"));
    var ready = await(endpoint("inline"), "Ready");
    assertThat(ready.getStatus().selectedRecipe())
        .extracting("name", "namespace")
        .containsExactly("in-place", null);
    apply(
        ENDPOINT.formatted(
            "inline", "{recipeContent: \"" + content.replace("4096", "many") + "\"}"));
    var refused = await(endpoint("inline"), "Degraded");
    assertThat(Operated.message(refused, "Planned")).contains("spec.customRecipe.recipeContent");
  }

  @Test
  void waitsForARecipeThatIsNamedAndComesLater() {
    apply(ENDPOINT.formatted("early", "comes-later"));
    var waiting = await(endpoint("early"), "Failed");
    assertThat(waiting.getStatus().conditions())
        .anySatisfy(c -> assertThat(c.getReason()).isEqualTo("RecipeUnknown"));
    apply(RECIPE.formatted("comes-later", "MI300X", 4096));
    await(endpoint("early"), "Ready");
  }

  @Test
  void saysWithCodesWhatIsWrongWithARecipeAndNeverTakesIt() {
    apply(RECIPE.formatted("unheard-of", "MI999X", 4096));
    var invalid = await(recipe("unheard-of"), "Invalid");
    assertThat(invalid.getStatus().conditions())
        .singleElement()
        .satisfies(c -> {
          assertThat(c.getType()).isEqualTo("Valid");
          assertThat(c.getReason()).isEqualTo("ValidationFailed");
          assertThat(c.getMessage()).contains("MI999X", "[catalog.reference]");
        });
    apply(ENDPOINT.formatted("hopes", "unheard-of"));
    await(endpoint("hopes"), "Failed");
  }

  @Test
  void letsANamespaceGo() {
    var name = cluster.namespace() + "-goes";
    var namespace = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    cluster.client().resource(namespace).create();
    for (var text : List.of(RECIPE.formatted("r", "MI300X", 4096), ENDPOINT.formatted("e", "r"))) {
      cluster.client().resource(text).inNamespace(name).create();
    }
    await(cluster.client().resources(AIMEndpoint.class).inNamespace(name).withName("e"), "Ready");
    cluster.client().namespaces().withName(name).delete();
    gone(cluster.client().namespaces().withName(name));
  }

  @Test
  void keepsTheClaimOfACacheAndSaysOnlyWhatIsSeen() {
    cache("10Gi");
    var claim = cluster.await(claims("kept-storage"), "the claim is there", _ -> true);
    assertThat(claim.getSpec().getResources().getRequests().get("storage")).hasToString("10Gi");
    var pending =
        cluster.await(
            caches("kept"),
            "its claim is told",
            c -> c.getStatus() != null && c.getStatus().storage() != null);
    assertThat(pending.getStatus().phase()).isEqualTo("Pending");
    assertThat(pending.getStatus().storage())
        .extracting("pvcName", "usedSize", "totalSize")
        .containsExactly("kept-storage", null, null);
    cache("5Gi");
    var refused =
        cluster.await(
            caches("kept"),
            "less is refused",
            c ->
                Objects.requireNonNull(c.getStatus().conditions()).stream()
                    .anyMatch(condition -> condition.getReason().equals("CannotShrink")));
    assertThat(refused.getStatus().phase()).isEqualTo("Pending");
    assertThat(claims("kept-storage").get().getSpec().getResources().getRequests().get("storage"))
        .hasToString("10Gi");
    caches("kept").delete();
    gone(caches("kept"));
    gone(claims("kept-storage"));
  }

  @Test
  void saysThatAStorageClassIsNotThereUntilItIs() {
    var name = cluster.namespace() + "-class";
    apply(
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMCache
        metadata: {name: classy}
        spec: {storage: {size: 10Gi, storageClass: %s}}
        """
            .formatted(name));
    var refused =
        cluster.await(
            caches("classy"),
            "the class is missed",
            c ->
                c.getStatus() != null
                    && c.getStatus().conditions() != null
                    && c.getStatus().conditions().stream()
                        .anyMatch(condition -> condition.getMessage().contains(name)));
    assertThat(refused.getStatus().conditions())
        .anySatisfy(c -> {
          assertThat(c.getType()).isEqualTo("Accepted");
          assertThat(c.getStatus()).isEqualTo("False");
          assertThat(c.getMessage()).startsWith("there is no StorageClass " + name);
        });
    apply(
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: NAME}
        provisioner: kubernetes.io/no-provisioner
        ---
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: NAME}
        spec:
          capacity: {storage: 10Gi}
          accessModes: [ReadWriteOnce]
          storageClassName: NAME
          hostPath: {path: /nowhere}
        """
            .replace("NAME", name));
    await(caches("classy"), "Ready");
    cluster.kubectl("delete", "storageclass/" + name, "pv/" + name, "--wait=false").orThrow();
  }

  private static AIMRecipeStatus.Usage usage(AIMRecipe recipe) {
    return Objects.requireNonNull(recipe.getStatus().usage());
  }

  private void cache(String size) {
    apply(
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMCache
        metadata: {name: kept}
        spec: {storage: {size: %s}}
        """
            .formatted(size));
  }

  private void apply(String text) {
    cluster.apply(text).orThrow();
  }

  private static void gone(Resource<?> resource) {
    resource.waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS);
  }

  private <T extends HasMetadata> T await(Resource<T> resource, String phase) {
    return cluster.await(resource, "it is " + phase, object -> phase.equals(phase(object)));
  }

  private static String phase(HasMetadata object) {
    return switch (object) {
      case AIMEndpoint e when e.getStatus() != null -> String.valueOf(e.getStatus().phase());
      case AIMRecipe r when r.getStatus() != null -> String.valueOf(r.getStatus().phase());
      case AIMCache c when c.getStatus() != null -> String.valueOf(c.getStatus().phase());
      default -> "";
    };
  }

  private Resource<AIMEndpoint> endpoint(String name) {
    return in(AIMEndpoint.class, name);
  }

  private Resource<AIMRecipe> recipe(String name) {
    return in(AIMRecipe.class, name);
  }

  private Resource<AIMCache> caches(String name) {
    return in(AIMCache.class, name);
  }

  private Resource<PersistentVolumeClaim> claims(String name) {
    return in(PersistentVolumeClaim.class, name);
  }

  private <T extends HasMetadata> Resource<T> in(Class<T> kind, String name) {
    return cluster.client().resources(kind).inNamespace(cluster.namespace()).withName(name);
  }
}
