package io.aimengine.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A process of its own that fetches one file: `ROOT URI`. Prints what it hears, then `PATH …`, or
/// `FAILED code`.
final class StoreChild {
  private StoreChild() {}

  public static void main(String[] arguments) {
    var limits =
        Limits.defaults()
            .withHeadroom(0)
            .withConnections(4, 1 << 20)
            .withCheckpoint(Duration.ofMillis(50));
    var policy = new UrlPolicy(UrlPolicy.Http.LOOPBACK_ONLY);
    var web = new Web(limits, policy, Map.of(), Clock.systemUTC());
    var source = new HttpsSource(web, new Retry(limits, Pause.REAL));
    // believes in endless disks, so that the kernel's word is the one that counts
    Space endless = _ -> 1L << 50;
    var store =
        new ModelStore(Path.of(arguments[0]), List.of(source), limits, endless, Clock.systemUTC());
    var request = ArtifactRequest.of(TestStore.ID, List.of(TestStore.at(arguments[1])));
    try {
      var stored = store.fetch(request, event -> System.out.println(event));
      System.out.println("PATH " + stored.modelPath());
    } catch (StoreException e) {
      System.out.println("FAILED " + e.code() + " " + e.getMessage());
    }
  }

  /// The argv that starts this in another JVM.
  static List<String> command(Path root, String uri) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-Xmx64m",
        "-cp",
        System.getProperty("java.class.path"),
        StoreChild.class.getName(),
        root.toString(),
        uri);
  }
}
