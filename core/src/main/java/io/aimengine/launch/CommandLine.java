package io.aimengine.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Shows a command to people in POSIX shell quoting; nothing here is ever run by a shell.
public final class CommandLine {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./=-]+");

  private CommandLine() {}

  /// One line that a POSIX shell would read as exactly these arguments.
  public static String render(List<String> argv) {
    return String.join(" ", argv.stream().map(CommandLine::quote).toList());
  }

  /// Variables first, then one flag with its values per line.
  public static String pretty(Map<String, String> env, List<String> argv) {
    var lines = new ArrayList<String>();
    env.forEach((name, value) -> lines.add(name + "=" + quote(value)));
    var line = new StringBuilder();
    for (var item : argv) {
      if (item.startsWith("-") && !item.matches("-\\d.*") && !line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(quote(item));
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return String.join(" \\\n  ", lines);
  }

  private static String quote(String item) {
    return PLAIN.matcher(item).matches() ? item : "'" + item.replace("'", "'\\''") + "'";
  }
}
