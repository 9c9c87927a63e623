package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import java.util.LinkedHashMap;
import java.util.Map;

/// The flags that switch on tool calls and reasoning for a model: every recipe stands on them, and
/// may set others.
final class ParserFlags {
  private ParserFlags() {}

  static Map<String, String> of(Model model, Engine engine) {
    var parsers = model.parsers(engine.id());
    var flags = new LinkedHashMap<String, String>();
    if (engine == Engine.LLAMACPP) {
      return flags; // reads the chat template itself
    }
    parsers
        .toolCall()
        .ifPresent(parser -> {
          if (engine == Engine.VLLM) {
            flags.put("--enable-auto-tool-choice", "");
          }
          flags.put("--tool-call-parser", parser);
        });
    parsers.reasoning().ifPresent(parser -> flags.put("--reasoning-parser", parser));
    return flags;
  }

  /// A recipe's flags, and of the parsers' those that it does not set itself.
  static Map<String, String> under(Map<String, String> args, Model model, EngineVersion engine) {
    var all = new LinkedHashMap<>(args);
    EngineArgs.merge(engine, of(model, engine.engine()), args).forEach(all::putIfAbsent);
    return all;
  }
}
