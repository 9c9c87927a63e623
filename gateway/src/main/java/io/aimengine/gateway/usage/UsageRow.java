package io.aimengine.gateway.usage;

import java.time.LocalDate;

/// All that one key used of one model on one day (UTC) through one gateway. A total, never a
/// difference: reading the same row twice changes nothing.
public record UsageRow(Cell cell, Usage total) {

  /// Which counter a row is of.
  public record Cell(String gateway, LocalDate day, String key, String model) {}
}
