package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A store in a temporary folder, with a clock that stands and an ear for its events.
final class TestStore {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
  static final String ID = "acme/Tiny-1B";

  final List<StoreEvent> events = Collections.synchronizedList(new ArrayList<>());
  final ModelStore store;

  TestStore(Path root, Source... sources) {
    this(root, Limits.defaults().withHeadroom(0), _ -> 1L << 50, sources);
  }

  TestStore(Path root, Limits limits, Space space, Source... sources) {
    store = new ModelStore(root, List.of(sources), limits, space, CLOCK);
  }

  StoredArtifact fetch(Artifact... artifacts) {
    return store.fetch(ArtifactRequest.of(ID, List.of(artifacts)), events::add);
  }

  <T extends StoreEvent> List<T> told(Class<T> type) {
    synchronized (events) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
  }

  static Artifact at(String uri) {
    return new Artifact(uri, 0, "");
  }
}
