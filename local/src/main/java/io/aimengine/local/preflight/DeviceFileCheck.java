package io.aimengine.local.preflight;

import io.aimengine.api.Problem;
import io.aimengine.local.hardware.DeviceFile;
import io.aimengine.local.hardware.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// /dev/kfd and the render node of each GPU: there, and open to this user.
final class DeviceFileCheck implements Check {
  private static final String NAME = "device files";

  private final Host host;

  DeviceFileCheck(Host host) {
    this.host = host;
  }

  @Override
  public List<Finding> look(Situation situation) {
    if (situation.gpus().isEmpty()) {
      return List.of();
    }
    var paths =
        Stream.concat(Stream.of("/dev/kfd"), situation.gpus().stream().map(Gpu::renderNode))
            .filter(path -> !path.isEmpty())
            .toList();
    var findings = new ArrayList<Finding>();
    for (var path : paths) {
      problem(path).map(problem -> Finding.of(NAME, problem)).ifPresent(findings::add);
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(NAME, paths.size() + " device files are readable and writable"))
        : findings;
  }

  private Optional<Problem> problem(String path) {
    var file = host.files().find(path);
    if (file.isEmpty()) {
      return Optional.of(
          Problems.error(
              "no-device-file",
              path,
              path + " does not exist",
              "load the driver with `sudo modprobe amdgpu`; in a container pass it on with"
                  + " `--device "
                  + path
                  + "`"));
    }
    return file.get().isUsable() ? Optional.empty() : Optional.of(closed(file.get()));
  }

  private Problem closed(DeviceFile file) {
    var group = groupName(file.group());
    var message =
        "%s belongs to group %s, and %s is in %s"
            .formatted(
                file.path(),
                group.map(name -> name + " (" + file.group() + ")").orElse("" + file.group()),
                host.user(),
                groups().isEmpty() ? "no group" : "groups " + String.join(", ", groups()));
    return Problems.error("device-file-closed", file.path(), message, fix(file, group));
  }

  /// Joining the group counts from the next login; a group that has a number only needs a name.
  private String fix(DeviceFile file, Optional<String> group) {
    if (file.group() == 0) {
      return "the driver's udev rules are missing: install the package amdgpu-core (or rocm), or"
          + " `sudo chgrp render "
          + file.path()
          + " && sudo chmod 660 "
          + file.path()
          + "`";
    }
    if (groups().contains(Integer.toString(file.group()))) {
      return "`sudo chmod g+rw " + file.path() + "`";
    }
    var join =
        "`sudo usermod -aG %s %s`, then log in again"
            .formatted(group.orElse("render"), host.user());
    return group.isPresent() ? join : "`sudo groupadd -g " + file.group() + " render`, " + join;
  }

  private Set<String> groups() {
    return host.tree().text("/proc/self/status").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("Groups:") || line.startsWith("Gid:"))
        .flatMap(line -> Stream.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1)))
        .filter(id -> !id.isEmpty())
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  private Optional<String> groupName(int gid) {
    return host.tree().text("/etc/group").stream()
        .flatMap(String::lines)
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length >= 3 && fields[2].equals(Integer.toString(gid)))
        .map(fields -> fields[0])
        .findFirst();
  }
}
