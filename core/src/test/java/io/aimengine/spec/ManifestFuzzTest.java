package io.aimengine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.aimengine.api.Problem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Ten thousand broken manifests: never an exception, never a hang, every problem is sayable.
class ManifestFuzzTest {
  private static final Pattern CODE = Pattern.compile("(yaml|spec|manifest)\\.[a-z-]+");
  private static final int MUTATIONS = 10_000;
  private static final long SEED = 20_260_101;
  private static final long LONGEST_NANOS = 1_000_000_000L;

  @Test
  void survivesTenThousandMutations() throws IOException {
    var samples = samples();
    var accepted = 0;
    for (var i = 0; i < MUTATIONS; i++) {
      var random = new Random(SEED + i);
      var text = samples.get(random.nextInt(samples.size()));
      for (var n = 1 + random.nextInt(4); n > 0; n--) {
        text = Mutation.any(random).apply(text, samples, random);
      }
      accepted += survives(text, "seed " + (SEED + i)) ? 1 : 0;
    }
    // Neither everything nor nothing may pass, or the mutations prove little.
    assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS * 9 / 10);
  }

  @Test
  void survivesEveryPrefixOfAFullManifest() throws IOException {
    var text = Files.readString(GoldenSpecTest.CASES.resolve("crd-full/manifest.yaml"));
    for (var end = 0; end < text.length(); end++) {
      survives(text.substring(0, end), "prefix " + end);
    }
  }

  /// Whether an endpoint came out of it without an error.
  private static boolean survives(String text, String label) {
    var start = cpuNanos();
    try {
      var manifests = Manifests.read("fuzz.yaml", text);
      check(manifests.problems());
      var accepted = false;
      for (var manifest : manifests.documents()) {
        var normalized = EndpointNormalizer.normalize(manifest.node());
        check(normalized.problems());
        var failed = normalized.problems().stream().anyMatch(Problem::isError);
        var name = normalized.spec().map(EndpointSpec::name).orElse("a");
        if (failed == normalized.spec().isPresent() || !Names.valid(name)) {
          throw new IllegalStateException("neither accepted nor refused: " + normalized);
        }
        accepted |= !failed;
      }
      assertThat(cpuNanos() - start).as(label).isLessThan(LONGEST_NANOS);
      return accepted;
    } catch (RuntimeException | StackOverflowError e) {
      return fail(label + " threw " + e + "\n" + text, e);
    }
  }

  /// Of this thread, so that a busy machine does not look like a hang.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void check(List<Problem> problems) {
    for (var problem : problems) {
      if (!CODE.matcher(problem.code()).matches()
          || problem.message().isBlank()
          || problem.message().length() > 2_000
          || problem.message().indexOf('\n') >= 0
          || problem.mark().line() < 0) {
        throw new IllegalStateException("cannot be said: " + problem);
      }
    }
  }

  private static List<String> samples() throws IOException {
    var samples = new ArrayList<String>();
    for (var folder : GoldenSpecTest.cases().toList()) {
      samples.add(Files.readString(folder.resolve("manifest.yaml")));
    }
    return samples;
  }
}
