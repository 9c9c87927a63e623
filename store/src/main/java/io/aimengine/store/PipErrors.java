package io.aimengine.store;

import java.util.List;
import java.util.Locale;

/// Turns what pip printed into a failure with a code; credentials in URLs are blotted out.
final class PipErrors {
  private static final int LINES = 4;

  private PipErrors() {}

  static StoreException explain(String requirement, String output) {
    var lines = output.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    var errors = lines.stream().filter(l -> l.startsWith("ERROR:")).toList();
    var shown = errors.isEmpty() ? last(lines) : last(errors);
    var text =
        String.join(" | ", shown).replaceAll("//[^/@\\s]+@", "//***@").replace("ERROR: ", "");
    var message = "pip could not bring " + requirement + ": " + text;
    var all = output.toLowerCase(Locale.ROOT);
    // an index that cannot be reached also ends in "no matching distribution"
    if (all.contains("connection broken")
        || all.contains("newconnectionerror")
        || all.contains("max retries exceeded")) {
      return new StoreException(
          StoreCode.UNREACHABLE, message, "check the network and pip's index (`pip config list`)");
    }
    if (all.contains("no matching distribution") || all.contains("could not find a version")) {
      return new StoreException(
          StoreCode.NOT_FOUND, message, "check name, version and pip's index (`pip config list`)");
    }
    if (all.contains("no space left")) {
      return new StoreException(StoreCode.DISK_FULL, message, "free some disk space");
    }
    if (all.contains("401 ") || all.contains("403 ")) {
      return new StoreException(
          StoreCode.FORBIDDEN, message, "check the credentials of pip's index");
    }
    return new StoreException(StoreCode.SERVER, message, "run the same with pip to see more");
  }

  private static List<String> last(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
  }
}
