package io.aimengine.spec;

import io.aimengine.catalog.Precision;
import io.aimengine.yaml.YamlNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads what a manifest asks of the plan, from every place that a dialect has for it.
final class WishesReader {
  private static final int MOST_GPUS = 1024;
  private static final int LONGEST_CONTEXT = 100_000_000;
  private static final String AMD_GPU = "amd.com/gpu";
  private static final String NVIDIA_GPU = "nvidia.com/gpu";

  private WishesReader() {}

  static Wishes read(Section spec) {
    var findings = spec.findings();
    var recipe = recipe(spec);
    var engines = EngineReader.engines(spec, recipe);
    var precision =
        new Places<>("precision", Precision::id)
            .add(spec, "precision", precision(spec))
            .add(recipe, "precision", precision(recipe))
            .agreed(findings);
    var hardware =
        new Places<String>("hardware")
            .add(spec, "hardware", hardware(spec))
            .add(recipe, "hardware", hardware(recipe))
            .agreed(findings);
    return new Wishes(
        hardware,
        precision,
        engines,
        gpuCount(spec, recipe),
        context(spec),
        spec.choice("goal", List.of(Goal.values()), Goal::id).orElse(Goal.THROUGHPUT),
        RecipeChoiceReader.read(spec),
        EngineReader.args(spec, engines));
  }

  /// `recipe` may be a mere name; then it has no fields.
  static Section recipe(Section spec) {
    return spec.value("recipe").filter(YamlNode.Scalar.class::isInstance).isPresent()
        ? new Section(new YamlNode.Mapping(Map.of(), spec.mark()), "spec.recipe", spec.findings())
        : spec.section("recipe");
  }

  private static Optional<Precision> precision(Section section) {
    if (section.text("precision").filter(t -> t.equalsIgnoreCase("auto")).isPresent()) {
      return Optional.empty();
    }
    return section.parsed(
        "precision",
        "spec.precision",
        Precision::parse,
        "one of bf16, fp16, fp8, int8, int4, fp4, fp32 (bfloat16, float8_e4m3 and the like too)");
  }

  private static Optional<String> hardware(Section section) {
    return section
        .parsed(
            "hardware",
            "spec.hardware",
            t -> Optional.of(t).filter(x -> x.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")),
            "write one accelerator's name, such as MI300X, or cpu")
        .filter(t -> !t.equalsIgnoreCase("auto"))
        .map(t -> t.equalsIgnoreCase("cpu") ? "cpu" : t.toUpperCase(Locale.ROOT));
  }

  private static OptionalInt context(Section spec) {
    var context =
        new Places<Integer>("context length")
            .add(spec, "contextLength", spec.integer("contextLength", 1, LONGEST_CONTEXT))
            .add(spec, "maxModelLen", spec.integer("maxModelLen", 1, LONGEST_CONTEXT))
            .agreed(spec.findings());
    return context.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private static OptionalInt gpuCount(Section spec, Section recipe) {
    var resources = spec.section("resources");
    var requests = resources.section("requests");
    var limits = resources.section("limits");
    var count =
        new Places<Integer>("GPU count")
            .add(spec, "gpuCount", spec.integer("gpuCount", 1, MOST_GPUS))
            .add(recipe, "gpuCount", recipe.integer("gpuCount", 1, MOST_GPUS))
            .add(resources, "gpuCount", resources.integer("gpuCount", 1, MOST_GPUS))
            .add(requests, AMD_GPU, gpus(requests, AMD_GPU))
            .add(limits, AMD_GPU, gpus(limits, AMD_GPU))
            .agreed(spec.findings());
    var foreign =
        new Places<Integer>("GPU count")
            .add(requests, NVIDIA_GPU, foreign(requests, count))
            .add(limits, NVIDIA_GPU, foreign(limits, count))
            .agreed(spec.findings());
    return count.or(() -> foreign).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  /// Another vendor's resource name: read as a GPU count when nothing better says it.
  private static Optional<Integer> foreign(Section section, Optional<Integer> count) {
    var gpus = gpus(section, NVIDIA_GPU);
    if (section.has(NVIDIA_GPU)) {
      section
          .findings()
          .warning(
              "spec.vendor-gpu",
              section.path(NVIDIA_GPU),
              section.mark(NVIDIA_GPU),
              count.isPresent()
                  ? "nvidia.com/gpu is not a resource of AMD GPUs; it is ignored"
                  : "nvidia.com/gpu is not a resource of AMD GPUs; it is read as a GPU count",
              "write gpuCount, or amd.com/gpu");
    }
    return gpus;
  }

  private static Optional<Integer> gpus(Section section, String key) {
    var quantity = section.quantity(key);
    var whole =
        quantity
            .map(Quantity::value)
            .filter(v -> v.compareTo(BigDecimal.valueOf(MOST_GPUS)) <= 0)
            .filter(v -> v.signum() > 0 && v.stripTrailingZeros().scale() <= 0)
            .map(BigDecimal::intValueExact);
    return quantity.isPresent() && whole.isEmpty()
        ? section.bad("spec.range", key, "GPUs are whole, 1 to " + MOST_GPUS, "")
        : whole;
  }
}
