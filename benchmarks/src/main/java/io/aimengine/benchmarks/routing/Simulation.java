package io.aimengine.benchmarks.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/// Runs a workload through a rule and simulated engines, in virtual time; the same seed gives the
/// same run.
final class Simulation {
  private static final Comparator<Event> ORDER =
      Comparator.comparingDouble(Event::at).thenComparingLong(Event::number);

  private final EngineModel model;
  private final Rule rule;
  private final List<Engine> engines = new ArrayList<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
  private final List<Double> firstTokens = new ArrayList<>();
  private long promptTokens;
  private long cachedTokens;
  private long numbers;
  private long unfinished;
  private double now;

  private record Event(double at, long number, Runnable what) {}

  /// A request at an engine.
  private record Job(Arrival arrival, Conversation conversation, int turn, double since) {}

  private static final class Engine {
    private final PrefixCache cache;
    private final Deque<Job> waiting = new ArrayDeque<>();
    private int running;
    private double prefillFree;

    private Engine(PrefixCache cache) {
      this.cache = cache;
    }
  }

  Simulation(EngineModel model, int replicas, Rule rule) {
    this.model = model;
    this.rule = rule;
    for (var i = 0; i < replicas; i++) {
      engines.add(new Engine(new PrefixCache(model.cacheTokens())));
    }
  }

  Result run(List<Conversation> conversations) {
    for (var conversation : conversations) {
      unfinished += conversation.turns().size();
      at(conversation.start(), () -> ask(conversation, 0));
    }
    at(1, this::observe);
    while (unfinished > 0) {
      var event = events.remove();
      now = event.at();
      event.what().run();
    }
    firstTokens.sort(Comparator.naturalOrder());
    return new Result(List.copyOf(firstTokens), (double) cachedTokens / promptTokens);
  }

  private void at(double time, Runnable what) {
    events.add(new Event(time, numbers++, what));
  }

  /// Engines' metrics are read once a second.
  private void observe() {
    for (var i = 0; i < engines.size(); i++) {
      rule.observed(i, engines.get(i).running, engines.get(i).waiting.size(), now);
    }
    at(now + 1, this::observe);
  }

  private void ask(Conversation conversation, int turn) {
    var arrival = new Arrival(numbers++, conversation.prompt(turn));
    var replica = rule.choose(arrival, now);
    engines.get(replica).waiting.add(new Job(arrival, conversation, turn, now));
    start(replica);
  }

  private void start(int replica) {
    var engine = engines.get(replica);
    while (engine.running < model.slots() && !engine.waiting.isEmpty()) {
      var job = engine.waiting.remove();
      engine.running++;
      var from = Math.max(now, engine.prefillFree);
      // reserved now, since prefills come one after the other; how long it takes is known then
      var prompt = job.arrival().prompt();
      var cached = engine.cache.cachedTokens(prompt);
      var tokens = prompt.stream().mapToInt(Segment::tokens).sum();
      promptTokens += tokens;
      cachedTokens += cached;
      var first = from + model.base() + model.perToken() * (tokens - cached);
      engine.prefillFree = first;
      engine.cache.add(prompt);
      firstTokens.add(first - job.since());
      at(first, () -> rule.answering(job.arrival()));
      var answer = job.conversation().turns().get(job.turn()).answer();
      at(first + model.decode() * answer.tokens(), () -> end(replica, job, answer));
    }
  }

  private void end(int replica, Job job, Segment answer) {
    var engine = engines.get(replica);
    engine.running--;
    unfinished--;
    var whole = new ArrayList<>(job.arrival().prompt());
    whole.add(answer);
    engine.cache.add(whole);
    rule.ended(job.arrival(), replica, now);
    var next = job.turn() + 1;
    if (next < job.conversation().turns().size()) {
      at(now + job.conversation().turns().get(next).pause(), () -> ask(job.conversation(), next));
    }
    start(replica);
  }
}
