package io.aimengine.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.api.Problem.Severity;
import io.aimengine.check.CheckedFile;
import io.aimengine.check.Code;
import io.aimengine.check.Edit;
import io.aimengine.check.Finding;
import io.aimengine.check.Fix;
import io.aimengine.check.Report;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SarifLogTest {
  private static final String TEXT = "recipe_id: x\nargs: {--max-batch-size: 8}\n";
  private static final Code FLAG = new Code("flags.unknown", Severity.ERROR, "no such flag");

  private static Report report() {
    var problem =
        Problem.error(
            "flags.unknown", "args", new Mark("my recipes/a.yaml", 2, 8), "no flag", "why");
    var at = TEXT.indexOf("--max");
    var fix = new Fix("rename", List.of(new Edit(at, at + 16, "--max-num-seqs")));
    var odd = Problem.note("odd.code", "", Mark.file("my recipes/a.yaml"), "said", "");
    return new Report(
        List.of(
            new CheckedFile(
                "my recipes/a.yaml",
                TEXT,
                "recipe",
                "schema",
                List.of(),
                List.of(new Finding(problem, Optional.of(fix)), Finding.of(odd)))));
  }

  private final com.fasterxml.jackson.databind.JsonNode run =
      new SarifLog(List.of(FLAG), "1.2.3", "https://docs/checks.md").of(report()).at("/runs/0");

  @Test
  void everyResultNamesItsRule() {
    for (var result : run.path("results")) {
      var rule = run.at("/tool/driver/rules/" + result.path("ruleIndex").asInt());
      assertThat(rule.path("id")).isEqualTo(result.path("ruleId"));
    }
    assertThat(run.at("/tool/driver/rules/0/helpUri").asText())
        .isEqualTo("https://docs/checks.md#flagsunknown");
    assertThat(run.at("/tool/driver/rules")).hasSize(2);
  }

  @Test
  void aResultHasItsPlaceAndItsRepair() {
    var result = run.at("/results/0");

    assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo("my%20recipes/a.yaml");
    assertThat(result.at("/locations/0/physicalLocation/region").toString())
        .isEqualTo("{\"startLine\":2,\"startColumn\":8,\"endColumn\":24}");
    assertThat(result.at("/fixes/0/artifactChanges/0/replacements/0/deletedRegion").toString())
        .isEqualTo("{\"startLine\":2,\"startColumn\":8,\"endLine\":2,\"endColumn\":24}");
    assertThat(result.path("level").asText()).isEqualTo("error");
    assertThat(run.at("/results/1").has("fixes")).isFalse();
  }

  @Test
  void artifactsAreRelativeUnlessTheirNamesAreNot() {
    assertThat(SarifLog.uri("a/b.yaml")).isEqualTo("a/b.yaml");
    assertThat(SarifLog.uri("c:d/b.yaml")).isEqualTo("./c:d/b.yaml");
    assertThat(SarifLog.uri("ü/100%.yaml")).isEqualTo("%C3%BC/100%25.yaml");
    assertThat(SarifLog.uri("/tmp/a b.yaml")).isEqualTo("file:///tmp/a%20b.yaml");
  }
}
