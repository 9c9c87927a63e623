package io.aimengine.gateway.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// All endpoints of one moment and which model names lead to them. Where two endpoints claim a
/// name, the one whose id sorts first has it, in whatever order they were given.
public final class Routes {
  public static final Routes NONE = of(List.of());

  private final List<Endpoint> endpoints;
  private final Map<String, Destination> byName;
  private final List<Conflict> conflicts;

  /// Where a model name leads; `adapter` is there when it names a LoRA adapter.
  public record Destination(Endpoint endpoint, Optional<String> adapter) {}

  /// A name that `loser` claims too.
  public record Conflict(String name, String winner, String loser) {}

  private Routes(
      List<Endpoint> endpoints, Map<String, Destination> byName, List<Conflict> conflicts) {
    this.endpoints = List.copyOf(endpoints);
    this.byName = Map.copyOf(byName);
    this.conflicts = List.copyOf(conflicts);
  }

  public static Routes of(Collection<Endpoint> endpoints) {
    var sorted = endpoints.stream().sorted(Comparator.comparing(Endpoint::id)).toList();
    var byName = new LinkedHashMap<String, Destination>();
    var conflicts = new ArrayList<Conflict>();
    for (var endpoint : sorted) {
      var claims = new TreeMap<String, Optional<String>>();
      endpoint.adapters().forEach(adapter -> claims.put(adapter, Optional.of(adapter)));
      endpoint.names().forEach(name -> claims.put(name, Optional.empty()));
      claims.forEach((name, adapter) -> {
        var before = byName.putIfAbsent(name, new Destination(endpoint, adapter));
        if (before != null) {
          conflicts.add(new Conflict(name, before.endpoint().id(), endpoint.id()));
        }
      });
    }
    return new Routes(sorted, byName, conflicts);
  }

  public Optional<Destination> find(String model) {
    return Optional.ofNullable(byName.get(model));
  }

  /// Sorted by id.
  public List<Endpoint> endpoints() {
    return endpoints;
  }

  /// What can be asked for, sorted, one name for each: of an endpoint the first `allowed` one that
  /// leads to it, and its adapters.
  public SortedSet<String> models(Predicate<String> allowed) {
    var models = new TreeSet<String>();
    for (var endpoint : endpoints) {
      Predicate<String> mine =
          name ->
              allowed.test(name)
                  && endpoint.equals(find(name).map(Destination::endpoint).orElse(null));
      endpoint.names().stream().filter(mine).findFirst().ifPresent(models::add);
      endpoint.adapters().stream().filter(mine).forEach(models::add);
    }
    return models;
  }

  public List<Conflict> conflicts() {
    return conflicts;
  }
}
