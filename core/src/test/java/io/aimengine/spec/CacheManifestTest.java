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

  private static List<Problem> problems(String env) {
    return check("  env:\n" + env.indent(4));
  }

  private static List<Problem> check(String more) {
    var text = "spec:\n  storage: {size: 10Gi}\n  models: [{id: a/b}]\n" + more;
    var documents = Yaml.parse("cache.yaml", text).documents();
    return CacheManifest.check((YamlNode.Mapping) documents.getFirst());
  }
}
