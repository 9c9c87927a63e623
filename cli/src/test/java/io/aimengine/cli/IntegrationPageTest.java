package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Runs every `$` line of the console blocks of `docs/AIM_ENGINE_INTEGRATION.md`, in order and in
/// one folder, and holds each line shown below it against what the program prints.
final class IntegrationPageTest {
  @TempDir private Path folder;

  private record Shown(String command, List<String> lines) {}

  private static List<Shown> shown() throws IOException {
    var page = Aim.checkout().resolve("docs/AIM_ENGINE_INTEGRATION.md");
    var all = new ArrayList<Shown>();
    var console = false;
    for (var line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        console = !console && line.equals("```console");
      } else if (console && line.startsWith("$ ")) {
        all.add(new Shown(line.substring(2), new ArrayList<>()));
      } else if (console && !line.isBlank() && !line.equals("…")) {
        all.getLast().lines().add(line);
      }
    }
    return all;
  }

  /// Files of the page's yaml blocks that say their name in a first comment.
  private static Map<String, String> files() throws IOException {
    var text = Files.readString(Aim.checkout().resolve("docs/AIM_ENGINE_INTEGRATION.md"));
    var files = new java.util.LinkedHashMap<String, String>();
    var blocks =
        java.util.regex.Pattern.compile("```(?:yaml|json)\\n(?:# |// )(\\S+)\\n(.*?)```", 32);
    var found = blocks.matcher(text);
    while (found.find()) {
      files.put(found.group(1), found.group(2));
    }
    return files;
  }

  @TestFactory
  List<DynamicTest> printsWhatThePageShows() throws IOException {
    var aim = InProcess.in(folder).wide(120).with("AIM_OFFLINE", "1");
    files().forEach(aim::file);
    var tests = new ArrayList<DynamicTest>();
    for (var each : shown()) {
      tests.add(
          DynamicTest.dynamicTest(
              each.command(),
              () -> {
                var words = each.command().replaceFirst("\\s+#.*", "").split("\\s+");
                var ran = aim.run(java.util.Arrays.copyOfRange(words, 1, words.length));
                var all = ran.out() + ran.err();
                assertThat(all.lines().map(String::stripTrailing))
                    .containsAll(each.lines().stream().map(String::stripTrailing).toList());
              }));
    }
    assertThat(tests).hasSizeGreaterThan(4);
    return tests;
  }
}
