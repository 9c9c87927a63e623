package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Configurations on both sides of the border, each with the arithmetic by hand beside it: what
/// does not fit even without overheads, and what fits with generous ones.
class MemoryTableTest {
  @ParameterizedTest
  @CsvFileSource(resources = "memory-table.csv", delimiter = '|')
  void saysWhatTheArithmeticByHandSays(
      String checkpointId,
      String precision,
      String engineId,
      String accelerator,
      int tp,
      String kvType,
      int context,
      String verdict,
      long bytesPerToken,
      String working) {
    var model = Worlds.CATALOG.model(checkpointId).orElseThrow();
    var checkpoint = model.checkpoint(checkpointId).orElseThrow();
    var device = Worlds.CATALOG.accelerator(accelerator).orElseThrow();
    var engine = newest(Engine.parse(engineId).orElseThrow());
    var flags = EngineArgs.context(engine, checkpoint, device.memoryGib());
    var settings = SettingsReader.read(flags, args(engine, tp, kvType, context), Map.of(), model);
    var memory =
        MemoryModel.estimate(
            new MemoryInputs(
                model.architecture(), checkpoint, device, device.memoryGib(), engine, settings));

    assertThat(checkpoint.precision().id()).isEqualTo(precision);
    assertThat(memory.kvBytesPerToken()).as(working).isEqualTo((double) bytesPerToken);
    var fits = memory.kvCacheGib() >= memory.requestKvGib();
    assertThat(fits).as(working + ": " + memory).isEqualTo(verdict.equals("fits"));
  }

  private static Map<String, String> args(
      EngineVersion engine, int tp, String kvType, int context) {
    var args = new LinkedHashMap<String, String>();
    var vllm = engine.engine() == Engine.VLLM;
    args.put(vllm ? "--tensor-parallel-size" : "--tp-size", Integer.toString(tp));
    args.put(vllm ? "--max-model-len" : "--context-length", Integer.toString(context));
    if (!kvType.equals("auto")) {
      args.put("--kv-cache-dtype", kvType);
    }
    return args;
  }

  private static EngineVersion newest(Engine engine) {
    return Worlds.CATALOG.engines().stream()
        .filter(v -> v.engine() == engine && v.platform() == EngineVersion.Platform.ROCM)
        .findFirst()
        .orElseThrow();
  }
}
