package io.aimengine.launch;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Model.Task;
import io.aimengine.flags.Arguments;
import io.aimengine.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/// The argv of an engine, in pieces: program, model, names, address, flags.
record EngineCommand(Engine engine, Served served, List<String> program, Arguments flags) {
  /// Qwen3-Reranker is a chat model that answers yes or no; vLLM makes a classifier of it when told
  /// so (its examples/pooling/score/qwen3_reranker_offline.py).
  private static final String QWEN3_RERANKER =
      "{\"architectures\":[\"Qwen3ForSequenceClassification\"],"
          + "\"classifier_from_token\":[\"no\",\"yes\"],\"is_original_qwen3_reranker\":true}";

  static EngineCommand of(Plan plan, Served served, Arguments flags) {
    var engine = plan.candidate().engine().engine();
    return new EngineCommand(engine, served, program(engine), completed(plan, flags));
  }

  private static List<String> program(Engine engine) {
    return switch (engine) {
      case VLLM -> List.of("vllm", "serve");
      case SGLANG -> List.of("python3", "-m", "sglang.launch_server");
      case LLAMACPP -> List.of("llama-server");
    };
  }

  /// The whole command as a process of this machine gets it.
  List<String> onHost(List<SecretNeed> secrets) {
    return argv(program, served.model(), served.host(), secrets, false);
  }

  /// What follows an image's name: it listens on all addresses of its own network.
  List<String> inImage(List<String> before, LaunchOptions options, List<SecretNeed> secrets) {
    var model =
        options.places().imageModel().isEmpty() ? served.model() : options.places().imageModel();
    return argv(before, model, "0.0.0.0", secrets, true);
  }

  private List<String> argv(
      List<String> before, String model, String host, List<SecretNeed> secrets, boolean inImage) {
    var argv = new ArrayList<>(before);
    switch (engine) {
      case VLLM -> {
        argv.add(model);
        argv.add("--served-model-name");
        argv.addAll(served.names());
      }
      case SGLANG -> {
        argv.addAll(List.of("--model-path", model));
        argv.addAll(List.of("--served-model-name", served.name()));
      }
      case LLAMACPP -> {
        argv.addAll(List.of("--model", model));
        argv.addAll(List.of("--alias", String.join(",", served.names())));
      }
    }
    argv.addAll(List.of("--host", host, "--port", Integer.toString(served.port())));
    if (!served.revision().isEmpty()) {
      argv.addAll(List.of("--revision", served.revision()));
    }
    argv.addAll(flags.argv());
    for (var secret : secrets) {
      if (secret instanceof SecretNeed.InFile(var path, var imagePath, _, _)) {
        argv.addAll(List.of("--config", inImage ? imagePath : path));
      }
    }
    return argv;
  }

  /// The flags that the plan needs and that neither recipe nor manifest gave.
  private static Arguments completed(Plan plan, Arguments flags) {
    var settings = plan.candidate().settings();
    var task = plan.candidate().model().task();
    var context = plan.spec().wishes().context();
    return switch (plan.candidate().engine().engine()) {
      case VLLM -> {
        var all = parallel(flags, "--tensor-parallel-size", settings.tensorParallel());
        all = parallel(all, "--pipeline-parallel-size", settings.pipelineParallel());
        all = parallel(all, "--data-parallel-size", settings.dataParallel());
        if (context.isPresent()) {
          all = all.withDefault("--max-model-len", Integer.toString(context.getAsInt()));
        }
        yield task == Task.TEXT_GENERATION ? all : pooling(all, plan.candidate().model());
      }
      case SGLANG -> {
        var all = parallel(flags, "--tp-size", settings.tensorParallel());
        all = parallel(all, "--pp-size", settings.pipelineParallel());
        all = parallel(all, "--dp-size", settings.dataParallel());
        if (context.isPresent()) {
          all = all.withDefault("--context-length", Integer.toString(context.getAsInt()));
        }
        all = task == Task.TEXT_GENERATION ? all : all.withDefault("--is-embedding", "");
        yield all.withDefault("--enable-metrics", "");
      }
      case LLAMACPP -> {
        var slots = settings.maxNumSeqs();
        var all = flags.withDefault("--parallel", Integer.toString(slots));
        // llama-server splits its context between the slots
        all = all.withDefault("--ctx-size", Long.toString((long) settings.maxModelLen() * slots));
        all = task == Task.EMBEDDING ? all.withDefault("--embeddings", "") : all;
        all = task == Task.RERANK ? all.withDefault("--reranking", "") : all;
        yield all.withDefault("--metrics", "");
      }
    };
  }

  private static Arguments pooling(Arguments flags, Model model) {
    var all = flags.withDefault("--runner", "pooling");
    return model.task() == Task.RERANK
            && model.architecture().className().equals("Qwen3ForCausalLM")
        ? all.withDefault("--hf-overrides", QWEN3_RERANKER)
        : all;
  }

  private static Arguments parallel(Arguments flags, String flag, int size) {
    return size > 1 ? flags.withDefault(flag, Integer.toString(size)) : flags;
  }
}
