package io.aimengine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.flags.Translations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The tables of `docs/reference/engine-flags.md` are the code's.
class EngineFlagsDocTest {
  private static final Path PAGE = Path.of("../docs/reference/engine-flags.md");

  @Test
  void theTablesAreTheCodes() throws IOException {
    var page = Files.readString(PAGE);
    var expected = replaced(page, "translations", translations());
    expected = replaced(expected, "environment", environment());
    expected = replaced(expected, "useless", useless());
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(PAGE, expected);
    } else {
      assertThat(page).isEqualTo(expected);
    }
  }

  private static List<String> translations() {
    var lines = new ArrayList<String>();
    lines.add("| engine | written | becomes | why |");
    lines.add("|---|---|---|---|");
    for (var engine : Engine.values()) {
      for (var rows : Translations.rows(engine).values()) {
        for (var row : rows) {
          var values = row.values().isEmpty() ? "" : " " + String.join(", ", row.values());
          var becomes = row.becomes().stream().map(Object::toString).toList();
          lines.add(
              "| %s | `%s%s` | %s | %s |"
                  .formatted(
                      engine.id(),
                      row.flag(),
                      values,
                      becomes.isEmpty() ? "left out" : "`" + String.join(" ", becomes) + "`",
                      row.why()));
        }
      }
    }
    return lines;
  }

  private static List<String> environment() {
    var lines = new ArrayList<String>();
    lines.add("| variable | value | when | why |");
    lines.add("|---|---|---|---|");
    for (var variable : Tuning.VARIABLES) {
      lines.add(
          "| `%s` | %s | %s | %s |"
              .formatted(variable.name(), variable.value(), variable.where(), variable.why()));
    }
    return lines;
  }

  private static List<String> useless() {
    var lines = new ArrayList<String>();
    lines.add("| variable | why |");
    lines.add("|---|---|");
    new TreeMap<>(EnvironmentRules.USELESS)
        .forEach((name, why) -> lines.add("| `%s` | %s |".formatted(name, why)));
    return lines;
  }

  private static String replaced(String page, String block, List<String> lines) {
    var begin = "<!-- " + block + " -->\n";
    var from = page.indexOf(begin) + begin.length();
    assertThat(from).isGreaterThanOrEqualTo(begin.length());
    var to = page.indexOf("<!-- end -->", from);
    return page.substring(0, from) + String.join("\n", lines) + "\n" + page.substring(to);
  }
}
