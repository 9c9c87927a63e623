package io.aimengine.catalog.dialect;

import io.aimengine.api.Mark;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.Optional;

/// The form of the user guide: `model.name`, `deployment`, `optimization`. It names no hardware, so
/// a file needs a `hardware` beside them.
final class UserRecipe {
  private static final String ELSEWHERE = "aim-engine or the endpoint sets it";

  private UserRecipe() {}

  static boolean wrote(Mapping document) {
    return document.get("model").filter(Mapping.class::isInstance).isPresent()
        && (document.get("optimization").isPresent() || document.get("deployment").isPresent());
  }

  static Written read(Mapping document) {
    var form = new Form(document);
    var root = form.whole();
    var model = root.take("model").orElseThrow();
    var names = form.part("model", model.value());
    var deployment = root.take("deployment");
    var place = form.part("deployment", deployment.map(Entry::value).orElse(document));
    var container = deployment.flatMap(_ -> place.take("container_name"));
    var id = root.take("recipe_id");
    form.put("recipe_id", id.or(() -> container));
    container.ifPresent(_ ->
        form.note(
            "deployment.container_name is "
                + (id.isPresent() ? "left out: recipe_id is there" : "read as recipe_id")));
    form.put("model_id", names.take("name"));
    form.put("hardware", root.take("hardware"));
    form.put("precision", names.take("precision"));
    form.note("model.name and model.precision are read as model_id and precision");
    column(form, names, root.take("optimization"), model.keyMark());
    if (deployment.isPresent()) {
      form.leaveOut(place, ELSEWHERE, "port", "health_check");
      form.rest(place);
    }
    form.rest(names);
    form.rest(root);
    return form.done("user");
  }

  private static void column(Form form, Form.Part names, Optional<Entry> optimization, Mark model) {
    var column = new LinkedHashMap<String, Entry>();
    var at = optimization.map(Entry::keyMark).orElse(model);
    column.put("enabled", Form.on("enabled", at));
    var flags = new LinkedHashMap<String, Entry>();
    var size = names.take("tensor_parallel");
    size.ifPresent(s ->
        flags.put(
            "--tensor-parallel-size", new Entry("--tensor-parallel-size", s.keyMark(), s.value())));
    var written = optimization.map(Entry::value).filter(Mapping.class::isInstance);
    if (written.isPresent()) {
      for (var entry : Arguments.named((Mapping) written.get()).entries().values()) {
        var flag = entry.key().equals("--max-seq-len") ? "--max-model-len" : entry.key();
        flags.put(flag, new Entry(flag, entry.keyMark(), entry.value()));
      }
      form.note("optimization is read as vLLM's flags, max_seq_len as --max-model-len");
    }
    column.put(
        "args", new Entry("args", at, new Mapping(flags, written.map(YamlNode::mark).orElse(at))));
    var gpus = size.flatMap(s -> Form.text(s.value())).orElse("1");
    form.column("vllm", gpus, size.map(Entry::keyMark).orElse(at), column);
    form.note("tensor_parallel %s is read as vllm_serve.%s_gpu".formatted(gpus, gpus));
  }
}
