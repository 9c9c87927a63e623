package io.aimengine.catalog.dialect;

import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A recipe for one GPU count and one engine: the Kubernetes form (`gpu_count`, `backend`,
/// `config.args`) and the advanced one (`hardware.gpu_type`, flags right under `config`).
final class FlatRecipe {
  private static final String ELSEWHERE = "an endpoint asks for it, or the planner estimates it";

  private FlatRecipe() {}

  static boolean wrote(Mapping document) {
    var keys = document.entries().keySet();
    return keys.contains("config")
        || keys.contains("gpu_count")
        || document.get("hardware").filter(Mapping.class::isInstance).isPresent();
  }

  static Written read(Mapping document) {
    var form = new Form(document);
    var root = form.whole();
    form.put("recipe_id", root.take("recipe_id"));
    form.put("model_id", root.take("model_id"));
    form.put("huggingface_id", root.take("huggingface_id"));
    var hardware = root.take("hardware");
    var advanced = hardware(form, hardware);
    form.put("precision", root.take("precision"));
    form.put("description", root.take("description"));
    var count = root.take("gpu_count").or(() -> advanced).orElse(null);
    var backend = root.take("backend");
    var engine = backend.flatMap(b -> Form.text(b.value())).orElse("vllm");
    var gpus = Optional.ofNullable(count).flatMap(c -> Form.text(c.value())).orElse("1");
    var config = root.take("config");
    var at = config.map(Entry::keyMark).orElse(document.mark());
    var column = new LinkedHashMap<String, Entry>();
    column.put("enabled", Form.on("enabled", at));
    config.ifPresent(c -> flags(form, c.value(), column));
    if (Engines.known(form, engine, backend.map(b -> b.value().mark()).orElse(at))) {
      form.column(engine, gpus, at, column);
      form.note(
          "gpu_count %s and backend %s are read as %s_serve.%s_gpu"
              .formatted(gpus, engine, engine, gpus));
    }
    form.leaveOut(root, ELSEWHERE, "performance", "resources");
    form.rest(root);
    return form.done(advanced.isPresent() ? "advanced" : "k8s");
  }

  /// The GPU count, where the hardware has it.
  private static Optional<Entry> hardware(Form form, Optional<Entry> hardware) {
    if (hardware.isEmpty() || !(hardware.get().value() instanceof Mapping mapping)) {
      form.put("hardware", hardware);
      return Optional.empty();
    }
    var part = form.part("hardware", mapping);
    var type = part.take("type").or(() -> part.take("gpu_type"));
    form.put("hardware", type);
    type.ifPresent(t -> form.note("hardware." + t.key() + " is read as hardware"));
    form.leaveOut(part, "the catalog knows it", "rocm_arch", "memory_requirement");
    var count = part.take("gpu_count");
    form.rest(part);
    return count;
  }

  private static void flags(Form form, YamlNode config, Map<String, Entry> column) {
    var part = form.part("config", config);
    var args = part.take("args");
    var env = part.take("env_vars").or(() -> part.take("env"));
    if (args.isPresent() || env.isPresent()) {
      args.map(Entry::value)
          .filter(Mapping.class::isInstance)
          .ifPresent(a -> put(column, "args", Arguments.named((Mapping) a)));
      form.rest(part);
    } else if (config instanceof Mapping mapping) {
      put(column, "args", Arguments.named(mapping));
    }
    env.ifPresent(e -> column.put("env", new Entry("env", e.keyMark(), e.value())));
    form.note("names such as max_model_len are read as --max-model-len");
  }

  private static void put(Map<String, Entry> column, String key, Mapping value) {
    column.put(key, new Entry(key, value.mark(), value));
  }
}
