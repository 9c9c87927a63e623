package io.aimengine.local.hardware;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;

/// Every sentence that the probe says about hardware; the codes are listed in
/// `docs/reference/hardware.md`.
final class HardwareProblems {
  private HardwareProblems() {}

  static Problem topologyUnreadable(String path, String reason) {
    return Problem.error(
        "hardware.unreadable",
        path,
        Mark.NONE,
        "the GPU topology cannot be read: " + reason,
        "read access to " + path + " is needed; in a container mount /sys as the host has it");
  }

  static Problem driverMissing(int cards, String example) {
    return Problem.error(
        "hardware.no-driver",
        "/sys/class/kfd",
        Mark.NONE,
        "%d AMD accelerator(s) on the PCI bus (%s), but the amdgpu compute driver is not loaded"
            .formatted(cards, example),
        "load it with `modprobe amdgpu`, or install amdgpu-dkms; `dmesg | grep amdgpu` says more");
  }

  static Problem nodeHidden(String path, String reason) {
    return Problem.note(
        "hardware.node-hidden",
        path,
        Mark.NONE,
        "a topology node is not readable (" + reason + ") and left out",
        "normal in a container or job that was given some of the GPUs only");
  }

  static Problem badValue(String path, String what) {
    return Problem.warning(
        "hardware.bad-value",
        path,
        Mark.NONE,
        what + "; this device is left out",
        "`dmesg | grep -e amdgpu -e kfd` says what the driver met");
  }

  static Problem garbage(String path, String line) {
    return Problem.warning(
        "hardware.bad-line",
        path,
        Mark.NONE,
        "a line that is not `name value` was skipped: \"" + shorten(line) + "\"",
        "harmless unless a figure is missing below");
  }

  static Problem sharedMemory(String card, int partitions, double gib) {
    return Problem.note(
        "hardware.shared-memory",
        card,
        Mark.NONE,
        "%d partitions report the memory of the whole card; counted as %.1f GiB each"
            .formatted(partitions, gib),
        "a newer amdgpu driver reports each partition's own share");
  }

  static Problem unknownGpu(Gpu gpu) {
    var message =
        "%s is a GPU that the catalog does not know: device id %s, %s, %.1f GiB"
            .formatted(gpu.id(), gpu.deviceId(), gpu.gfx(), gpu.vramGib());
    var hint =
        "add its device id under catalog/accelerators (CONTRIBUTING, \"how to add a GPU\"), or lay"
            + " a folder over the catalog with --catalog DIR";
    return Gfx.isCompute(gpu.gfx())
        ? Problem.warning("hardware.unknown-gpu", gpu.id(), Mark.NONE, message, hint)
        : Problem.note("hardware.unknown-gpu", gpu.id(), Mark.NONE, message, hint);
  }

  static Problem badToken(String variable, String token, String reason) {
    return Problem.warning(
        "hardware.visible-devices",
        variable,
        Mark.NONE,
        "\"%s\" %s; the runtime ignores it and all after it".formatted(shorten(token), reason),
        "list indices from 0, or GPU-<16 hex digits>, separated by commas");
  }

  static Problem hidden(String variable, int hidden, int of) {
    return Problem.note(
        "hardware.hidden",
        variable,
        Mark.NONE,
        "%s hides %d of %d GPUs".formatted(variable, hidden, of),
        "unset " + variable + " to use all");
  }

  static Problem conflict(String hip, String cuda) {
    return Problem.warning(
        "hardware.visible-devices",
        "CUDA_VISIBLE_DEVICES",
        Mark.NONE,
        "HIP_VISIBLE_DEVICES=%s and CUDA_VISIBLE_DEVICES=%s differ; HIP_VISIBLE_DEVICES holds"
            .formatted(shorten(hip), shorten(cuda)),
        "unset CUDA_VISIBLE_DEVICES: some engines refuse to start when the two differ");
  }

  static Problem toolFailed(String tool, String reason) {
    return Problem.note(
        "hardware.tool-failed",
        tool,
        Mark.NONE,
        "%s could not confirm the GPUs: %s".formatted(tool, reason),
        "the figures of the kernel are used; run `" + tool + "` by hand to see why");
  }

  static Problem toolDisagrees(String tool, String message) {
    return Problem.warning(
        "hardware.tool-disagrees",
        tool,
        Mark.NONE,
        tool + " " + message,
        "the figures of the kernel are used; a GPU that one of the two misses may be ill");
  }

  private static String shorten(String text) {
    var clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > 60 ? clean.substring(0, 60) + "…" : clean;
  }
}
