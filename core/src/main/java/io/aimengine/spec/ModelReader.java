package io.aimengine.spec;

import io.aimengine.spec.EndpointSpec.ModelRef;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads which model is wanted: `model: id`, `model: {id, version, revision}` or `modelId: id`.
final class ModelReader {
  private static final int LONGEST = 256;
  private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");

  private ModelReader() {}

  static Optional<ModelRef> read(Section spec) {
    var findings = spec.findings();
    var ids = new Places<String>("model");
    var version = Optional.<String>empty();
    var revisions = new Places<String>("revision");
    if (spec.isMapping("model")) {
      var model = spec.section("model");
      ids.add(model, "id", split(model, "id", revisions));
      version = model.text("version");
      revisions.add(model, "revision", model.text("revision").filter(r -> fits(model, r)));
    } else {
      ids.add(spec, "model", split(spec, "model", revisions));
    }
    ids.add(spec, "modelId", split(spec, "modelId", revisions));
    var id = ids.agreed(findings);
    if (missing(spec)) {
      findings.error(
          "spec.model-missing",
          spec.isMapping("model") ? "spec.model.id" : "spec.model",
          spec.mark("model"),
          "no model is named",
          "write spec.model: org/name, a Hugging Face id such as Qwen/Qwen3-32B");
    }
    var revision = revisions.agreed(findings).orElse("");
    var label = version.orElse("");
    return id.map(i -> new ModelRef(i, label, revision));
  }

  private static boolean missing(Section spec) {
    return spec.isBlank("modelId")
        && (spec.isMapping("model") ? spec.section("model").isBlank("id") : spec.isBlank("model"));
  }

  private static Optional<String> split(Section section, String key, Places<String> revisions) {
    var text = section.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var model = split(text.get());
    if (!sound(section, key, model)) {
      return Optional.empty();
    }
    if (!model.revision().isEmpty() && fits(section, model.revision())) {
      revisions.add(section, key, Optional.of(model.revision()));
    }
    return Optional.of(model.id());
  }

  /// The model that a list of models names under `id`: `org/name` or `org/name@revision`.
  static Optional<ModelRef> listed(Section item) {
    return item.text("id")
        .map(ModelReader::split)
        .filter(model -> sound(item, "id", model))
        .filter(model -> model.revision().isEmpty() || fits(item, model.revision()));
  }

  private static boolean sound(Section section, String key, ModelRef model) {
    var flaw = flaw(model.id());
    flaw.ifPresent(
        why -> section.bad("spec.model-id", key, why, "write org/name as on Hugging Face"));
    return flaw.isEmpty();
  }

  /// `org/name@revision`; addresses such as `https://user@host/x` are left whole.
  static ModelRef split(String text) {
    var at = text.lastIndexOf('@');
    return at <= 0 || text.contains("://")
        ? new ModelRef(text, "", "")
        : new ModelRef(text.substring(0, at), "", text.substring(at + 1));
  }

  /// What would be dangerous or senseless in a command or a path.
  private static Optional<String> flaw(String id) {
    if (id.length() > LONGEST) {
      return Optional.of("a model id of %d characters, at most %d".formatted(id.length(), LONGEST));
    }
    if (id.chars().anyMatch(c -> c <= ' ' || c == 0x7f || "\"'`$\\;|&<>*?".indexOf(c) >= 0)) {
      return Optional.of("a model id has no spaces, quotes or shell characters");
    }
    if (id.startsWith("-") || id.endsWith("/") || id.contains("..")) {
      return Optional.of("'%s' is not a model id".formatted(Wording.shortened(id)));
    }
    return Optional.empty();
  }

  private static boolean fits(Section section, String revision) {
    if (REVISION.matcher(revision).matches() && !revision.contains("..")) {
      return true;
    }
    section.bad(
        "spec.revision",
        section.has("revision") ? "revision" : section.has("id") ? "id" : "model",
        "'%s' is not a revision".formatted(Wording.shortened(revision)),
        "write a branch, a tag or a commit");
    return false;
  }
}
