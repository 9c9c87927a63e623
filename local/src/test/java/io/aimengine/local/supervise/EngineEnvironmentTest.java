package io.aimengine.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.run.EndpointDir;
import io.aimengine.local.run.RunSpec.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineEnvironmentTest {
  @TempDir Path folder;

  @Test
  void passesOnlyTheNecessaryAndTheNamed() throws IOException {
    var file = Files.writeString(folder.resolve("env"), "# keys\nVLLM_API_KEY=a=b\n\nBROKEN\n");
    var command =
        new Command(
            List.of("vllm"),
            Map.of("HIP_VISIBLE_DEVICES", "0,1"),
            List.of("HF_TOKEN"),
            file.toString(),
            "",
            List.of());
    var spec = TestEndpoint.with(TestEndpoint.spec(folder, 8000, "hash"), command);
    var shell =
        Map.of(
            "PATH",
            "/bin",
            "HF_TOKEN",
            "t",
            "AWS_SECRET_ACCESS_KEY",
            "s",
            "LC_ALL",
            "C",
            "https_proxy",
            "http://p",
            "AIM_STATE_DIR",
            "/s",
            "HIP_VISIBLE_DEVICES",
            "7");

    var env = EngineEnvironment.of(spec, new EndpointDir(folder), shell);

    assertThat(env)
        .isEqualTo(
            Map.of(
                "PATH",
                "/bin",
                "HF_TOKEN",
                "t",
                "LC_ALL",
                "C",
                "https_proxy",
                "http://p",
                "HIP_VISIBLE_DEVICES",
                "0,1",
                "VLLM_API_KEY",
                "a=b",
                "AIM_ENDPOINT_DIR",
                folder.toString()));
  }
}
