package io.aimengine.catalog.dialect;

import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import io.aimengine.yaml.YamlNode.Sequence;
import java.util.LinkedHashMap;
import java.util.Map;

/// The custom resource AIMRecipe: one engine, a list of configurations, arguments as a list.
final class RecipeResource {
  private static final String ELSEWHERE = "an endpoint asks for it, or the planner estimates it";

  private RecipeResource() {}

  static boolean wrote(Mapping document) {
    return document.get("kind").flatMap(Form::text).filter("AIMRecipe"::equals).isPresent();
  }

  static Written read(Mapping document) {
    var form = new Form(document);
    var root = form.whole();
    form.leaveOut(root, "Kubernetes' own", "status");
    root.take("apiVersion");
    root.take("kind");
    var metadata = form.part("metadata", root.take("metadata").map(Entry::value).orElse(document));
    form.put("recipe_id", metadata.take("name"));
    var spec = form.part("spec", root.take("spec").map(Entry::value).orElse(document));
    form.put("model_id", spec.take("modelId"));
    form.put("hardware", spec.take("hardware"));
    form.put("precision", spec.take("precision"));
    form.put("description", spec.take("description"));
    form.note("metadata.name and spec.modelId are read as recipe_id and model_id");
    var backend = spec.take("backend");
    var engine = backend.flatMap(b -> Form.text(b.value())).orElse("vllm");
    var at = backend.map(b -> b.value().mark()).orElse(document.mark());
    var configurations = spec.take("configurations");
    if (Engines.known(form, engine, at)) {
      configurations.ifPresent(c -> configurations(form, engine, c));
    }
    form.leaveOut(spec, ELSEWHERE, "performance");
    form.rest(spec);
    form.rest(root);
    return form.done("AIMRecipe");
  }

  private static void configurations(Form form, String engine, Entry written) {
    if (!(written.value() instanceof Sequence list)) {
      form.problem("catalog.schema", written.value().mark(), "configurations are a list", "");
      return;
    }
    for (var item : list.items()) {
      var part = form.part("configurations", item);
      var count = part.text("gpuCount").orElse("");
      if (!count.matches("[1-9][0-9]{0,3}")) {
        form.problem("catalog.schema", item.mark(), "gpuCount is a whole number from 1", "");
        continue;
      }
      var column = new LinkedHashMap<String, Entry>();
      part.take("enabled").ifPresent(e -> column.put("enabled", e));
      part.take("args").ifPresent(a -> column.put("args", in(a, args(form, a.value()))));
      part.take("env").ifPresent(e -> column.put("env", in(e, env(form, e.value()))));
      form.leaveOut(part, ELSEWHERE, "resources");
      form.rest(part);
      form.column(engine, count, item.mark(), column);
      form.note(
          "the configuration of %s GPUs is read as %s_serve.%s_gpu"
              .formatted(count, engine, count));
    }
  }

  private static Entry in(Entry written, YamlNode value) {
    return new Entry(written.key(), written.keyMark(), value);
  }

  private static YamlNode args(Form form, YamlNode written) {
    if (written instanceof YamlNode.Scalar scalar) {
      form.problem(
          "catalog.schema",
          scalar.mark(),
          "args are a list of flags and values",
          "write args: [--max-model-len, \"16384\"]");
      return new Mapping(Map.of(), scalar.mark());
    }
    return written instanceof Sequence list ? Arguments.listed(list, form) : written;
  }

  private static YamlNode env(Form form, YamlNode written) {
    return written instanceof Sequence list ? Arguments.variables(list, form) : written;
  }
}
