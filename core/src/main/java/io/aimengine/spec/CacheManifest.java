package io.aimengine.spec;

import io.aimengine.api.Problem;
import io.aimengine.spec.EndpointSpec.ModelRef;
import io.aimengine.yaml.YamlNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks the fields of an AIMCache: every one of the reference's, and its examples'.
public final class CacheManifest {
  private static final Pattern CRON = Pattern.compile("@[a-z]+|(\\S+\\s+){4}\\S+");

  /// Where a download keeps things, which is where the volume is.
  private static final Set<String> OURS = Set.of("AIM_CACHE_DIR", "HOME");

  private CacheManifest() {}

  /// Every problem of the object, in the order of the text.
  public static List<Problem> check(YamlNode.Mapping object) {
    var findings = new Findings();
    var root = new Section(object, "", findings).ignore("apiVersion", "kind", "status", "metadata");
    var spec = root.section("spec");
    storage(spec.section("storage"));
    var seen = new HashSet<ModelRef>();
    spec.sections("models").forEach(model -> model(model, seen));
    env(spec);
    var cleans = cleanup(spec.section("cleanup"));
    var policies = spec.section("policies");
    if (!cleans && !policies.isEmpty()) {
      findings.warning(
          "spec.not-enabled",
          policies.path(),
          policies.mark(),
          "policies are held by the clean-up, which is not enabled",
          "write cleanup.enabled: true");
    }
    policies.integer("maxModels", 1, Integer.MAX_VALUE);
    policies.quantity("maxTotalSize");
    policies.texts("priorityModels");
    var monitoring = spec.section("monitoring");
    monitoring.bool("enabled");
    monitoring.texts("metrics");
    UnknownFields.report(root);
    return findings.all();
  }

  private static void storage(Section storage) {
    if (!storage.has("size")) {
      storage.bad("spec.missing", "size", "a cache has no size", "write storage.size: 500Gi");
    }
    storage.quantity("size");
    storage.text("storageClass");
    storage.text("storageClassName");
    storage.choice(
        "accessMode", "ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany", "ReadWriteOncePod");
    storage.parsed(
        "mountPath",
        "spec.value",
        path -> Optional.of(path).filter(p -> p.startsWith("/")),
        "write an absolute path such as /workspace/model-cache");
  }

  private static void model(Section model, Set<ModelRef> seen) {
    if (!model.has("id")) {
      model.bad("spec.missing", "id", "a model has no id", "write id: org/name");
    }
    ModelReader.listed(model)
        .filter(id -> !seen.add(id))
        .ifPresent(id ->
            model.bad("spec.duplicate", "id", id.id() + " is here twice", "keep one of them"));
    model.choice("priority", "high", "medium", "low");
    age(model, "retention");
    model.quantity("maxSize");
    model.bool("preload");
  }

  private static void env(Section spec) {
    for (var variable : EnvReader.read(spec)) {
      if (OURS.contains(variable.name())) {
        spec.bad("spec.env-name", "env", variable.name() + " is set for every download", "drop it");
      }
    }
  }

  /// Whether it is wanted.
  private static boolean cleanup(Section cleanup) {
    var enabled = cleanup.bool("enabled").orElse(false);
    if (!cleanup.has("enabled") && !cleanup.isEmpty()) {
      CacheReader.notEnabled(cleanup);
    }
    cleanup.parsed(
        "schedule",
        "spec.value",
        text -> Optional.of(text).filter(t -> CRON.matcher(t).matches()),
        "write a cron line such as \"0 2 * * *\"");
    age(cleanup, "maxAge");
    cleanup.quantity("minFreeSpace");
    cleanup.choice("strategy", "lru", "lfu", "fifo");
    return enabled;
  }

  /// `30d`, `2w`, or any duration.
  private static void age(Section section, String key) {
    section.parsed(
        key,
        "spec.duration",
        text -> Durations.age(text).map(_ -> text),
        "write a number with a unit: 30d, 2w, 12h");
  }
}
