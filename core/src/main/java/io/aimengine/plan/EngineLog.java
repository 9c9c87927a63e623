package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What an engine wrote about its memory when it started; figures are GiB of one GPU. vLLM's lines
/// are those of `v1/worker/gpu_worker.py`, `gpu_model_runner.py` and `v1/core/kv_cache_utils.py`
/// (0.10 to 0.33), SGLang's those of `model_runner.py`, `memory_pool.py` and `scheduler.py`.
/// `lines` are those with a figure: lines of settings may hold a key.
public record EngineLog(
    Engine engine,
    String version,
    Map<String, String> config,
    Map<Figure, Double> figures,
    List<String> lines) {

  /// A figure that a log may hold. Where ranks differ the one of the fullest counts.
  public enum Figure {
    WEIGHTS("weights"),
    CONSUMED("weights and runtime"),
    RUNTIME("runtime"),
    ACTIVATIONS("activations"),
    GRAPHS("graphs"),
    FREE_BEFORE("free before loading"),
    FREE_AFTER_WEIGHTS("free after loading"),
    DEVICE("device"),
    REQUESTED("requested"),
    KV_CACHE("KV cache"),
    KV_TOKENS("tokens at once"),
    CONTEXT("context"),
    CONCURRENCY("requests of the full context"),
    NEEDED("KV cache of one full request");

    private final String words;

    Figure(String words) {
      this.words = words;
    }

    /// For people.
    public String words() {
      return words;
    }
  }

  /// A line's pattern and the figures of its groups.
  private record Line(Engine engine, Pattern pattern, boolean least, List<Figure> figures) {
    static Line most(Engine engine, String pattern, Figure... figures) {
      return new Line(engine, Pattern.compile(pattern), false, List.of(figures));
    }

    static Line least(Engine engine, String pattern, Figure... figures) {
      return new Line(engine, Pattern.compile(pattern), true, List.of(figures));
    }
  }

  private static final String N = "(-?[\\d,]+(?:\\.\\d+)?)";

  private static final List<Line> LINES =
      List.of(
          Line.most(Engine.VLLM, "Model loading took " + N + " Gi?B", Figure.WEIGHTS),
          Line.most(Engine.VLLM, "Loading model weights took " + N + " Gi?B", Figure.WEIGHTS),
          Line.least(Engine.VLLM, "Available KV cache memory: " + N + " GiB", Figure.KV_CACHE),
          Line.least(
              Engine.VLLM, "Explicitly set \\(" + N + "/.*GiB for KV cache", Figure.KV_CACHE),
          Line.most(Engine.VLLM, "[GC]PU KV cache size: " + N + " tokens", Figure.KV_TOKENS),
          Line.most(
              Engine.VLLM,
              "Maximum concurrency for " + N + " tokens per request: " + N + "x",
              Figure.CONTEXT,
              Figure.CONCURRENCY),
          Line.most(Engine.VLLM, "Estimated CUDA graph memory: " + N + " GiB total", Figure.GRAPHS),
          Line.most(
              Engine.VLLM, "CUDA graph pool memory: " + N + " GiB \\(actual\\)", Figure.GRAPHS),
          Line.most(
              Engine.VLLM, "Graph capturing finished in .* took " + N + " GiB", Figure.GRAPHS),
          Line.most(
              Engine.VLLM,
              "Free memory on device \\(" + N + "/" + N + " GiB\\) on startup",
              Figure.FREE_BEFORE,
              Figure.DEVICE),
          Line.most(
              Engine.VLLM,
              "Desired GPU memory utilization is \\([\\d.]+, " + N + " GiB\\)",
              Figure.REQUESTED),
          Line.most(
              Engine.VLLM, "Actual usage is " + N + " GiB for consumed memory", Figure.CONSUMED),
          Line.most(Engine.VLLM, N + " GiB for peak activation", Figure.ACTIVATIONS),
          Line.most(Engine.VLLM, N + " GiB for non-torch memory", Figure.RUNTIME),
          Line.most(Engine.VLLM, N + " GiB for CUDAGraph memory", Figure.GRAPHS),
          Line.most(
              Engine.VLLM,
              "max seq len \\(" + N + "\\).*?\\(" + N + " GiB KV cache is needed",
              Figure.CONTEXT,
              Figure.NEEDED),
          Line.least(
              Engine.SGLANG, "Load weight begin. avail mem=" + N + " GB", Figure.FREE_BEFORE),
          Line.least(
              Engine.SGLANG,
              "Load weight end\\..*avail mem=" + N + " GB",
              Figure.FREE_AFTER_WEIGHTS),
          Line.most(Engine.SGLANG, "Load weight end\\..*mem usage=" + N + " GB", Figure.WEIGHTS),
          Line.least(
              Engine.SGLANG, "KV Cache is allocated\\..*KV size: " + N + " GB", Figure.KV_CACHE),
          Line.most(Engine.SGLANG, "end\\. .*mem usage=" + N + " GB, avail mem", Figure.GRAPHS),
          Line.least(Engine.SGLANG, "max_total_num_tokens=" + N, Figure.KV_TOKENS),
          Line.most(Engine.SGLANG, "max_total_num_tokens=.*context_len=" + N, Figure.CONTEXT));

  private static final Pattern HALVES =
      Pattern.compile("KV Cache is allocated\\..*K size: " + N + " GB, V size: " + N + " GB");
  private static final Pattern VLLM_CONFIG =
      Pattern.compile("LLM engine \\(v([^)]+)\\) with config: (.*)");
  private static final Pattern VLLM_ARGS = Pattern.compile("non-default args: \\{(.*)\\}");
  private static final Pattern SGLANG_ARGS = Pattern.compile("server_args=ServerArgs\\((.*)\\)");
  private static final Pattern FIELD =
      Pattern.compile("'?([a-z_]+)'?(?:=|: )('[^']*'|\"[^\"]*\"|[^,{}\\[\\]()]+)");

  public EngineLog {
    config = Map.copyOf(config);
    figures = Map.copyOf(figures);
    lines = List.copyOf(lines);
  }

  /// Empty when no line is one of an engine that we know.
  public static Optional<EngineLog> read(List<String> log) {
    var reader = new Reader();
    log.forEach(reader::line);
    return reader.log();
  }

  public OptionalDouble figure(Figure figure) {
    var found = figures.get(figure);
    return found == null ? OptionalDouble.empty() : OptionalDouble.of(found);
  }

  public OptionalLong count(Figure figure) {
    var found = figures.get(figure);
    return found == null ? OptionalLong.empty() : OptionalLong.of(Math.round(found));
  }

  /// A setting by its name in the engine, "" if the log does not say.
  public String setting(String name) {
    return config.getOrDefault(name, "");
  }

  public OptionalInt number(String name) {
    var text = setting(name);
    return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  /// Collects figures line by line.
  private static final class Reader {
    private final Map<Figure, Double> figures = new TreeMap<>();
    private final Map<String, String> config = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private Optional<Engine> engine = Optional.empty();
    private String version = "";

    void line(String line) {
      settings(line);
      var found = false;
      for (var known : LINES) {
        var match = known.pattern().matcher(line);
        if (match.find()) {
          engine = Optional.of(known.engine());
          found = true;
          for (var i = 0; i < known.figures().size(); i++) {
            put(known.figures().get(i), match.group(i + 1), known.least());
          }
        }
      }
      var halves = HALVES.matcher(line);
      if (halves.find()) {
        found = true;
        engine = Optional.of(Engine.SGLANG);
        var sum = number(halves.group(1)) + number(halves.group(2));
        figures.merge(Figure.KV_CACHE, sum, Math::min);
      }
      if (found) {
        lines.add(line.length() > 300 ? line.substring(0, 300) : line);
      }
    }

    private void settings(String line) {
      var named = VLLM_CONFIG.matcher(line);
      if (named.find()) {
        engine = Optional.of(Engine.VLLM);
        version = named.group(1);
        fields(named.group(2));
      }
      for (var pattern : List.of(VLLM_ARGS, SGLANG_ARGS)) {
        var match = pattern.matcher(line);
        if (match.find()) {
          engine = Optional.of(pattern == VLLM_ARGS ? Engine.VLLM : Engine.SGLANG);
          fields(match.group(1));
        }
      }
    }

    /// The first mention counts: nested settings come later.
    private void fields(String text) {
      var match = FIELD.matcher(text);
      while (match.find()) {
        config.putIfAbsent(match.group(1), match.group(2).strip().replaceAll("^['\"]|['\"]$", ""));
      }
    }

    private void put(Figure figure, String text, boolean least) {
      figures.merge(figure, number(text), least ? Math::min : Math::max);
    }

    private static double number(String text) {
      return Double.parseDouble(text.replace(",", "").toLowerCase(Locale.ROOT));
    }

    Optional<EngineLog> log() {
      return figures.isEmpty()
          ? Optional.empty()
          : engine.map(e -> new EngineLog(e, version, config, figures, lines));
    }
  }
}
