package io.aimengine.cli;

import io.aimengine.gateway.RouteSource;
import io.aimengine.gateway.routing.Routes;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The routes of a file, read again when it changes. What cannot be read changes nothing, and is
/// said once.
final class FileRoutes implements RouteSource {
  private static final long LOOK_MILLIS = 1000;

  private final Path file;
  private final String name;
  private final Consumer<CommandFailure> complaints;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("routes").factory());
  private String seen = "";

  FileRoutes(Path file, String name, Consumer<CommandFailure> complaints) {
    this.file = file;
    this.name = name;
    this.complaints = complaints;
  }

  @Override
  public void watch(Consumer<Routes> changed) {
    changed.accept(read());
    var _ =
        looks.scheduleWithFixedDelay(
            () -> look(changed), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look(Consumer<Routes> changed) {
    var before = seen;
    try {
      var routes = read();
      if (!seen.equals(before)) {
        changed.accept(routes);
      }
    } catch (CommandFailure failure) {
      if (!seen.equals(before)) {
        complaints.accept(failure);
      }
    }
  }

  private Routes read() {
    seen = UserFile.text(file, name);
    var read = RoutesFile.read(name, seen);
    return read.routes().orElseThrow(() -> CommandFailure.of(Exit.USAGE, read.problems()));
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
