package io.aimengine.cli.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The operator may do what it does, and nothing more.
class RightsTest {
  private static final List<String> VERBS =
      List.of("get", "list", "watch", "create", "update", "patch", "delete");

  @ParameterizedTest
  @ValueSource(strings = {"", "team-a"})
  void includeNoSecretsAndNoWildcards(String watched) {
    var rules = rules(watched);
    assertThat(rules).isNotEmpty();
    for (var rule : rules) {
      assertThat(texts(rule.path("resources")))
          .noneMatch(r -> r.contains("*") || r.startsWith("secrets"))
          .doesNotContain("roles", "rolebindings", "clusterroles", "clusterrolebindings")
          .doesNotContain("pods/exec", "pods/attach", "serviceaccounts/token");
      assertThat(texts(rule.path("apiGroups"))).doesNotContain("*");
      assertThat(texts(rule.path("verbs"))).isSubsetOf(VERBS);
      assertThat(rule.has("nonResourceURLs")).isFalse();
    }
  }

  /// An engine's log is read, once, for the seconds of its start (ADR 27); it is a right of its
  /// own.
  @ParameterizedTest
  @ValueSource(strings = {"", "team-a"})
  void letLogsBeReadAndNothingElseBeDoneToPods(String watched) {
    assertThat(rules(watched))
        .filteredOn(rule -> texts(rule.path("resources")).contains("pods/log"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(texts(rule.path("resources"))).containsExactly("pods/log");
          assertThat(texts(rule.path("verbs"))).containsExactly("get");
        });
    assertThat(rules(watched))
        .filteredOn(rule -> texts(rule.path("resources")).contains("pods"))
        .allSatisfy(
            rule -> assertThat(texts(rule.path("verbs"))).containsExactly("get", "list", "watch"));
  }

  @Test
  void stayInsideTheWatchedNamespace() {
    var kinds = new ArrayList<String>();
    for (var object : new Installation("ops", "team-a", "", List.of()).objects()) {
      kinds.add(object.path("kind").asText());
      assertThat(object.at("/metadata/namespace").asText()).isIn("ops", "team-a");
    }
    assertThat(kinds)
        .contains("Role", "RoleBinding", "Deployment")
        .doesNotContain("ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition")
        .doesNotContain("ValidatingAdmissionPolicy", "Namespace");
  }

  private static List<JsonNode> rules(String watched) {
    var rules = new ArrayList<JsonNode>();
    for (var object : new Installation("ops", watched, "", List.of()).objects()) {
      object.path("rules").forEach(rules::add);
    }
    return rules;
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
