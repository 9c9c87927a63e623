package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes against a real server: killed, together, and on a disk that is really full.
@Tag("e2e")
class ProcessTest {
  private static final String PATH = "/tiny.gguf";

  @TempDir Path temp;
  private final List<Process> processes = new ArrayList<>();
  private FakeWeb web;
  private byte[] body;
  private Path root;

  @BeforeEach
  void start() throws IOException {
    body = new byte[16 << 20];
    new Random(11).nextBytes(body);
    web = new FakeWeb().page(PATH, body);
    root = temp.resolve("cache");
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (var process : processes) {
      process.destroyForcibly().waitFor();
    }
    web.close();
  }

  private Process child(Path output) throws IOException {
    var process =
        new ProcessBuilder(StoreChild.command(root, web.uri(PATH).toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    processes.add(process);
    return process;
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static String finish(Process process, Path output)
      throws IOException, InterruptedException {
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }

  private Journal journal() {
    try {
      return CacheLayout.children(root.resolve("partial")).stream()
          .filter(p -> p.toString().endsWith(".json"))
          .findFirst()
          .map(Journal::read)
          .orElse(Journal.EMPTY);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// `-Dkills=200` for a long run; the seed of a failure is in its message.
  @Test
  void survivesKillsAtAnyMoment() throws IOException, InterruptedException {
    var kills = Integer.getInteger("kills", 20);
    web.pace(64 << 10, Duration.ofMillis(15));
    for (int kill = 0; kill < kills; kill++) {
      var random = new Random(kill);
      var enough = web.sent() + (long) (random.nextDouble() * (body.length - journal().complete()));
      var out = temp.resolve("out" + kill);
      var process = child(out);
      var seed = "seed " + kill;
      await(seed, () -> web.sent() >= enough || !process.isAlive());
      process.destroyForcibly().waitFor();
      nothingPosesAsWhole(seed);
      if (journal().complete() > body.length * 9L / 10 || contains(out, "PATH ")) {
        Durable.deleteTree(root);
      }
    }
    var kept = journal().complete();
    var before = web.sent();
    var out = temp.resolve("out");
    assertThat(finish(child(out), out)).contains("PATH ");
    // the server may only now count the pieces that it was writing to the last process killed
    assertThat(web.sent() - before)
        .as("brings only what lacks")
        .isBetween(body.length - kept, body.length - kept + 512 * 1024);
    var file = TestStore.at(web.uri(PATH).toString());
    assertThat(new TestStore(root).fetch(file).modelPath()).hasBinaryContent(body);
    assertThat(CacheLayout.children(root.resolve("partial"))).isEmpty();
  }

  private void nothingPosesAsWhole(String seed) throws IOException {
    var store = new TestStore(root).store;
    var request = ArtifactRequest.of(TestStore.ID, List.of(TestStore.at(web.uri(PATH).toString())));
    store
        .find(request)
        .ifPresent(found -> assertThat(found.modelPath()).as(seed).hasBinaryContent(body));
    assertThat(store.cache().validate("").damaged()).as(seed).isEmpty();
  }

  @Test
  void twoProcessesDownloadOnce() throws IOException, InterruptedException {
    web.pace(16 << 10, Duration.ofMillis(60));
    var first = temp.resolve("first");
    var second = temp.resolve("second");
    var one = child(first);
    await("the first one downloads", () -> !web.seen(PATH).isEmpty());
    var two = child(second);
    await("the second one waits", () -> contains(second, "Waiting"));
    web.pace(1 << 20, Duration.ZERO);
    assertThat(finish(one, first)).contains("PATH ");
    assertThat(finish(two, second)).contains("PATH ").contains("process " + one.pid() + " since");
    assertThat(web.sent()).isEqualTo(body.length);
  }

  @Test
  void takesOverFromAProcessThatDies() throws IOException, InterruptedException {
    web.pace(16 << 10, Duration.ofMillis(60));
    var first = child(temp.resolve("first"));
    await("the first one downloads", () -> journal().complete() > 0);
    var out = temp.resolve("second");
    var second = child(out);
    await("the second one waits", () -> contains(out, "Waiting"));
    first.destroyForcibly().waitFor();
    var kept = journal().complete();
    web.pace(1 << 20, Duration.ZERO);
    assertThat(finish(second, out)).contains("PATH ", "resumed=" + kept);
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.exists(file) && Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// In a mount namespace of its own, so nothing stays mounted whatever happens.
  @Test
  void saysThatTheDiskIsFull() throws IOException, InterruptedException {
    var disk = Files.createDirectories(temp.resolve("disk"));
    var script = "mount -t tmpfs -o size=8m none \"$0\" && exec \"$@\"";
    var command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, disk.toString()));
    assumeTrue(works(command, List.of("true")), "needs the right to mount");
    root = disk.resolve("cache");
    var output = run(command, web.uri(PATH).toString());
    assertThat(output).contains("FAILED DISK_FULL").doesNotContain("PATH ");
  }

  @Test
  void servesWhatItHasFromAReadOnlyDisk() throws IOException, InterruptedException {
    Files.createDirectories(root);
    var script = "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"";
    var readOnly = List.of("unshare", "-m", "sh", "-c", script, root.toString());
    assumeTrue(works(readOnly, List.of("true")), "needs the right to mount");
    var out = temp.resolve("out");
    assertThat(finish(child(out), out)).contains("PATH ");
    assertThat(run(readOnly, web.uri(PATH).toString())).contains("PATH ");
    assertThat(web.sent()).isEqualTo(body.length);
    assertThat(run(readOnly, web.uri("/other.gguf").toString())).contains("FAILED READ_ONLY");
  }

  private String run(List<String> prefix, String uri) throws IOException {
    var command = new ArrayList<>(prefix);
    command.addAll(StoreChild.command(root, uri));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    processes.add(process);
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static boolean works(List<String> prefix, List<String> command)
      throws InterruptedException {
    var all = new ArrayList<>(prefix);
    all.addAll(command);
    try {
      var process = new ProcessBuilder(all).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
