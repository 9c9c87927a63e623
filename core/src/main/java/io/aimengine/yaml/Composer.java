package io.aimengine.yaml;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/// Builds nodes from parser events with its own stack, so that depth cannot overflow Java's, and
/// counts what aliases expand to, so that nobody downstream walks a billion nodes.
final class Composer {
  static final int MAX_DEPTH = 100;
  static final int MAX_NODES = 500_000;
  private static final int MAX_PROBLEMS = 100;

  private final String name;
  private final List<YamlNode> documents = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Map<Anchor, Built> anchors = new HashMap<>();
  private Mark reached;
  private int nodes;
  private boolean stopped;

  Composer(String name) {
    this.name = name;
    this.reached = Mark.file(name);
  }

  /// Where the last event was: for errors that do not say where they are.
  Mark reached() {
    return reached;
  }

  /// Whether more events are wanted: false after a limit was passed.
  boolean open() {
    return !stopped;
  }

  ParsedYaml result() {
    return new ParsedYaml(documents, problems);
  }

  void report(Problem problem) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(problem);
    }
  }

  void accept(Event event) {
    reached = place(event);
    switch (event.getEventId()) {
      case DocumentStart -> anchors.clear();
      case MappingStart -> open((CollectionStartEvent) event, new Frame.OfMapping(reached));
      case SequenceStart -> open((CollectionStartEvent) event, new Frame.OfSequence(reached));
      case MappingEnd, SequenceEnd -> close();
      case Scalar -> scalar((ScalarEvent) event);
      case Alias -> alias((AliasEvent) event);
      case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
    }
  }

  private void open(CollectionStartEvent event, Frame frame) {
    frame.anchor = event.getAnchor();
    event
        .getTag()
        .filter(tag -> !tag.equals("!") && !tag.equals(frame.tag()))
        .ifPresent(tag -> report(unknownTag(tag, frame.mark)));
    frames.push(frame);
    if (frames.size() > MAX_DEPTH) {
      stop("yaml.too-deep", frame.mark, "nested deeper than %d levels".formatted(MAX_DEPTH));
    }
  }

  private void close() {
    var frame = frames.pop();
    add(new Built(frame.build(), frame.nodes + 1, frame.height + 1), frame.anchor, 1);
  }

  private void scalar(ScalarEvent event) {
    var mark = reached;
    var scalar = Scalars.read(event, mark);
    scalar.badTag().ifPresent(tag -> report(unknownTag(tag, mark)));
    var empty = frames.isEmpty() && event.isPlain() && event.getValue().isEmpty();
    if (!empty) {
      add(new Built(scalar.node(), 1, 1), event.getAnchor(), 1);
    }
  }

  private void alias(AliasEvent event) {
    var built = anchors.get(event.getAlias());
    var mark = reached;
    if (built == null) {
      var inside = frames.stream().anyMatch(f -> f.anchor.equals(Optional.of(event.getAlias())));
      stop(
          inside ? "yaml.recursive-alias" : "yaml.undefined-alias",
          mark,
          "*%s %s"
              .formatted(event.getAlias(), inside ? "contains itself" : "has no anchor before it"));
      return;
    }
    if (frames.size() + built.height() > MAX_DEPTH) {
      stop("yaml.too-deep", mark, "nested deeper than %d levels".formatted(MAX_DEPTH));
      return;
    }
    add(built, Optional.empty(), built.nodes());
  }

  /// `fresh` is how many values this adds to those already counted.
  private void add(Built built, Optional<Anchor> anchor, int fresh) {
    anchor.ifPresent(a -> anchors.put(a, built));
    if (frames.isEmpty()) {
      documents.add(built.node());
      return;
    }
    var parent = frames.peek();
    parent.nodes += built.nodes();
    parent.height = Math.max(parent.height, built.height());
    parent.add(built.node()).ifPresent(this::report);
    nodes += fresh;
    if (nodes > MAX_NODES) {
      stop(
          "yaml.too-large",
          built.node().mark(),
          "more than %,d values, aliases expanded".formatted(MAX_NODES));
    }
  }

  private void stop(String code, Mark mark, String message) {
    report(Problem.error(code, "", mark, message, ""));
    stopped = true;
  }

  private static Problem unknownTag(String tag, Mark mark) {
    return Problem.error("yaml.tag", "", mark, "the tag " + tag + " does not fit here", "drop it");
  }

  private Mark place(Event event) {
    var start = event.getStartMark();
    return start.isEmpty()
        ? Mark.file(name)
        : new Mark(name, start.get().getLine() + 1, start.get().getColumn() + 1);
  }

  private record Built(YamlNode node, int nodes, int height) {}
}
