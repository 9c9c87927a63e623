package io.aimengine.cli;

import io.aimengine.cli.Terminal.Colour;
import io.aimengine.plan.MemoryEstimate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The memory of one GPU as a bar, one letter and colour per term, and its figures.
final class FitBar {
  private static final int WIDTH = 56;
  private static final int NARROW = 36;

  private record Part(char letter, String name, double gib, Colour colour) {}

  private final MemoryEstimate memory;

  FitBar(MemoryEstimate memory) {
    this.memory = memory;
  }

  /// Where nothing is cached what would be left for it stays free.
  private List<Part> parts() {
    var cache = memory.caches() ? Math.max(0, memory.kvCacheGib()) : 0;
    var unused = memory.caches() ? 0 : Math.max(0, memory.kvCacheGib());
    return List.of(
        new Part('W', "weights", memory.weightsGib(), Colour.BLUE),
        new Part('K', "KV cache", cache, Colour.GREEN),
        new Part('A', "activations", memory.activationsGib(), Colour.YELLOW),
        new Part('R', "graphs+runtime", memory.graphsGib() + memory.runtimeGib(), Colour.MAGENTA),
        new Part('.', "free", Math.max(0, memory.freeGib()) + unused, Colour.DIM));
  }

  /// `[WWWWKKKKKK..] 192.0 GiB`; every part that exists gets at least one letter.
  String bar(Terminal terminal) {
    var room = terminal.width() < 100 ? NARROW : WIDTH;
    var bar = new StringBuilder("[");
    var shown = 0;
    for (var part : parts()) {
      var share = part.gib() / memory.perGpuGib() * room;
      var length = part.gib() <= 0 ? 0 : Math.max(1, (int) Math.round(share));
      length = part.letter() == '.' ? Math.max(0, room - shown) : Math.min(length, room - shown);
      shown += length;
      bar.append(terminal.paint(part.colour(), String.valueOf(part.letter()).repeat(length)));
    }
    return bar.append("] ").append(gib(memory.perGpuGib())).append(" GiB").toString();
  }

  /// `W weights 61.0 · K KV cache 109.2 · …`, in GiB.
  String legend() {
    return parts().stream()
        .filter(part -> part.gib() > 0.005)
        .map(part -> part.letter() + " " + part.name() + " " + gib(part.gib()))
        .collect(Collectors.joining(" · "));
  }

  static String gib(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.2f" : "%.1f", value);
  }
}
