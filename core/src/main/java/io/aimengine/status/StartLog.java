package io.aimengine.status;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Seconds of a start as an engine wrote them; what it did not write is empty. vLLM's lines are
/// those of `model_loader/weight_utils.py`, `model_loader/default_loader.py`,
/// `v1/worker/gpu_model_runner.py`, `v1/worker/gpu/model_runner.py`, `compilation/monitor.py` and
/// `compilation/decorators.py` (0.32 and 0.33; wordings since 0.9), SGLang's those of
/// `model_executor/model_runner.py`, `model_runner_components/cuda_graph_setup.py` and
/// `speculative/eagle_worker_v2.py` (0.5.22 and 0.5.23), the embedded engine's its own. SGLang's
/// loading includes a download of its own, the embedded engine's its first token.
public record StartLog(OptionalDouble downloaded, OptionalDouble loaded, OptionalDouble compiled) {
  private static final StartLog NOTHING =
      new StartLog(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  /// Longer ones are no line that is looked for, and would take long to search.
  private static final int LONGEST = 2000;

  private enum Step {
    DOWNLOAD,
    /// Weights alone.
    WEIGHTS,
    /// The whole model, a download by the engine included.
    MODEL,
    LOAD,
    COMPILE
  }

  private record Line(Step step, double scale, Pattern pattern) {
    static Line of(Step step, String pattern) {
      return new Line(step, 1, Pattern.compile(pattern));
    }
  }

  private static final String N = "(\\d{1,7}(?:\\.\\d{1,9})?)";

  private static final List<Line> LINES =
      List.of(
          Line.of(Step.DOWNLOAD, "Time spent downloading weights for .*: " + N + " seconds"),
          Line.of(Step.WEIGHTS, "Loading weights took " + N + " seconds"),
          Line.of(Step.MODEL, "Model loading took \\S+ GiB(?: memory)? and " + N + " seconds"),
          Line.of(
              Step.COMPILE,
              "torch\\.compile (?:and initial profiling/warmup run together )?(?:takes|took) "
                  + N
                  + " s in total"),
          Line.of(Step.COMPILE, "Graph capturing finished in " + N + " secs"),
          Line.of(Step.LOAD, "Load weight end\\. elapsed=" + N + " s"),
          Line.of(Step.COMPILE, "Capture [\\w -]*graph end\\. (?:.*, )?elapsed=" + N + " ?s"),
          Line.of(Step.COMPILE, "Capture [\\w -]*graph end\\. Time elapsed: " + N + " s"),
          new Line(Step.LOAD, 1e-3, Pattern.compile("^serving \\S+ on \\S+ after " + N + " ms")));

  /// Who writes: vLLM's process, SGLang's rank.
  private static final Pattern WRITER =
      Pattern.compile("\\(([^()]* pid=\\d+)\\)|^\\[\\d{4}-[\\d :.-]+( [A-Z][^\\]]*)?\\]");

  /// Nothing was read.
  public static StartLog nothing() {
    return NOTHING;
  }

  /// What one process does adds up; where several do the same at once, the slowest counts.
  public static StartLog read(String log) {
    var seconds = new EnumMap<Step, Map<String, Double>>(Step.class);
    log.lines()
        .filter(line -> line.length() <= LONGEST)
        .forEach(line -> {
          for (var known : LINES) {
            var match = known.pattern().matcher(line);
            if (match.find()) {
              seconds
                  .computeIfAbsent(known.step(), _ -> new HashMap<>())
                  .merge(writer(line), known.scale() * number(match), Double::sum);
            }
          }
        });
    var downloaded = slowest(seconds, Step.DOWNLOAD);
    return new StartLog(downloaded, loaded(seconds, downloaded), slowest(seconds, Step.COMPILE));
  }

  /// Weights alone only where nothing else is told: of a model that does not read its weights one
  /// by one, vLLM tells the time since the machine was started (vllm-project/vllm#37689).
  private static OptionalDouble loaded(
      Map<Step, Map<String, Double>> seconds, OptionalDouble downloaded) {
    var model = slowest(seconds, Step.MODEL);
    if (model.isPresent()) {
      return OptionalDouble.of(Math.max(0, model.getAsDouble() - downloaded.orElse(0)));
    }
    var load = slowest(seconds, Step.LOAD);
    return load.isPresent() ? load : slowest(seconds, Step.WEIGHTS);
  }

  private static OptionalDouble slowest(Map<Step, Map<String, Double>> seconds, Step step) {
    return seconds.getOrDefault(step, Map.of()).values().stream().mapToDouble(s -> s).max();
  }

  private static double number(Matcher match) {
    return Double.parseDouble(match.group(1));
  }

  private static String writer(String line) {
    var match = WRITER.matcher(line);
    var last = "";
    while (match.find()) {
      var process = match.group(1) == null ? match.group(2) : match.group(1);
      last = process == null ? "" : process;
    }
    return last;
  }

  /// Whether it tells no figure.
  public boolean isEmpty() {
    return equals(NOTHING);
  }
}
