package io.aimengine.local.lease;

import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.lease.LeaseFile.LeaseFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Gives devices to endpoints, never one to two. All processes that share the state folder share
/// the leases; those of dead processes are free again the next time anyone looks.
public final class DeviceLeases {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LeaseFile file;
  private final FileMutex mutex;
  private final Processes processes;
  private final Clock clock;

  public DeviceLeases(Path stateDir, Processes processes, Clock clock) {
    try {
      Files.createDirectories(stateDir);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + stateDir, e);
    }
    this.file = new LeaseFile(stateDir.resolve("device-leases"));
    this.mutex = new FileMutex(stateDir.resolve("device-leases.lock"), PATIENCE);
    this.processes = processes;
    this.clock = clock;
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
    var leases = alive();
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

  /// Gives an endpoint's devices back, whoever holds them. False when there was no lease.
  public boolean release(String endpoint) {
    return change(endpoint, _ -> Optional.empty());
  }

  /// The leases of living processes, in the order they were taken.
  public List<Lease> leases() {
    return locked(this::alive);
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
      var leases = alive();
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

  private List<Lease> alive() throws IOException {
    return file.read().stream()
        .filter(lease -> lease.holders().stream().anyMatch(processes::isAlive))
        .toList();
  }

  private static Set<String> devices(List<Lease> leases) {
    var devices = new HashSet<String>();
    leases.forEach(lease -> devices.addAll(lease.devices()));
    return devices;
  }

  private <T> T locked(FileMutex.Work<T> work) {
    try {
      return mutex.hold(work);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
