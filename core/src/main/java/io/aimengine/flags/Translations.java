package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion.Engine;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Wrong flags and what they become in an engine, read from [TranslationTable].
public final class Translations {
  /// SGLang keeps at least this much free on devices above 60 GiB (`server_args.py`, 0.5.23).
  private static final double SGLANG_RESERVE_GIB = 10;

  private static final Map<Engine, Map<String, List<Row>>> ROWS = read(TranslationTable.ROWS);

  private Translations() {}

  /// A flag and its value ("" for a switch).
  public record Written(String flag, String value) {
    @Override
    public String toString() {
      return value.isEmpty() ? flag : flag + " " + value;
    }
  }

  /// One row of the table; no `values` means whatever the value is.
  public record Row(
      Engine engine, String flag, Set<String> values, List<Written> becomes, String why) {}

  /// What a flag becomes (nothing: it is left out), and why.
  public record Translated(List<Written> becomes, String why) {}

  /// The translation of a flag that is wrong in this engine. A row without values is for names that
  /// the engine version does not have: its own flags are never renamed.
  public static Optional<Translated> of(FlagContext context, String flag, String value) {
    var known = context.engine().flags().find(flag).isPresent();
    for (var row : rows(context.kind()).getOrDefault(flag, List.of())) {
      var always = row.values().isEmpty();
      if (always ? !known : row.values().contains(value)) {
        var becomes = always && switchedOff(row, value) ? List.<Written>of() : row.becomes();
        return Optional.of(new Translated(fill(becomes, value, context), row.why()));
      }
    }
    return Optional.empty();
  }

  /// All rows of an engine in the order of the table, by flag.
  public static Map<String, List<Row>> rows(Engine engine) {
    return ROWS.getOrDefault(engine, Map.of());
  }

  /// A switch that is written as false asks for nothing, whatever it would have become.
  private static boolean switchedOff(Row row, String value) {
    var switched = row.becomes().stream().noneMatch(target -> target.value().startsWith("$"));
    return switched && value.equalsIgnoreCase("false");
  }

  private static List<Written> fill(List<Written> becomes, String value, FlagContext context) {
    var filled = new ArrayList<Written>();
    for (var target : becomes) {
      switch (target.value()) {
        case "$" -> filled.add(new Written(target.flag(), value));
        case "$int" -> filled.add(new Written(target.flag(), plain(value)));
        case "$share" ->
            share(value, context.deviceGib())
                .ifPresent(share -> filled.add(new Written(target.flag(), share)));
        default -> {
          if (!target.flag().equals("$fp8")) {
            filled.add(target);
          } else if (!context.quantised()) {
            filled.add(new Written("--quantization", "fp8"));
          }
        }
      }
    }
    return filled;
  }

  /// vLLM's `32K` as SGLang's plain flags want it; what is no number stays and is refused later.
  private static String plain(String value) {
    var number = HumanInteger.parse(Engine.VLLM, value);
    return number.isPresent() ? Long.toString(number.getAsLong()) : value;
  }

  /// Nothing when the device's memory is not known: SGLang then computes its own share.
  private static Optional<String> share(String value, double deviceGib) {
    if (deviceGib <= 2 * SGLANG_RESERVE_GIB || !value.matches("0?\\.\\d+|1(\\.0+)?|0\\.\\d+")) {
      return Optional.empty();
    }
    var share = Double.parseDouble(value) - SGLANG_RESERVE_GIB / deviceGib;
    if (share <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        BigDecimal.valueOf(share)
            .setScale(2, RoundingMode.DOWN)
            .stripTrailingZeros()
            .toPlainString());
  }

  private static Map<Engine, Map<String, List<Row>>> read(String table) {
    var rows = new EnumMap<Engine, Map<String, List<Row>>>(Engine.class);
    for (var line : table.lines().toList()) {
      if (!line.startsWith("#")) {
        var cells = Arrays.stream(line.split("\\|", 4)).map(String::strip).toList();
        for (var engine : engines(cells.getFirst())) {
          row(rows.computeIfAbsent(engine, e -> new LinkedHashMap<>()), engine, cells);
        }
      }
    }
    return rows;
  }

  private static void row(Map<String, List<Row>> rows, Engine engine, List<String> cells) {
    var written = cells.get(1).split(" ", 2);
    var values = written.length == 1 ? Set.<String>of() : ordered(written[1].split(","));
    for (var flag : written[0].split(",")) {
      rows.computeIfAbsent(flag, f -> new ArrayList<>())
          .add(new Row(engine, flag, values, becomes(cells.get(2)), cells.get(3)));
    }
  }

  private static Set<String> ordered(String... values) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(values)));
  }

  private static List<Written> becomes(String cell) {
    return Arrays.stream(cell.split(";"))
        .map(String::strip)
        .filter(target -> !target.isEmpty())
        .map(target -> target.split(" ", 2))
        .map(parts -> new Written(parts[0], parts.length == 1 ? "" : parts[1]))
        .toList();
  }

  private static List<Engine> engines(String cell) {
    return cell.equals("gpu")
        ? List.of(Engine.VLLM, Engine.SGLANG)
        : List.of(Engine.parse(cell).orElseThrow());
  }
}
