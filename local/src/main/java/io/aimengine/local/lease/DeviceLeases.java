package io.aimengine.local.lease;

import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.lease.LeaseFile.LeaseFileException;
import io.aimengine.local.run.StateLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Gives devices to endpoints, never one to two. All processes that share the state folder share
/// the leases; those of dead processes are free again the next time anyone looks.
public final class DeviceLeases {
  private final LeaseFile file;
  private final Path lock;
  private final Predicate<Holder> alive;
  private final Clock clock;

  public DeviceLeases(Path stateDir, Clock clock) {
    this(stateDir, clock, Holder::isAlive);
  }

  DeviceLeases(Path stateDir, Clock clock, Predicate<Holder> alive) {
    this.file = new LeaseFile(stateDir.resolve("device-leases"));
    this.lock = stateDir.resolve("device-leases.lock");
    this.clock = clock;
    this.alive = alive;
  }

  /// Takes devices out of `candidates` (of one type) that nobody leases and whose memory is free.
  /// Asking again as a holder gives the same devices.
  public LeaseResult acquire(LeaseRequest request, List<Gpu> candidates) {
    try {
      return locked(() -> choose(request, candidates));
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof LeaseFileException) {
        return new LeaseResult.Refused(LeaseProblems.unreadable(file.path()));
      }
      throw e;
    }
  }

  private LeaseResult choose(LeaseRequest request, List<Gpu> candidates) throws IOException {
    var leases = current();
    var own = leases.stream().filter(l -> l.endpoint().equals(request.endpoint())).findFirst();
    if (own.isPresent()) {
      return again(own.get(), request, candidates);
    }
    var leased = devices(leases);
    var unleased = candidates.stream().filter(gpu -> !leased.contains(gpu.id())).toList();
    var free = unleased.stream().filter(gpu -> gpu.hasFree(request.fraction())).toList();
    if (free.size() < request.count()) {
      return new LeaseResult.Refused(
          LeaseProblems.notEnough(request, candidates, unleased, free, leases));
    }
    var gpus = DeviceChoice.best(free, request.count());
    var ids = gpus.stream().map(Gpu::id).toList();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var lease = new Lease(request.endpoint(), ids, List.of(request.holder()), now);
    var next = new ArrayList<>(leases);
    next.add(lease);
    file.write(next);
    return new LeaseResult.Leased(lease, gpus);
  }

  private static LeaseResult again(Lease own, LeaseRequest request, List<Gpu> candidates) {
    var gpus =
        candidates.stream()
            .filter(gpu -> own.devices().contains(gpu.id()))
            .sorted(Comparator.comparingInt(Gpu::index))
            .toList();
    return own.holders().contains(request.holder()) && gpus.size() == request.count()
        ? new LeaseResult.Leased(own, gpus)
        : new LeaseResult.Refused(LeaseProblems.held(own));
  }

  /// One more process that keeps an endpoint's lease alive. False when there is no such lease.
  public boolean addHolder(String endpoint, Holder holder) {
    return change(endpoint, lease -> Optional.of(lease.with(holder)));
  }

  /// Keeps these devices an endpoint's own for one more process, and forgets its dead ones. Takes
  /// them again when the lease has ended with its holders; false when another endpoint has some of
  /// them by now.
  public boolean keep(String endpoint, List<String> devices, Holder holder) {
    return locked(() -> {
      var others = new ArrayList<>(current());
      var own = others.stream().filter(lease -> lease.endpoint().equals(endpoint)).findFirst();
      own.ifPresent(others::remove);
      if (devices(others).stream().anyMatch(devices::contains)) {
        return false;
      }
      var since = own.map(Lease::since).orElse(clock.instant().truncatedTo(ChronoUnit.SECONDS));
      var living = own.stream().flatMap(lease -> lease.holders().stream()).filter(alive).toList();
      others.add(new Lease(endpoint, devices, living, since).with(holder));
      file.write(others);
      return true;
    });
  }

  /// Gives an endpoint's devices back, whoever holds them. False when there was no lease.
  public boolean release(String endpoint) {
    return change(endpoint, _ -> Optional.empty());
  }

  /// The leases of living processes, in the order they were taken.
  public List<Lease> leases() {
    return locked(this::current);
  }

  public Optional<Lease> lease(String endpoint) {
    return leases().stream().filter(lease -> lease.endpoint().equals(endpoint)).findFirst();
  }

  /// Ids of devices that an endpoint of ours holds, or whose memory others use so much of that
  /// `fraction` of it is not free.
  public Set<String> taken(List<Gpu> gpus, double fraction) {
    var taken = new HashSet<>(devices(leases()));
    gpus.stream().filter(gpu -> !gpu.hasFree(fraction)).map(Gpu::id).forEach(taken::add);
    return Set.copyOf(taken);
  }

  private interface Change extends java.util.function.Function<Lease, Optional<Lease>> {}

  private boolean change(String endpoint, Change change) {
    return locked(() -> {
      var leases = current();
      var next = new ArrayList<Lease>();
      for (var lease : leases) {
        if (lease.endpoint().equals(endpoint)) {
          change.apply(lease).ifPresent(next::add);
        } else {
          next.add(lease);
        }
      }
      if (!next.equals(leases)) {
        file.write(next);
      }
      return leases.stream().anyMatch(lease -> lease.endpoint().equals(endpoint));
    });
  }

  private List<Lease> current() throws IOException {
    return file.read().stream().filter(lease -> lease.holders().stream().anyMatch(alive)).toList();
  }

  private static Set<String> devices(List<Lease> leases) {
    var devices = new HashSet<String>();
    leases.forEach(lease -> devices.addAll(lease.devices()));
    return devices;
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T locked(Work<T> work) {
    try (var _ = StateLock.take(lock)) {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
