package io.aimengine.explain;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Flag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The flags of a finished command: canonical name to what stands in the command. What stands
/// before the first flag (program, model) has the name "".
final class GivenFlags {
  private GivenFlags() {}

  static Map<String, String> of(EngineVersion engine, List<String> command) {
    var given = new LinkedHashMap<String, List<String>>();
    var name = "";
    for (var word : command) {
      var cut = word.startsWith("--") ? word.indexOf('=') : -1;
      var spelled = cut < 0 ? word : word.substring(0, cut);
      if (spelled.startsWith("--") && !spelled.contains(" ")) {
        name = engine.flags().find(spelled).map(Flag::name).orElse(spelled);
      }
      given.computeIfAbsent(name, _ -> new ArrayList<>()).add(word);
    }
    var texts = new LinkedHashMap<String, String>();
    given.forEach((flag, words) -> texts.put(flag, String.join(" ", words)));
    return texts;
  }
}
