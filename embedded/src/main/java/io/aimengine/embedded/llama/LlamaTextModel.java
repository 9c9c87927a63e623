package io.aimengine.embedded.llama;

import io.aimengine.embedded.model.Batcher;
import io.aimengine.embedded.model.ChatMessage;
import io.aimengine.embedded.model.Generation;
import io.aimengine.embedded.model.GenerationObserver;
import io.aimengine.embedded.model.GenerationRequest;
import io.aimengine.embedded.model.Load;
import io.aimengine.embedded.model.ModelFacts;
import io.aimengine.embedded.model.TextModel;
import io.aimengine.embedded.model.TokenConstraint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/// A GGUF model run by llama.cpp.
public final class LlamaTextModel implements TextModel {

  private final LlamaLibrary library;
  private final ModelFacts facts;
  private final Vocabulary vocabulary;
  private final ChatTemplate template;
  private final Batcher batcher;
  private final Embedder embedder;
  private volatile GrammarConstraint.@org.jspecify.annotations.Nullable Functions grammars;

  private LlamaTextModel(
      LlamaLibrary library,
      ModelFacts facts,
      Vocabulary vocabulary,
      ChatTemplate template,
      Batcher batcher,
      Embedder embedder) {
    this.library = library;
    this.facts = facts;
    this.vocabulary = vocabulary;
    this.template = template;
    this.batcher = batcher;
    this.embedder = embedder;
  }

  /// Loads a model for the life of the process.
  ///
  /// @throws LlamaException when the library or the file cannot be used
  public static LlamaTextModel load(
      Path nativeLibrary, LlamaSettings settings, GenerationObserver observer) {
    var library = new LlamaLibrary(nativeLibrary);
    var functions = new ModelFunctions(library);
    var log = new NativeLog();
    functions.logSet(log.callback(library));
    functions.backendInit();
    MemorySegment model = loadModel(functions, settings, log);
    var vocabulary = new Vocabulary(functions, functions.vocabulary(model));
    int trained = functions.trainedContext(model);
    int total = settings.contextTokens() == 0 ? trained : settings.contextTokens();
    var contexts = new ContextFunctions(library);
    int batchTokens = embeds(settings) ? total : settings.batchTokens();
    var pooling = pooling(functions, model, settings);
    MemorySegment context =
        createContext(contexts, model, settings, total, batchTokens, pooling, log);
    int perRequest = Math.min(contexts.contextSize(context) / settings.parallel(), trained);
    var facts =
        new ModelFacts(
            perRequest,
            settings.parallel(),
            vocabulary.size(),
            functions.embeddingSize(model),
            settings.task());
    var decoder = new NativeDecoder(contexts, context, vocabulary, batchTokens);
    var batcher =
        new Batcher(
            decoder,
            observer,
            settings.parallel(),
            perRequest,
            settings.maxWaiting(),
            settings.seed());
    batcher.start();
    return new LlamaTextModel(
        library,
        facts,
        vocabulary,
        new ChatTemplate(functions, model),
        batcher,
        new Embedder(decoder, facts));
  }

  private static boolean embeds(LlamaSettings settings) {
    return settings.task() == ModelFacts.Task.EMBED;
  }

  /// A text model, which declares no pooling, is pooled by its last token, as in vLLM.
  private static LlamaSettings.Pooling pooling(
      ModelFunctions functions, MemorySegment model, LlamaSettings settings) {
    String architecture = functions.meta(model, "general.architecture");
    boolean declared = !functions.meta(model, architecture + ".pooling_type").isEmpty();
    return settings.pooling() == LlamaSettings.Pooling.OF_THE_MODEL && !declared
        ? LlamaSettings.Pooling.LAST
        : settings.pooling();
  }

  private static MemorySegment loadModel(
      ModelFunctions functions, LlamaSettings settings, NativeLog log) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment params = functions.defaultParams(arena);
      Layouts.setFlag(
          params,
          Layouts.MODEL_PARAMS,
          "use_mmap",
          settings.mapping() == LlamaSettings.Mapping.MMAP ? Layouts.Flag.ON : Layouts.Flag.OFF);
      MemorySegment path = arena.allocateFrom(settings.file().toString());
      MemorySegment model = functions.load(path, params);
      if (model.address() == 0) {
        throw new LlamaException(
            "cannot load the model " + settings.file() + ": " + log.lastErrors());
      }
      return model;
    }
  }

  private static MemorySegment createContext(
      ContextFunctions functions,
      MemorySegment model,
      LlamaSettings settings,
      int contextTokens,
      int batchTokens,
      LlamaSettings.Pooling pooling,
      NativeLog log) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment params = functions.defaultParams(arena);
      checkLayout(params);
      var layout = Layouts.CONTEXT_PARAMS;
      Layouts.setInt(params, layout, "n_ctx", contextTokens);
      Layouts.setInt(params, layout, "n_batch", batchTokens);
      int microBatch = embeds(settings) ? batchTokens : Math.min(512, batchTokens);
      Layouts.setInt(params, layout, "n_ubatch", microBatch);
      Layouts.setInt(params, layout, "n_seq_max", settings.parallel());
      Layouts.setInt(params, layout, "n_threads", settings.threads());
      Layouts.setInt(params, layout, "n_threads_batch", settings.batchThreads());
      Layouts.setInt(params, layout, "pooling_type", pooling.code);
      Layouts.setFlag(
          params, layout, "embeddings", embeds(settings) ? Layouts.Flag.ON : Layouts.Flag.OFF);
      Layouts.setFlag(
          params,
          layout,
          "flash_attn",
          settings.attention() == LlamaSettings.Attention.FLASH
              ? Layouts.Flag.ON
              : Layouts.Flag.OFF);
      MemorySegment context = functions.create(model, params);
      if (context.address() == 0) {
        throw new LlamaException(
            "cannot make a context of " + contextTokens + " tokens: " + log.lastErrors());
      }
      return context;
    }
  }

  /// A library of another llama.cpp would have other structs; its defaults tell.
  private static void checkLayout(MemorySegment params) {
    var layout = Layouts.CONTEXT_PARAMS;
    if (Layouts.getInt(params, layout, "n_ctx") != 512
        || Layouts.getInt(params, layout, "n_batch") != 2048
        || Layouts.getInt(params, layout, "type_k") != 1
        || Layouts.getInt(params, layout, "type_v") != 1) {
      throw new LlamaException("the native library is not the one of de.kherud:llama 4.2.0");
    }
  }

  @Override
  public ModelFacts facts() {
    return facts;
  }

  @Override
  public int[] tokenize(String text) {
    return vocabulary.tokenize(text);
  }

  @Override
  public String chatPrompt(List<ChatMessage> messages) {
    return template.prompt(messages);
  }

  @Override
  public byte[] piece(int token) {
    return vocabulary.piece(token);
  }

  @Override
  public Generation generate(GenerationRequest request) {
    return batcher.submit(request);
  }

  @Override
  public TokenConstraint constraint(String grammar) {
    GrammarConstraint.Functions functions = grammars;
    if (functions == null) {
      functions = new GrammarConstraint.Functions(library);
      grammars = functions;
    }
    return new GrammarConstraint(functions, vocabulary, grammar);
  }

  @Override
  public float[] embed(int[] tokens) throws InterruptedException {
    return embedder.embed(tokens);
  }

  @Override
  public Load load() {
    return facts.task() == ModelFacts.Task.EMBED ? embedder.load() : batcher.load();
  }
}
