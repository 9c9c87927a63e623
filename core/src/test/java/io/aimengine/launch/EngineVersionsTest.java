package io.aimengine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineVersionsTest {
  @ParameterizedTest
  @CsvSource({
    "VLLM, 0.33.0, 0.33.0",
    "VLLM, v0.33.0, 0.33.0",
    "VLLM, 0.33.0+rocm721, 0.33.0",
    "VLLM, 0.32.0, 0.32.0",
    "VLLM, 0.32.0+cpu, 0.32.0+cpu",
    "VLLM, 0.32.0-cpu, 0.32.0+cpu",
    "LLAMACPP, b4916, b4916",
    "SGLANG, 0.5.23, 0.5.23",
    "SGLANG, ' 0.5.23 ', 0.5.23",
  })
  void findsTheVersionThatTheBinaryNames(Engine engine, String found, String known) {
    var resolved = EngineVersions.resolve(TestCatalog.CATALOG, engine, found, "");
    assertThat(resolved.version().map(EngineVersion::version)).hasValue(known);
    assertThat(resolved.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.34.0", "0.33.0+cu128", "0.31.0", "0.33.0+cpu", "0.33", "''", "nonsense"})
  void anUnknownVersionIsAProblemWithAWayOut(String found) {
    var resolved = EngineVersions.resolve(TestCatalog.CATALOG, Engine.VLLM, found, "");
    assertThat(resolved.version()).isEmpty();
    var problem = resolved.problems().getFirst();
    assertThat(problem.code()).isEqualTo("launch.unknown-engine-version");
    assertThat(problem.isError()).isTrue();
    assertThat(problem.message()).contains("knows 0.33.0, 0.32.0, 0.32.0+cpu");
    assertThat(problem.hint()).contains("--engine-version-as");
  }

  @Test
  void takesAVersionForAnotherOneWhenToldTo() {
    var resolved = EngineVersions.resolve(TestCatalog.CATALOG, Engine.VLLM, "0.34.0", "0.33.0");
    assertThat(resolved.version().map(EngineVersion::version)).hasValue("0.33.0");
    assertThat(resolved.problems().getFirst().code()).isEqualTo("launch.engine-version-as");
    assertThat(resolved.problems().getFirst().isError()).isFalse();
    assertThat(
            EngineVersions.resolve(TestCatalog.CATALOG, Engine.VLLM, "0.33.0", "0.33.0").problems())
        .isEmpty();
  }

  @Test
  void refusesToTakeItForOneThatIsNotKnownEither() {
    var resolved = EngineVersions.resolve(TestCatalog.CATALOG, Engine.VLLM, "0.34.0", "0.35.0");
    assertThat(resolved.version()).isEmpty();
    assertThat(resolved.problems().getFirst().hint()).contains("0.33.0");
  }
}
