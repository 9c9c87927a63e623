package io.aimengine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheManifestTest {
  @Test
  void takesVariablesAsAPodDoes() {
    assertThat(
            problems(
                """
                - {name: HF_ENDPOINT, value: "https://mirror.example"}
                - {name: HF_TOKEN, valueFrom: {secretKeyRef: {name: mine, key: key}}}
                """))
        .isEmpty();
  }

  @Test
  void refusesSecretsInPlainTextAndVariablesThatAreOurs() {
    assertThat(
            problems(
                """
                - {name: HF_TOKEN, value: hf_0123456789}
                - {name: AIM_CACHE_DIR, value: /elsewhere}
                """))
        .extracting(Problem::code)
        .containsExactlyInAnyOrder("spec.secret-in-manifest", "spec.env-name");
  }

  @Test
  void warnsOfACleanupThatNobodySwitchedOn() {
    var policies = "  policies: {maxModels: 3}\n";
    assertThat(check("  cleanup: {maxAge: 2w}\n" + policies))
        .extracting(Problem::code)
        .containsExactly("spec.not-enabled", "spec.not-enabled");
    assertThat(check("  cleanup: {enabled: true, maxAge: 2w}\n" + policies)).isEmpty();
  }

  private static List<Problem> check(String more) {
    return of("spec:\n  storage: {size: 10Gi}\n  models: [{id: a/b}]\n" + more);
  }

  @Test
  void refusesModelIdsThatCannotBeAndAModelTwice() {
    assertThat(of(CACHE + "    - {id: Qwen/Qwen3 8B}\n    - {id: a/b@../c}\n"))
        .extracting(p -> p.code() + " " + p.path())
        .containsExactly("spec.model-id spec.models[1].id", "spec.revision spec.models[2].id");
    assertThat(of(CACHE + "    - {id: a/b@v2}\n    - {id: a/b}\n"))
        .extracting(p -> p.code() + " " + p.path())
        .containsExactly("spec.duplicate spec.models[2].id");
    assertThat(of(CACHE + "    - {id: \"hf://a/b\"}\n")).isEmpty();
  }

  @Test
  void holdsTheNamesAndLabelsOfCachesAndRecipesToWhatKubernetesTakes() {
    for (var kind : List.of("AIMCache", "AIMRecipe")) {
      assertThat(metadata(kind, "{name: Qwen_3, labels: {\"a b\": c}, lables: {}}"))
          .extracting(p -> p.code() + " " + p.path())
          .containsExactlyInAnyOrder(
              "spec.name metadata.name",
              "spec.label metadata.labels",
              "spec.unknown-field metadata.lables");
      assertThat(metadata(kind, "{name: llama-3.1, namespace: team, annotations: {x: \"y z\"}}"))
          .isEmpty();
      assertThat(metadata(kind, "{name: llama-3., namespace: a.b}"))
          .extracting(p -> p.path())
          .containsExactly("metadata.name", "metadata.namespace");
    }
  }

  private static List<Problem> metadata(String kind, String metadata) {
    var text =
        "apiVersion: aim.engine.amd.com/v1alpha1\nkind: "
            + kind
            + "\nmetadata: "
            + metadata
            + "\nspec: {}\n";
    return Manifests.read("one.yaml", text).problems();
  }

  private static final String CACHE =
      "spec:\n  storage: {size: 10Gi}\n  models:\n    - {id: a/b}\n";

  private static List<Problem> of(String text) {
    var documents = Yaml.parse("cache.yaml", text).documents();
    return CacheManifest.check((YamlNode.Mapping) documents.getFirst());
  }

  private static List<Problem> problems(String env) {
    return check("  env:\n" + env.indent(4));
  }
}
