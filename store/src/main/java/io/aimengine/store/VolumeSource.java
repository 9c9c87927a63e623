package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// `pvc://claim/folder`: a claim of the cluster. The pod that fetches has it mounted below
/// `AIM_PVC_ROOT` (default `/mnt/pvc`) under the claim's name; elsewhere there is nothing to read.
final class VolumeSource implements Source {
  private static final Pattern FORM =
      Pattern.compile("pvc://([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?:/(.*))?");

  private final Path root;
  private final FileSource files = new FileSource();

  VolumeSource(Map<String, String> environment) {
    var named = environment.getOrDefault("AIM_PVC_ROOT", "").strip();
    this.root = Path.of(named.isEmpty() ? "/mnt/pvc" : named).toAbsolutePath().normalize();
  }

  @Override
  public List<String> schemes() {
    return List.of("pvc");
  }

  @Override
  public Listing list(Artifact artifact, List<String> allow, SourceContext context)
      throws IOException {
    var matcher = FORM.matcher(artifact.uri());
    if (!matcher.matches()) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          "'" + artifact.uri() + "' names no claim",
          "write pvc://claim/folder");
    }
    var claim = root.resolve(matcher.group(1));
    if (!java.nio.file.Files.isDirectory(claim)) {
      throw new StoreException(
          StoreCode.NOT_FOUND,
          "the claim " + matcher.group(1) + " is not mounted at " + claim,
          "pvc:// works in a pod that mounts the claim there; on a machine use file://");
    }
    var below = matcher.group(2) == null ? "" : matcher.group(2).replaceAll("/+$", "");
    var path = below.isEmpty() ? claim : claim.resolve(RelativePath.check(below));
    var file = new Artifact("file://" + path, artifact.bytes(), artifact.sha256());
    return files.list(file, allow, context);
  }
}
