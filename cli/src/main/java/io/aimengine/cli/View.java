package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/// What a command shows: one content, for people and for programs.
interface View {
  /// Nothing to show.
  View NONE =
      new View() {
        @Override
        public JsonNode json() {
          return MissingNode.getInstance();
        }

        @Override
        public void print(Terminal terminal) {}
      };

  /// The `data` of the JSON envelope.
  JsonNode json();

  /// The same for people.
  void print(Terminal terminal);
}
