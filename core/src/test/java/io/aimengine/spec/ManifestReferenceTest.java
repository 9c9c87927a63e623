package io.aimengine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page that people read names every field and every code, so that it cannot rot.
class ManifestReferenceTest {
  private static final Path PAGE = Path.of("../docs/reference/manifest.md");
  private static final Path SOURCES = Path.of("src/main/java/io/aimengine");
  private static final Pattern CODE = Pattern.compile("\"((?:spec|yaml|manifest)\\.[a-z-]+)\"");

  @Test
  void thePageNamesEveryField() throws IOException {
    var page = Files.readString(PAGE);
    assertThat(EndpointNormalizer.fields()).hasSizeGreaterThan(80);
    assertThat(EndpointNormalizer.fields()).allSatisfy(f -> assertThat(page).contains(shown(f)));
  }

  @Test
  void thePageNamesEveryCode() throws IOException {
    var page = Files.readString(PAGE);
    assertThat(codes()).hasSizeGreaterThan(20).allSatisfy(c -> assertThat(page).contains(c));
  }

  /// The page leaves `spec.` out, and puts the fields of an object behind its own.
  private static String shown(String path) {
    return "`" + path.replaceFirst("^spec\\.", "") + "`";
  }

  private static Set<String> codes() throws IOException {
    var codes = new TreeSet<String>();
    for (var folder : List.of("spec", "yaml")) {
      try (var files = Files.list(SOURCES.resolve(folder))) {
        for (var file : files.toList()) {
          CODE.matcher(Files.readString(file)).results().forEach(m -> codes.add(m.group(1)));
        }
      }
    }
    return codes;
  }
}
