package io.aimengine.gateway.usage;

import io.aimengine.gateway.usage.UsageRow.Cell;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Everything used, by gateway, day, key and model. Adding is a map operation and never waits for a
/// file. Rows only grow, and merging takes the greater of two, so that rows of other gateways may
/// come twice, late and in any order (a grow-only counter).
public final class UsageLedger {
  private static final Comparator<UsageRow> ORDER =
      Comparator.comparing((UsageRow row) -> row.cell().day())
          .thenComparing(row -> row.cell().key())
          .thenComparing(row -> row.cell().model())
          .thenComparing(row -> row.cell().gateway());

  private final String gateway;
  private final Map<Cell, Usage> totals = new ConcurrentHashMap<>();
  private final Set<Cell> changed = ConcurrentHashMap.newKeySet();

  /// `gateway` names this one; no other may have its name.
  public UsageLedger(String gateway) {
    this.gateway = gateway;
  }

  public void add(LocalDate day, String key, String model, Usage used) {
    var cell = new Cell(gateway, day, key, model);
    totals.merge(cell, used, Usage::plus);
    changed.add(cell);
  }

  /// Rows of another gateway, or of this one before it was restarted.
  public void merge(Collection<UsageRow> rows) {
    for (var row : rows) {
      var before = totals.get(row.cell());
      var after = totals.merge(row.cell(), row.total(), Usage::max);
      if (!after.equals(before)) {
        changed.add(row.cell());
      }
    }
  }

  /// What this gateway counted itself, for the others.
  public List<UsageRow> own() {
    return rows(cell -> cell.gateway().equals(gateway));
  }

  /// By day, key, model and gateway.
  public List<UsageRow> rows() {
    return rows(any -> true);
  }

  private List<UsageRow> rows(Predicate<Cell> wanted) {
    return totals.entrySet().stream()
        .filter(entry -> wanted.test(entry.getKey()))
        .map(entry -> new UsageRow(entry.getKey(), entry.getValue()))
        .sorted(ORDER)
        .toList();
  }

  /// Of all gateways and models, from `from` to `to` (inclusive).
  public Usage total(String key, LocalDate from, LocalDate to) {
    return totals.entrySet().stream()
        .filter(entry -> entry.getKey().key().equals(key))
        .filter(entry -> !entry.getKey().day().isBefore(from) && !entry.getKey().day().isAfter(to))
        .map(Map.Entry::getValue)
        .reduce(Usage.NONE, Usage::plus);
  }

  /// What changed since this was last called, as it is now.
  List<UsageRow> takeChanged() {
    var cells = List.copyOf(changed);
    // before reading: what is added in between is taken again next time
    cells.forEach(changed::remove);
    return cells.stream()
        .filter(totals::containsKey)
        .map(cell -> new UsageRow(cell, totals.getOrDefault(cell, Usage.NONE)))
        .sorted(ORDER)
        .toList();
  }

  /// They could not be written: they are due again.
  void giveBack(List<UsageRow> rows) {
    rows.forEach(row -> changed.add(row.cell()));
  }

  void forgetBefore(LocalDate day) {
    totals.keySet().removeIf(cell -> cell.day().isBefore(day));
  }
}
