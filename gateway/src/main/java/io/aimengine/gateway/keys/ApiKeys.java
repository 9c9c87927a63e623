package io.aimengine.gateway.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// All keys of one moment; changes give a new value. Random sources handed in must be secure.
public final class ApiKeys {
  public static final ApiKeys NONE = new ApiKeys(List.of());

  private final List<ApiKey> all;
  private final Map<String, ApiKey> byHash;

  /// What a change gives: the keys from now on, and the token to show once.
  public record Issued(ApiKeys keys, ApiKey key, String token) {
    @Override
    public String toString() {
      return "issued " + key.id();
    }
  }

  private ApiKeys(Collection<ApiKey> keys) {
    all = keys.stream().sorted(Comparator.comparing(ApiKey::id)).toList();
    byHash = new HashMap<>();
    all.forEach(key -> {
      byHash.put(key.hash(), key);
      key.replaced().forEach(old -> byHash.putIfAbsent(old.hash(), key));
    });
  }

  public static ApiKeys of(Collection<ApiKey> keys) {
    return new ApiKeys(keys);
  }

  /// Sorted by id, revoked ones too.
  public List<ApiKey> all() {
    return all;
  }

  /// Nobody is asked for a key when there is none.
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /// The key of this token, if it is good now.
  public Optional<ApiKey> find(String token, Instant now) {
    var hash = KeyToken.hash(token);
    return Optional.ofNullable(byHash.get(hash))
        .filter(key -> key.isGood(now))
        .filter(key -> key.hash().equals(hash) || isReplacedButGood(key, hash, now));
  }

  private static boolean isReplacedButGood(ApiKey key, String hash, Instant now) {
    return key.replaced().stream()
        .anyMatch(old -> old.hash().equals(hash) && now.isBefore(old.until()));
  }

  public Issued create(
      String name,
      Set<String> models,
      Allowance allowance,
      Optional<Instant> expires,
      Instant now,
      RandomGenerator random) {
    var token = KeyToken.fresh(random);
    var key =
        new ApiKey(
            token.id(),
            name,
            token.hash(),
            models,
            allowance,
            now,
            expires,
            Optional.empty(),
            List.of());
    var more = new ArrayList<>(all);
    more.add(key);
    return new Issued(new ApiKeys(more), key, token.text());
  }

  /// A new token for a key; the old one works for `overlap` yet. Empty if there is no such key, or
  /// it was revoked.
  public Optional<Issued> rotate(String id, Duration overlap, Instant now, RandomGenerator random) {
    return key(id)
        .filter(key -> key.revoked().isEmpty())
        .map(key -> {
          var token = KeyToken.of(id, random);
          var old = new ArrayList<>(key.replaced());
          old.removeIf(replaced -> !now.isBefore(replaced.until()));
          old.add(new ApiKey.Replaced(key.hash(), now.plus(overlap)));
          var rotated = with(key, token.hash(), key.revoked(), old);
          return new Issued(change(id, any -> rotated), rotated, token.text());
        });
  }

  /// From now on it is refused; it stays in the list. Empty if there is no such key.
  public Optional<ApiKeys> revoke(String id, Instant now) {
    return key(id)
        .map(key -> with(key, key.hash(), key.revoked().or(() -> Optional.of(now)), List.of()))
        .map(revoked -> change(id, any -> revoked));
  }

  public Optional<ApiKey> key(String id) {
    return all.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private ApiKeys change(String id, UnaryOperator<ApiKey> to) {
    return new ApiKeys(all.stream().map(key -> key.id().equals(id) ? to.apply(key) : key).toList());
  }

  private static ApiKey with(
      ApiKey key, String hash, Optional<Instant> revoked, List<ApiKey.Replaced> replaced) {
    return new ApiKey(
        key.id(),
        key.name(),
        hash,
        key.models(),
        key.allowance(),
        key.created(),
        key.expires(),
        revoked,
        replaced);
  }
}
