package io.aimengine.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/reference/status.md` has every reason with its meaning and advice, as `Reason` has them.
class StatusPageTest {
  private static final Path PAGE = Path.of("../docs/reference/status.md");
  private static final String BEGIN = "<!-- reasons -->\n";
  private static final String END = "<!-- end of reasons -->\n";

  @Test
  void documentsEveryReasonThatAConditionCanHave() throws IOException {
    var page = Files.readString(PAGE);
    var from = page.indexOf(BEGIN) + BEGIN.length();
    var to = page.indexOf(END);
    assertThat(to).isGreaterThanOrEqualTo(from);
    if (Boolean.getBoolean("golden.rewrite")) {
      page = page.substring(0, from) + table() + page.substring(to);
      Files.writeString(PAGE, page);
      to = page.indexOf(END);
    }
    assertThat(page.substring(from, to)).isEqualTo(table());
  }

  @Test
  void tellsWhatToDoAboutEveryFailure() {
    assertThat(Reason.values())
        .filteredOn(Reason::isFailure)
        .allSatisfy(reason -> assertThat(reason.advice()).isNotEmpty());
  }

  private static String table() {
    var rows =
        Arrays.stream(Reason.values())
            .map(reason ->
                "| %s | `%s` | %s | %s |\n"
                    .formatted(
                        String.join(", ", reason.types()),
                        reason.id(),
                        reason.meaning(),
                        reason.advice()))
            .collect(Collectors.joining());
    return "| condition | reason | what it means | what to do |\n|---|---|---|---|\n" + rows;
  }
}
