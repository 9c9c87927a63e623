package io.aimengine.local.hardware;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A `properties` file of the KFD topology: one `name value` per line, values unsigned. `garbage`
/// holds the lines that are not of that form.
record KfdProperties(Map<String, Long> values, List<String> garbage) {
  KfdProperties {
    values = Map.copyOf(values);
    garbage = List.copyOf(garbage);
  }

  static KfdProperties parse(String text) {
    var values = new HashMap<String, Long>();
    var garbage = new ArrayList<String>();
    for (var line : text.lines().toList()) {
      var words = line.strip().split("\\s+", -1);
      var number = words.length == 2 ? HostTree.parse(words[1]) : OptionalLong.empty();
      if (number.isPresent()) {
        values.put(words[0], number.getAsLong());
      } else if (!line.isBlank()) {
        garbage.add(line.strip());
      }
    }
    return new KfdProperties(values, garbage);
  }

  long get(String name) {
    return values.getOrDefault(name, 0L);
  }

  /// For fields of 32 bit; what does not fit is 0.
  int getInt(String name) {
    var value = get(name);
    return value < 0 || value > Integer.MAX_VALUE ? 0 : (int) value;
  }
}
