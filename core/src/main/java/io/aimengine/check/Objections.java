package io.aimengine.check;

import io.aimengine.api.Mark;
import io.aimengine.plan.Objection;
import io.aimengine.plan.Verdict;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The planner's objections to the columns of a recipe, each at the place that it is about.
final class Objections {
  /// About the engine or the recipe as a whole: once is enough, whatever the GPU count.
  private static final Set<String> ONCE =
      Set.of(
          "engine.platform",
          "engine.architecture",
          "engine.format",
          "engine.quantization",
          "precision.unsupported");

  private final YamlNode recipe;
  private final Editor editor;
  private final Noted noted;
  private final boolean othersServe;
  private final Set<String> said = new HashSet<>();

  /// `othersServe`: some column of the recipe has no objection.
  Objections(YamlNode recipe, Editor editor, Noted noted, boolean othersServe) {
    this.recipe = recipe;
    this.editor = editor;
    this.noted = noted;
    this.othersServe = othersServe;
  }

  void note(Column column, Verdict verdict) {
    var unsupported =
        verdict.objections().stream().anyMatch(o -> o.code().equals("precision.unsupported"));
    for (var objection : verdict.objections()) {
      var code = objection.code();
      if (unsupported && code.equals("engine.quantization")) {
        continue; // no engine could
      }
      // Flags are checked one by one elsewhere.
      if (Codes.find(code).isEmpty() || (ONCE.contains(code) && !said.add(objection.message()))) {
        continue;
      }
      noted.add(
          code,
          path(column, code),
          place(column, code),
          objection.message(),
          hint(code),
          code.equals("memory.weights") ? off(column, objection) : Optional.empty());
    }
  }

  private static String path(Column column, String code) {
    return switch (code) {
      case "precision.unsupported" -> "precision";
      case String c when c.startsWith("engine.") -> column.engine().id() + "_serve";
      default -> column.path();
    };
  }

  private Mark place(Column column, String code) {
    return switch (code) {
      case "precision.unsupported" ->
          Noted.entry(recipe, "precision").map(e -> e.value().mark()).orElse(recipe.mark());
      case String c when c.startsWith("engine.") ->
          Noted.entry(recipe, column.engine().id() + "_serve")
              .map(Entry::keyMark)
              .orElse(recipe.mark());
      case String c when c.startsWith("shards.") -> column.mark(tensorParallel(column));
      case "context.model", "memory.kv" -> column.mark(context(column));
      case "context.batch" -> column.mark(step(column));
      case "memory.fraction" -> column.mark(fraction(column));
      default -> column.mark();
    };
  }

  private static String hint(String code) {
    return switch (code) {
      case "shards.gpus" ->
          "set the tensor parallel size to the GPU count, or add pipeline or data parallelism";
      case "memory.weights" -> "enabled: false, or a smaller precision, or more GPUs";
      case "memory.kv" -> "a shorter context, or more GPUs";
      case "context.model" -> "write the model's own length, or extend it by --hf-overrides";
      default -> "";
    };
  }

  private static String tensorParallel(Column column) {
    return switch (column.engine()) {
      case VLLM, LLAMACPP -> "--tensor-parallel-size";
      case SGLANG -> "--tp-size";
    };
  }

  private static String context(Column column) {
    return switch (column.engine()) {
      case VLLM -> "--max-model-len";
      case SGLANG -> "--context-length";
      case LLAMACPP -> "--ctx-size";
    };
  }

  private static String step(Column column) {
    return switch (column.engine()) {
      case VLLM -> "--max-num-batched-tokens";
      case SGLANG -> "--chunked-prefill-size";
      case LLAMACPP -> "--batch-size";
    };
  }

  private static String fraction(Column column) {
    return switch (column.engine()) {
      case VLLM, LLAMACPP -> "--gpu-memory-utilization";
      case SGLANG -> "--mem-fraction-static";
    };
  }

  /// Weights that do not fit will not fit with any flags: the column is switched off and says why.
  private Optional<Fix> off(Column column, Objection objection) {
    var enabled = Noted.entry(column.written().value(), "enabled");
    if (!othersServe
        || enabled.isEmpty()
        || !(column.written().value() instanceof Mapping parent)) {
      return Optional.empty();
    }
    var edits = new ArrayList<Optional<Edit>>();
    edits.add(editor.value(enabled.get().value(), "false"));
    if (parent.entry("why").isEmpty()) {
      edits.add(
          editor.after(parent, enabled.get(), "why", Editor.doubleQuoted(objection.message())));
    }
    return Noted.fix("switch the configuration off", List.copyOf(edits));
  }
}
