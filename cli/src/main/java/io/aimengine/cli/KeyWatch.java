package io.aimengine.cli;

import io.aimengine.gateway.keys.ApiKey;
import io.aimengine.gateway.keys.Gatekeeper;
import io.aimengine.gateway.usage.UsageLedger;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Gives the gateway the keys of a file, again when it changes. A file that cannot be read changes
/// nothing, and is said once.
final class KeyWatch implements AutoCloseable {
  private static final long LOOK_MILLIS = 1000;

  private final KeyFile file;
  private final Gatekeeper gate;
  private final UsageLedger ledger;
  private final Clock clock;
  private final Consumer<RuntimeException> complaints;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("keys").factory());
  private String complaint = "";

  KeyWatch(
      KeyFile file,
      Gatekeeper gate,
      UsageLedger ledger,
      Clock clock,
      Consumer<RuntimeException> complaints) {
    this.file = file;
    this.gate = gate;
    this.ledger = ledger;
    this.clock = clock;
    this.complaints = complaints;
  }

  /// The first reading is done when this returns; what is wrong with it is thrown.
  void start() {
    take();
    var _ =
        looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      take();
      complaint = "";
    } catch (RuntimeException e) {
      if (!complaint.equals(String.valueOf(e.getMessage()))) {
        complaint = String.valueOf(e.getMessage());
        complaints.accept(e);
      }
    }
  }

  private void take() {
    var keys = file.read();
    if (keys.all().equals(gate.keys().all())) {
      return;
    }
    gate.update(keys, System.nanoTime());
    keys.all().forEach(this::tellUsed);
  }

  /// A budget goes on where it was before the gateway was restarted.
  private void tellUsed(ApiKey key) {
    key.allowance()
        .budget()
        .ifPresent(budget -> {
          var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
          var used = ledger.total(key.id(), budget.period().start(today), today).tokens();
          gate.exchanged(key.id(), used, System.nanoTime(), clock.instant());
        });
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
