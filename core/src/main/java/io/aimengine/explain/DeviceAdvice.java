package io.aimengine.explain;

import io.aimengine.catalog.Accelerator.Support;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.launch.Tuning;
import io.aimengine.plan.Inventory;
import io.aimengine.spec.EnvVar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Advice about the devices: how the model lies on them, and which others there are.
record DeviceAdvice(Variants variants) {
  private static final Pattern MESH =
      Pattern.compile("(\\d+) links x ([\\d.]+) GB/s.*full mesh of (\\d+).*");

  List<Advice> all() {
    var all = new ArrayList<Advice>();
    wholeExperts().ifPresent(all::add);
    links().ifPresent(all::add);
    idle().ifPresent(all::add);
    partitions().ifPresent(all::add);
    emulated().ifPresent(all::add);
    kernels().ifPresent(all::add);
    all.addAll(goals());
    return all;
  }

  private Optional<Advice> wholeExperts() {
    var settings = variants.candidate().settings();
    var experts = variants.candidate().model().architecture().experts();
    if (!settings.expertParallel() || experts.isEmpty() || settings.gpus() < 2) {
      return Optional.empty();
    }
    var width = experts.get().intermediate();
    var gpus = settings.expertShards();
    var block = Math.max(1, variants.candidate().checkpoint().blockSize());
    if (width % gpus == 0 && (width / gpus) % block == 0) {
      return Optional.empty();
    }
    var cut =
        width % gpus == 0
            ? String.format(
                Locale.ROOT,
                "gives %d, not a multiple of the checkpoint's block of %d",
                width / gpus,
                block)
            : "does not divide";
    return Optional.of(
        new Advice(
            "experts.whole",
            String.format(
                Locale.ROOT,
                "experts stay whole, %d of %d on each GPU: their width of %d cut %d ways %s",
                Math.ceilDiv(experts.get().count(), gpus),
                experts.get().count(),
                width,
                gpus,
                cut),
            "",
            "catalog model "
                + variants.candidate().model().id()
                + "; docs/reference/planning-rules.md"));
  }

  private Optional<Advice> links() {
    var gpus = variants.candidate().gpuCount();
    var mesh = MESH.matcher(variants.candidate().accelerator().interconnect());
    if (!mesh.matches() || gpus < 2 || gpus >= Integer.parseInt(mesh.group(3))) {
      return Optional.empty();
    }
    var links = Integer.parseInt(mesh.group(1));
    var each = Double.parseDouble(mesh.group(2));
    return Optional.of(
        new Advice(
            "links.partial",
            String.format(
                Locale.ROOT,
                "%d GPUs of a mesh of %s talk over %d of each GPU's %d links: %.0f of %.0f GB/s",
                gpus,
                mesh.group(3),
                gpus - 1,
                links,
                (gpus - 1) * each,
                links * each),
            "",
            "catalog accelerator " + variants.candidate().accelerator().name() + ", interconnect"));
  }

  private Optional<Advice> idle() {
    var gpus = variants.candidate().gpuCount();
    var free =
        variants.question().inventory().nodes().stream()
            .flatMap(node -> node.devices().stream())
            .filter(d -> d.accelerator().name().equals(variants.candidate().accelerator().name()))
            .filter(d -> d.memoryGib() >= variants.memory().perGpuGib())
            .mapToInt(d -> d.free() / gpus)
            .sum();
    var replicas = Math.max(1, variants.question().spec().replicas());
    if (!variants.gpu() || free <= replicas) {
      return Optional.empty();
    }
    return Optional.of(
        new Advice(
            "devices.idle",
            String.format(
                Locale.ROOT,
                "%d free %s take %d replicas of this plan, %d asked for: %,d tokens at once instead"
                    + " of %,d",
                free * gpus,
                variants.candidate().accelerator().name(),
                free,
                replicas,
                free * variants.memory().concurrentTokens(),
                replicas * variants.memory().concurrentTokens()),
            "spec.replicas: " + free,
            variants.question().inventory().source()));
  }

  /// A small model on a large GPU: one endpoint on each partition of it.
  private Optional<Advice> partitions() {
    var accelerator = variants.candidate().accelerator();
    if (!accelerator.note().contains("CPX") || variants.candidate().gpuCount() != 1) {
      return Optional.empty();
    }
    var parts = new Inventory.Devices(accelerator, 8, 8, accelerator.memoryGib() / 8, "cpx_nps4");
    var node = new Inventory.Node("node", 0, 0, List.of(parts));
    var there = variants.question().on(new Inventory(List.of(node), "8 partitions of one GPU"));
    return variants.explainer().survey(Levers.gpus(1).pull().apply(there)).accepted().stream()
        .findFirst()
        .filter(v -> v.candidate().checkpoint().equals(variants.candidate().checkpoint()))
        .map(v ->
            new Advice(
                "devices.partitions",
                String.format(
                    Locale.ROOT,
                    "it fits one CPX/NPS4 partition of %.0f GiB (%,d tokens at once, context %,d):"
                        + " one GPU could serve 8 endpoints that do not disturb each other, each"
                        + " with an eighth of the bandwidth",
                    v.memory().perGpuGib(),
                    v.memory().concurrentTokens(),
                    v.candidate().settings().maxModelLen()),
                "",
                "catalog accelerator " + accelerator.name() + "; " + Variants.MEMORY));
  }

  private Optional<Advice> emulated() {
    var accelerator = variants.candidate().accelerator();
    var precision = variants.candidate().checkpoint().precision();
    var support = accelerator.support(precision);
    var packed = support == Support.WEIGHT_ONLY;
    if (!variants.gpu() || (!packed && support != Support.DEQUANTISED)) {
      return Optional.empty();
    }
    return Optional.of(
        new Advice(
            "precision.emulated",
            accelerator.name()
                + " does not compute "
                + precision.id()
                + ": "
                + (packed
                    ? "weights stay packed and are computed in 16 bit, which saves memory and"
                        + " bandwidth but no arithmetic"
                    : "a kernel unpacks the weights to 16 bit, which saves no memory"),
            "",
            "catalog accelerator " + accelerator.name() + ", precisions"));
  }

  /// AMD's AITER kernels: not made for this GPU, or switched off by a recipe or manifest.
  private Optional<Advice> kernels() {
    var engine = variants.candidate().engine().engine();
    if (!variants.gpu() || engine == Engine.LLAMACPP) {
      return Optional.empty();
    }
    var variable = engine == Engine.VLLM ? "VLLM_ROCM_USE_AITER" : "SGLANG_USE_AITER";
    var accelerator = variants.candidate().accelerator();
    if (!Tuning.sets(variable, variants.candidate())) {
      return Optional.of(
          new Advice(
              "kernels.general",
              "AMD's AITER kernels are not made for "
                  + accelerator.gfx()
                  + " ("
                  + accelerator.name()
                  + "): "
                  + variable
                  + " is not set and the engine's general kernels serve",
              "",
              "docs/reference/engine-flags.md"));
    }
    return written(variable)
        .filter(value -> List.of("0", "false").contains(value.toLowerCase(Locale.ROOT)))
        .map(value ->
            new Advice(
                "kernels.off",
                variable
                    + "="
                    + value
                    + " switches AMD's tuned AITER kernels off, which "
                    + accelerator.name()
                    + " ("
                    + accelerator.gfx()
                    + ") has; a launch sets it to 1 where nobody else does",
                "",
                "docs/reference/engine-flags.md"));
  }

  /// A variable as the manifest or else the recipe sets it.
  private Optional<String> written(String variable) {
    return variants.question().spec().env().stream()
        .filter(v -> v.name().equals(variable))
        .flatMap(v ->
            v.source() instanceof EnvVar.Literal(var value) ? Stream.of(value) : Stream.empty())
        .findFirst()
        .or(() -> Optional.ofNullable(variants.candidate().env().get(variable)));
  }

  /// Goals that would choose otherwise.
  private List<Advice> goals() {
    var advice = new ArrayList<Advice>();
    for (var lever : Levers.goals(variants.question().wishes().goal())) {
      var survey = variants.explainer().survey(lever.pull().apply(variants.question()));
      var best = survey.accepted().stream().findFirst();
      var same = survey.verdict(variants.candidate().label());
      if (best.isPresent()
          && same.isPresent()
          && !best.get().candidate().label().equals(variants.candidate().label())) {
        var why =
            survey.compare(best.get(), same.get()).stream()
                .filter(c -> c.decides())
                .map(c -> c.words())
                .findFirst()
                .orElse("");
        advice.add(
            new Advice(
                "goal." + goal(lever),
                "for " + goal(lever) + " " + best.get().candidate().label() + " goes first: " + why,
                lever.option(),
                "docs/reference/planning-rules.md (estimate)"));
      }
    }
    return advice;
  }

  private static String goal(Lever lever) {
    return lever.option().replace("--goal ", "").toLowerCase(Locale.ROOT);
  }
}
