package io.aimengine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.plan.InventoryReader;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Wishes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every advice has a condition: said just beyond it, and not before.
final class AdvisorTest {
  private static final Catalog CATALOG = Catalogs.builtin();
  private static final Wishes ANY = Wishes.none();

  private static List<Advice> advice(String model, String machine, Wishes wishes) {
    var spec = EndpointSpec.ofModel(model).withWishes(wishes);
    var inventory = InventoryReader.shorthand(machine, CATALOG).inventory();
    var question = new Question(spec, inventory, List.of());
    var best = new Explainer(CATALOG).survey(question).accepted().getFirst();
    return Advisor.of(CATALOG, question, best.candidate().label());
  }

  private static Optional<Advice> find(List<Advice> all, String code) {
    return all.stream().filter(a -> a.code().equals(code)).findFirst();
  }

  @Test
  void kvHeadsAreCopiedOnlyAboveTheirNumber() {
    var model = "Qwen/Qwen3-235B-A22B"; // 4 KV heads
    var eight = find(advice(model, "8xMI300X", ANY.withGpuCount(8)), "kv.copies");
    assertThat(eight.orElseThrow().text()).contains("4 KV heads").contains("held 2 times");
    assertThat(find(advice(model, "8xMI300X", ANY.withGpuCount(4)), "kv.copies")).isEmpty();
  }

  @Test
  void partOfTheLinksIsSaidForPartOfAMesh() {
    var model = "Qwen/Qwen3-32B";
    var two = find(advice(model, "8xMI300X", ANY.withGpuCount(2)), "links.partial");
    assertThat(two.orElseThrow().text()).contains("1 of each GPU's 7 links: 128 of 896 GB/s");
    assertThat(find(advice(model, "8xMI300X", ANY.withGpuCount(8)), "links.partial")).isEmpty();
    assertThat(find(advice(model, "8xMI300X", ANY.withGpuCount(1)), "links.partial")).isEmpty();
  }

  @Test
  void fp8KeysAreForGpusThatComputeFp8AndForWideCaches() {
    assertThat(find(advice("Qwen/Qwen3-8B", "1xMI300X", ANY), "kv.fp8")).isPresent();
    assertThat(find(advice("Qwen/Qwen3-8B", "1xMI250", ANY), "kv.fp8")).isEmpty();
    var already = ANY.withArgs(Map.of(Engine.VLLM, Map.of("--kv-cache-dtype", "fp8")));
    assertThat(find(advice("Qwen/Qwen3-8B", "1xMI300X", already), "kv.fp8")).isEmpty();
  }

  @Test
  void theLadderSaysWhereTheScalesOfFp8KeysComeFrom() {
    var inventory = InventoryReader.shorthand("1xMI300X", CATALOG).inventory();
    var question = new Question(EndpointSpec.ofModel("Qwen/Qwen3-8B"), inventory, List.of());
    assertThat(Ladder.of(CATALOG, question))
        .flatExtracting(Rung::givesUp)
        .contains(
            "keys and values: fp8 instead of 16 bit; the checkpoint carries no scales for them,"
                + " so measure the answers first");
  }

  @Test
  void aCacheThatNoSequencesCanFillIsSaid() {
    var few =
        ANY.withEngines(List.of(Engine.VLLM))
            .withArgs(Map.of(Engine.VLLM, Map.of("--max-num-seqs", "2")))
            .withContext(8192);
    var said = find(advice("Qwen/Qwen3-8B", "1xMI300X", few), "kv.unreachable").orElseThrow();
    assertThat(said.text()).startsWith("2 sequences of 8,192 tokens can hold 16,384 tokens");
    assertThat(find(advice("Qwen/Qwen3-8B", "1xMI300X", ANY), "kv.unreachable")).isEmpty();
  }

  @Test
  void aLongerContextIsOfferedOnlyWhereNobodyAskedForOne() {
    var model = "Qwen/Qwen3-32B";
    var offered = find(advice(model, "1xMI300X", ANY), "context.longer").orElseThrow();
    assertThat(offered.option()).isEqualTo("--context 40960");
    var asked = ANY.withContext(8192);
    assertThat(find(advice(model, "1xMI300X", asked), "context.longer")).isEmpty();
  }

  @Test
  void idleDevicesAreThoseThatAWholeReplicaFitsOn() {
    var eight = find(advice("Qwen/Qwen3-32B", "8xMI300X", ANY), "devices.idle").orElseThrow();
    assertThat(eight.option()).isEqualTo("spec.replicas: 8");
    assertThat(find(advice("Qwen/Qwen3-32B", "1xMI300X", ANY), "devices.idle")).isEmpty();
  }

  @Test
  void aiterIsMissedOnlyWhereItIsNotMadeFor() {
    assertThat(find(advice("Qwen/Qwen3-8B", "2xMI250", ANY), "kernels.general")).isPresent();
    assertThat(find(advice("Qwen/Qwen3-8B", "1xMI300X", ANY), "kernels.general")).isEmpty();
  }

  @Test
  void everyAdviceNamesItsSource() {
    for (var model :
        List.of("Qwen/Qwen3-32B", "deepseek-ai/DeepSeek-R1-0528", "openai/gpt-oss-120b")) {
      assertThat(advice(model, "8xMI300X", ANY))
          .isNotEmpty()
          .allSatisfy(a -> assertThat(a.source()).isNotBlank());
    }
  }
}
