package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.Prefix.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The prompt's hash as it grows, and its marks at the depths that count.
final class PrefixDepths {
  private static final int FIRST_BLOCK = 1024;
  private static final int BLOCK_GROWTH = 4;

  private final PrefixHash prompt = new PrefixHash();
  private final List<Mark> blocks = new ArrayList<>();
  private int nextBlock = FIRST_BLOCK;
  private Optional<Mark> system = Optional.empty();
  private Optional<Mark> firstTurn = Optional.empty();
  private Optional<Mark> beforeAnswer = Optional.empty();
  private Optional<Mark> lastMessage = Optional.empty();
  private Speaker before = Speaker.SYSTEM;
  private Turn turn = Turn.FIRST;

  /// The hash of the prompt's first `length` bytes.
  private record Mark(long hash, int length) {}

  private enum Speaker {
    SYSTEM,
    USER,
    MODEL,
    TOOL
  }

  int length() {
    return prompt.length();
  }

  void add(byte[] bytes, int from, int to) {
    var at = from;
    while (prompt.length() + (to - at) >= nextBlock) {
      var end = at + nextBlock - prompt.length();
      prompt.add(bytes, at, end);
      blocks.add(mark());
      at = end;
      nextBlock *= BLOCK_GROWTH;
    }
    prompt.add(bytes, at, to);
  }

  private Mark mark() {
    return new Mark(prompt.value(), prompt.length());
  }

  void endMessage(BodyName sender) {
    var end = Optional.of(mark());
    var speaker = speaker(sender);
    switch (speaker) {
      case SYSTEM -> system = before == Speaker.SYSTEM ? end : system;
      case USER -> firstTurn = firstTurn.or(() -> end);
      case MODEL -> {
        // an answer may be several items; the previous request ended before the first of them
        beforeAnswer = before == Speaker.MODEL ? beforeAnswer : lastMessage;
        turn = Turn.LATER;
      }
      case TOOL -> {}
    }
    before = speaker;
    lastMessage = end;
  }

  private static Speaker speaker(BodyName sender) {
    return switch (sender) {
      case SYSTEM, DEVELOPER -> Speaker.SYSTEM;
      case USER -> Speaker.USER;
      case ASSISTANT, FUNCTION_CALL, REASONING -> Speaker.MODEL;
      case MESSAGES, PROMPT, INPUT, TOOLS, INSTRUCTIONS, ROLE, TYPE, OTHER -> Speaker.TOOL;
    };
  }

  /// Deepest first. What stands before the prompt is part of every depth, and a depth itself.
  Prefix finish(PrefixHash preamble) {
    var marks = new ArrayList<>(blocks);
    system.ifPresent(marks::add);
    firstTurn.ifPresent(marks::add);
    beforeAnswer.ifPresent(marks::add);
    var whole = lastMessage.orElseGet(this::mark);
    marks.add(whole);
    if (preamble.length() > 0) {
      marks.add(new Mark(0, 0));
    }
    marks.removeIf(mark -> mark.length() + preamble.length() == 0);
    marks.sort(Comparator.comparingInt(Mark::length).reversed());
    return prefix(distinct(marks), preamble, firstTurn.orElse(whole));
  }

  private static List<Mark> distinct(List<Mark> sorted) {
    var distinct = new ArrayList<Mark>(sorted.size());
    for (var mark : sorted) {
      if (distinct.isEmpty() || distinct.getLast().length() != mark.length()) {
        distinct.add(mark);
      }
    }
    return distinct;
  }

  private Prefix prefix(List<Mark> marks, PrefixHash preamble, Mark conversation) {
    if (marks.isEmpty()) {
      return Prefix.NONE;
    }
    var salt = preamble.value();
    var keys = new long[marks.size()];
    var bytes = new int[marks.size()];
    for (var i = 0; i < keys.length; i++) {
      keys[i] = Hash64.of(salt, marks.get(i).hash());
      bytes[i] = marks.get(i).length() + preamble.length();
    }
    var total = prompt.length() + preamble.length();
    return new Prefix(keys, bytes, total, Hash64.of(salt, conversation.hash()), turn);
  }
}
