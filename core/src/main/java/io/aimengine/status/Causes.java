package io.aimengine.status;

import io.aimengine.status.Observed.Trouble;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds in an engine's last lines why it ended. The first rule that matches wins, so what is more
/// specific stands first: a full /dev/shm is no full disk.
public final class Causes {
  static final String TYPES = "Ready, Degraded";

  private static final int LONGEST_LOG = 16 << 10;
  private static final int LONGEST_LINE = 300;
  private static final Pattern TOKEN =
      Pattern.compile("\\b(hf_|sk-|ghp_|glpat-)[A-Za-z0-9_-]{8,}|(?i)(bearer\\s+)\\S+");

  private static final List<Rule> LOG =
      List.of(
          rule(
              Reason.UNKNOWN_FLAG,
              "error: unrecognized arguments|error: argument .*(invalid|expected)"
                  + "|error: ambiguous option|error: the following arguments are required"
                  + "|error: invalid argument: --|Unrecognized VM option"),
          rule(
              Reason.SHARED_MEMORY,
              "shared memory segment.*No space left|/dev/shm.*(No space left|size \\d+)"
                  + "|Bus error.*shared memory|insufficient shared memory \\(shm\\)"),
          rule(
              Reason.GATED_MODEL,
              "GatedRepoError|gated repo|is gated\\. You must|is restricted\\. You must"
                  + "|Access to model .* is restricted"
                  + "|not in the authorized list|\\[store\\.gated\\]"),
          rule(
              Reason.MODEL_NOT_FOUND,
              "RepositoryNotFoundError|Repository Not Found for url|RevisionNotFoundError"
                  + "|Revision Not Found for url|is not a local folder and is not a valid model"
                  + " identifier|\\[store\\.not-found\\]"),
          rule(
              Reason.GATED_MODEL,
              "(401|403) Client Error: (Unauthorized|Forbidden) for url: https?://[^ ]*/resolve/"),
          rule(
              Reason.GPU_OUT_OF_MEMORY,
              "(HIP|CUDA) out of memory|hipErrorOutOfMemory|HIP error: out of memory"
                  + "|is less than desired GPU memory utilization|ggml_(cuda|hip)_.*out of memory"),
          rule(
              Reason.KV_CACHE,
              "max seq len \\(\\d+\\) is larger than the maximum number of tokens|No available memory"
                  + " for the cache blocks|larger than the available KV cache memory"
                  + "|Not enough memory\\. Please try (to increase|increasing)"
                  + " --mem-fraction-static"),
          rule(
              Reason.NO_SPACE,
              "No space left on device|Errno 28|[Dd]isk quota exceeded|\\[store\\.disk-full\\]"),
          rule(Reason.MODEL_TOO_LARGE, "\\[store\\.too-large\\]"),
          rule(
              Reason.NO_DEVICE,
              "No HIP GPUs are available|No CUDA GPUs are available|Unable to open /dev/kfd"
                  + "|HSA_STATUS_ERROR_OUT_OF_RESOURCES|hipErrorNoDevice|no ROCm-capable device"
                  + "|Failed to infer device type|/dev/kfd.*(no such file|No such file)"),
          rule(
              Reason.PORT_IN_USE,
              "[Aa]ddress already in use|EADDRINUSE|Errno 98\\] error while attempting to bind"),
          rule(
              Reason.HUB_UNREACHABLE,
              "LocalEntryNotFoundError|couldn't connect to 'https://huggingface\\.co'"
                  + "|Failed to resolve '[^']*huggingface\\.co'"
                  + "|Max retries exceeded with url.*huggingface|OfflineModeIsEnabled"
                  + "|\\[store\\.(unreachable|timeout|stalled|rate-limited|server|offline"
                  + "|all-sources-failed)\\]"),
          rule(
              Reason.OUT_OF_MEMORY,
              "Cannot allocate memory|DefaultCPUAllocator: can't allocate memory|oom-kill"));

  private static final List<Rule> PULL =
      List.of(
          rule(Reason.NO_SPACE, "no space left on device"),
          rule(
              Reason.IMAGE_UNAUTHORIZED,
              "(?i)unauthorized|authorization failed|authentication required|403 Forbidden"
                  + "|pull access denied|denied: |no basic auth credentials"),
          rule(
              Reason.IMAGE_NOT_FOUND,
              "(?i)manifest unknown|not found|does not exist|InvalidImageName"
                  + "|couldn't parse image|invalid reference format"));

  private Causes() {}

  private record Rule(Reason reason, Pattern pattern) {}

  private static Rule rule(Reason reason, String pattern) {
    return new Rule(reason, Pattern.compile(pattern));
  }

  /// What an engine's last lines say of its end, with the line that says it.
  public static Optional<Trouble> ofLog(String log) {
    return first(LOG, tail(log));
  }

  /// Why an image cannot be pulled, by what the kubelet says.
  public static Trouble ofPull(String image, String message) {
    var reason = first(PULL, tail(message)).map(Trouble::reason).orElse(Reason.IMAGE_PULL);
    return Trouble.of(reason, image + ": " + line(message));
  }

  /// An end that says nothing of itself, by the container's exit code.
  public static Trouble ofExit(int code, String log) {
    return switch (code) {
      case 2 -> Trouble.of(Reason.UNKNOWN_FLAG, "exit code 2" + last(log));
      case 137, 143 -> Trouble.of(Reason.NOT_ANSWERING, "exit code " + code + last(log));
      case 134 -> Trouble.of(Reason.ENGINE_FAILED, "it aborted (SIGABRT)" + last(log));
      case 135 -> Trouble.of(Reason.SHARED_MEMORY, "bus error (SIGBUS)" + last(log));
      case 139 -> Trouble.of(Reason.ENGINE_FAILED, "it crashed (SIGSEGV)" + last(log));
      default -> Trouble.of(Reason.ENGINE_FAILED, "exit code " + code + last(log));
    };
  }

  private static Optional<Trouble> first(List<Rule> rules, String text) {
    for (var rule : rules) {
      for (var line : text.lines().toList().reversed()) {
        if (rule.pattern.matcher(line).find()) {
          return Optional.of(Trouble.of(rule.reason, line(line)));
        }
      }
    }
    return Optional.empty();
  }

  private static String tail(String log) {
    return log.length() > LONGEST_LOG ? log.substring(log.length() - LONGEST_LOG) : log;
  }

  /// Its last line; of our own program the one before the hint.
  private static String last(String log) {
    var lines = tail(log).lines().filter(line -> !line.isBlank()).toList().reversed();
    return lines.stream()
        .filter(line -> line.startsWith("aim-engine: "))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .map(line -> ": " + line(line))
        .orElse("");
  }

  /// A line that may be shown: without control characters and tokens, and not too long.
  private static String line(String text) {
    var plain = text.replaceAll("\\u001B\\[[0-9;]*m", "").replaceAll("\\p{Cntrl}+", " ").strip();
    var masked = TOKEN.matcher(plain).replaceAll("$1$2***");
    return masked.length() > LONGEST_LINE ? masked.substring(0, LONGEST_LINE - 1) + "…" : masked;
  }
}
