package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.aimengine.api.v1alpha1.AIMCacheSpec.KeptModel;
import io.aimengine.api.v1alpha1.AIMCacheStatus.CachedModel;
import io.aimengine.api.v1alpha1.AccessMode;
import io.aimengine.status.Observed.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// What becomes of the models of an AIMCache: what is to be said of each, which attempts to start
/// now, in that order, which Jobs are of no use any more, and when to look again.
public record Downloads(
    List<CachedModel> models, List<Start> starts, List<String> obsolete, Optional<Duration> again) {
  /// Waits for its turn, or for its pod to run.
  public static final String WAITING = "Waiting";

  public static final String DOWNLOADING = "Downloading";
  public static final String CACHED = "Cached";

  /// Taken by a clean-up, as its retention says.
  public static final String EXPIRED = "Expired";

  /// Tried again by itself.
  public static final String FAILED = "Failed";

  private static final String HIGH = "high";
  private static final int AT_ONCE = 2;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int DOUBLINGS = 7;

  /// How soon to ask again who refuses a Job or its pod: nobody wakes us when that changes.
  private static final Duration LOOK = Duration.ofSeconds(10);

  private static final int LONGEST = 600;

  public Downloads {
    models = List.copyOf(models);
    starts = List.copyOf(starts);
    obsolete = List.copyOf(obsolete);
  }

  /// A download to start; attempts count from 1.
  public record Start(String model, int attempt) {}

  /// A Job that is there, whether it was made for the manifest as it is now, and how far it is.
  public record Attempt(String job, String model, int number, boolean current, Outcome outcome) {}

  /// How far an attempt is.
  public sealed interface Outcome {
    /// It has no pod; `why` where somebody says who refuses it.
    record Podless(Optional<Trouble> why) implements Outcome {}

    /// Its pod does not run; `why` where somebody says so.
    record Waits(Optional<Trouble> why) implements Outcome {}

    record Runs() implements Outcome {}

    /// `bytes` as the download itself has told, where its pod is still there to say it.
    record Done(OptionalLong bytes, Instant at) implements Outcome {}

    /// It was done, and what it brought is not on the volume any more.
    record Gone() implements Outcome {}

    /// It was done, and a clean-up took what it brought when nobody had used it for its
    /// `retention`.
    record Expired(String retention, Instant at) implements Outcome {}

    /// `why` is empty when the pod is gone and with it what it said.
    record Failed(Optional<Trouble> why, Instant at) implements Outcome {}
  }

  /// `asked` are the models that endpoints wait for, listed or not. `earlier` is what was said
  /// before of what nobody can tell any more. With `open` false, since there is no claim as wanted,
  /// nothing starts.
  public static Downloads of(
      AIMCache cache,
      Set<String> asked,
      List<Attempt> attempts,
      List<CachedModel> earlier,
      boolean open,
      Instant now) {
    var wanted = wanted(cache, asked);
    var last = new LinkedHashMap<String, Attempt>();
    attempts.stream()
        .filter(attempt -> wanted.containsKey(attempt.model()))
        .sorted(Comparator.comparingInt(Attempt::number))
        .forEach(attempt -> last.put(attempt.model(), attempt));
    var obsolete =
        attempts.stream()
            .filter(attempt -> !attempt.equals(last.get(attempt.model())))
            .map(Attempt::job)
            .sorted()
            .toList();
    var models = new ArrayList<CachedModel>();
    wanted.keySet().forEach(id -> models.add(row(id, Optional.ofNullable(last.get(id)), earlier)));
    var due = new ArrayList<Start>();
    var again = Optional.<Duration>empty();
    for (var id : byPriority(wanted)) {
      var attempt = Optional.ofNullable(last.get(id));
      var pause = attempt.flatMap(a -> pause(a, now));
      if (attempt.isEmpty() || pause.filter(p -> !p.isPositive()).isPresent()) {
        due.add(new Start(id, attempt.map(Attempt::number).orElse(0) + 1));
      } else {
        again = sooner(again, attempt.filter(Downloads::isPodless).map(_ -> LOOK).or(() -> pause));
      }
    }
    var active = last.values().stream().filter(Downloads::isActive).count();
    var room = open ? Math.max(0, atOnce(cache) - active) : 0;
    return new Downloads(models, due.stream().limit(room).toList(), obsolete, again);
  }

  /// With what the API server has against the Jobs of some models, by id. They are tried again.
  public Downloads refused(Map<String, Trouble> why) {
    var told = new ArrayList<CachedModel>();
    for (var row : models) {
      var id = String.valueOf(row.id());
      told.add(why.containsKey(id) ? waits(id, Optional.ofNullable(why.get(id))) : row);
    }
    return why.isEmpty()
        ? this
        : new Downloads(told, starts, obsolete, sooner(again, Optional.of(LOOK)));
  }

  /// With other words of the same models.
  Downloads told(List<CachedModel> rows) {
    return new Downloads(rows, starts, obsolete, again);
  }

  private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
    return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
  }

  /// The models to have, by id, in the manifest's order; what endpoints wait for matters most. Onto
  /// a volume that nobody may write nothing can be downloaded.
  private static Map<String, KeptModel> wanted(AIMCache cache, Set<String> asked) {
    var wanted = new LinkedHashMap<String, KeptModel>();
    var spec = Optional.ofNullable(cache.getSpec());
    if (mode(cache).equals(Optional.of(AccessMode.ReadOnlyMany))) {
      return wanted;
    }
    for (var model : spec.map(AIMCacheSpec::models).orElse(List.of())) {
      if (model.id() != null && !Boolean.FALSE.equals(model.preload())) {
        wanted.putIfAbsent(model.id(), model);
      }
    }
    for (var id : asked) {
      wanted.put(id, new KeptModel(id, HIGH, null, null, null));
    }
    return wanted;
  }

  private static Optional<AccessMode> mode(AIMCache cache) {
    return Optional.ofNullable(cache.getSpec())
        .map(AIMCacheSpec::storage)
        .map(AIMCacheSpec.Storage::accessMode);
  }

  /// Pods on several nodes cannot share a volume of one node.
  private static int atOnce(AIMCache cache) {
    return mode(cache).equals(Optional.of(AccessMode.ReadWriteMany)) ? AT_ONCE : 1;
  }

  private static List<String> byPriority(Map<String, KeptModel> wanted) {
    return wanted.keySet().stream()
        .sorted(
            Comparator.comparingInt(
                id -> rank(Optional.ofNullable(wanted.get(id)).map(KeptModel::priority))))
        .toList();
  }

  private static int rank(Optional<String> priority) {
    return switch (priority.orElse("").toLowerCase(Locale.ROOT)) {
      case HIGH -> 0;
      case "low" -> 2;
      default -> 1;
    };
  }

  private static boolean isPodless(Attempt attempt) {
    return attempt.outcome() instanceof Outcome.Podless;
  }

  private static boolean isActive(Attempt attempt) {
    return switch (attempt.outcome()) {
      case Outcome.Runs _ -> true;
      case Outcome.Podless _, Outcome.Waits _ -> attempt.current();
      case Outcome.Done _, Outcome.Failed _, Outcome.Gone _, Outcome.Expired _ -> false;
    };
  }

  /// How long until the next attempt of what has failed; not positive when it is due. A manifest
  /// that has changed may have mended what failed or waits, and Jobs cannot follow it.
  private static Optional<Duration> pause(Attempt attempt, Instant now) {
    return switch (attempt.outcome()) {
      case Outcome.Runs _, Outcome.Done _, Outcome.Expired _ -> Optional.empty();
      case Outcome.Gone _ -> Optional.of(Duration.ZERO);
      case Outcome.Podless _, Outcome.Waits _ ->
          attempt.current() ? Optional.empty() : Optional.of(Duration.ZERO);
      case Outcome.Failed(var _, var at) ->
          attempt.current()
              ? Optional.of(Duration.between(now, at.plus(pause(attempt.number()))))
              : Optional.of(Duration.ZERO);
    };
  }

  /// 30 s, 1, 2, 4 … 60 minutes.
  static Duration pause(int attempt) {
    var grown = FIRST_PAUSE.multipliedBy(1L << Math.min(DOUBLINGS, attempt - 1));
    return grown.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : grown;
  }

  private static CachedModel row(String id, Optional<Attempt> attempt, List<CachedModel> earlier) {
    var before = earlier.stream().filter(row -> id.equals(row.id())).findFirst();
    if (attempt.isEmpty()) {
      return new CachedModel(id, null, null, null, null, WAITING, null, null);
    }
    return switch (attempt.get().outcome()) {
      case Outcome.Podless(var why) -> waits(id, why);
      case Outcome.Waits(var why) -> waits(id, why);
      case Outcome.Gone _ -> waits(id, Optional.empty());
      case Outcome.Expired(var retention, var at) ->
          new CachedModel(
              id,
              null,
              at.toString(),
              null,
              null,
              EXPIRED,
              null,
              "nobody used it for its retention of " + retention);
      case Outcome.Runs _ -> troubled(id, DOWNLOADING, Optional.empty(), Optional.empty());
      case Outcome.Done(var bytes, var at) -> {
        var known = before.filter(row -> at.toString().equals(row.cachedAt()));
        var size =
            bytes.isPresent() ? size(bytes.getAsLong()) : known.map(CachedModel::size).orElse(null);
        yield new CachedModel(id, size, at.toString(), null, null, CACHED, null, null);
      }
      case Outcome.Failed(var why, _) -> {
        var known = before.filter(row -> FAILED.equals(row.status()));
        var reason = why.map(t -> reason(t).id()).or(() -> known.map(CachedModel::reason));
        var words = why.map(Downloads::words).or(() -> known.map(CachedModel::message));
        yield troubled(
            id,
            FAILED,
            reason.or(() -> Optional.of(Reason.DOWNLOAD_FAILED.id())),
            words.or(() -> Optional.of("its pod is gone, and with it what it said")));
      }
    };
  }

  private static CachedModel waits(String id, Optional<Trouble> why) {
    return troubled(id, WAITING, why.map(t -> reason(t).id()), why.map(Downloads::words));
  }

  private static CachedModel troubled(
      String id, String status, Optional<String> reason, Optional<String> message) {
    return new CachedModel(
        id, null, null, null, null, status, reason.orElse(null), message.orElse(null));
  }

  /// What ends an engine otherwise ends a download for a reason of its own.
  private static Reason reason(Trouble trouble) {
    return switch (trouble.reason()) {
      case ENGINE_FAILED, UNKNOWN_FLAG, NOT_ANSWERING, START_TIMED_OUT -> Reason.DOWNLOAD_FAILED;
      default -> trouble.reason();
    };
  }

  /// What was seen, and what to do about it here, where there is no endpoint to change.
  static String words(Trouble trouble) {
    var reason = reason(trouble);
    var advice =
        switch (reason) {
          case NO_SPACE -> "raise spec.storage.size, or take models out of spec.models";
          case MODEL_TOO_LARGE -> "raise its maxSize in spec.models, or take another checkpoint";
          case PODS_REFUSED -> "raise the quota, or mend what it says; it is tried again by itself";
          case UNSCHEDULABLE -> "it needs a node with room that reaches the claim's volume";
          case HUB_UNREACHABLE ->
              "check DNS and NetworkPolicy; spec.env takes HTTPS_PROXY, HF_ENDPOINT and"
                  + " AIM_CACHE_PEERS";
          case IMAGE_NOT_FOUND, IMAGE_UNAUTHORIZED, IMAGE_PULL ->
              "check the image of the operator's --cpu-image (cpu.image of the chart)";
          case OUT_OF_MEMORY -> "a download needs far less: report it";
          case DOWNLOAD_FAILED -> "";
          default -> reason.advice();
        };
    var said = trouble.seen().isEmpty() ? reason.meaning() : trouble.seen();
    return Verdicts.shortened(advice.isEmpty() ? said : said + "; " + advice, LONGEST);
  }

  /// `15.26Gi`, rounded; a whole number below 1 MiB.
  static String size(long bytes) {
    if (bytes < 1 << 20) {
      return Long.toString(bytes);
    }
    return bytes < 1 << 30
        ? String.format(Locale.ROOT, "%.1fMi", bytes / (double) (1 << 20))
        : String.format(Locale.ROOT, "%.2fGi", bytes / (double) (1 << 30));
  }

  /// The models that are on the volume.
  long cached() {
    return models.stream().filter(row -> CACHED.equals(row.status())).count();
  }

  /// Whether every model is there, or was and need not be any more.
  boolean settled() {
    return models.stream()
        .allMatch(row -> CACHED.equals(row.status()) || EXPIRED.equals(row.status()));
  }

  /// The first that somebody should look at.
  Optional<CachedModel> trouble() {
    return models.stream().filter(row -> row.reason() != null).findFirst();
  }
}
