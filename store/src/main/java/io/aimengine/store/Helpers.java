package io.aimengine.store;

import io.aimengine.store.Pieces.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Further connections of one transfer, each a thread that works on pieces while there are any and
/// the server bears it.
final class Helpers {
  private final Semaphore connections;
  private final Pieces pieces;
  private final Work work;
  private final List<Connection> active = new ArrayList<>();
  private int most = Integer.MAX_VALUE;
  private State state = State.CLOSED;
  private Optional<Exception> failure = Optional.empty();

  private enum State {
    CLOSED,
    OPEN,
    STOPPED
  }

  /// Brings one piece; false when it met trouble and leaves the rest to others.
  @FunctionalInterface
  interface Work {
    boolean on(Piece piece, Connection helper) throws IOException, InterruptedException;
  }

  /// One of them. While it waits for an answer it can be interrupted; once a body comes, only the
  /// body is closed, since an interrupt would close the file under its other writers.
  static final class Connection {
    private Optional<Thread> asking = Optional.empty();
    private Optional<InputStream> body = Optional.empty();
    private boolean dismissed;

    synchronized void asks() throws InterruptedException {
      if (dismissed) {
        throw new InterruptedException();
      }
      asking = Optional.of(Thread.currentThread());
    }

    synchronized void reads(InputStream from) throws InterruptedException {
      asking = Optional.empty();
      var interrupted = Thread.interrupted();
      if (dismissed || interrupted) {
        throw new InterruptedException();
      }
      body = Optional.of(from);
    }

    synchronized void dismiss() throws IOException {
      dismissed = true;
      asking.ifPresent(Thread::interrupt);
      if (body.isPresent()) {
        body.get().close();
      }
    }
  }

  Helpers(Semaphore connections, Pieces pieces, Work work) {
    this.connections = connections;
    this.pieces = pieces;
    this.work = work;
  }

  /// From now on they may come: the server knows ranges.
  synchronized void open() {
    state = state == State.CLOSED ? State.OPEN : state;
    invite();
  }

  /// Starts as many as there is work and connections for.
  synchronized void invite() {
    // other files come first: a leader that waits for a connection gets it
    while (state == State.OPEN
        && active.size() < Math.min(most, pieces.left())
        && !connections.hasQueuedThreads()
        && connections.tryAcquire()) {
      var helper = new Connection();
      active.add(helper);
      Thread.ofVirtual().name("download").start(() -> run(helper));
    }
  }

  /// The server has too much to do: one less from now on.
  synchronized void shrink() {
    most = Math.max(0, Math.min(most, active.size()) - 1);
  }

  private void run(Connection helper) {
    try {
      for (var next = pieces.next(); next.isPresent(); next = pieces.next()) {
        if (!work.on(next.get(), helper)) {
          pieces.giveBack(next.get());
          return;
        }
        invite();
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    } catch (InterruptedException _) {
      return; // dismissed
    } finally {
      connections.release();
      leave(helper);
    }
  }

  private synchronized void fail(Exception e) {
    failure = failure.or(() -> Optional.of(e));
  }

  private synchronized void leave(Connection helper) {
    active.remove(helper);
    notifyAll();
  }

  /// Whether any was ever started and not yet left.
  synchronized boolean areAtWork() {
    return !active.isEmpty();
  }

  /// Throws what no other try will mend.
  synchronized void check() throws IOException {
    if (failure.isPresent()) {
      switch (failure.get()) {
        case IOException io -> throw io;
        case RuntimeException other -> throw other;
        case Exception other -> throw new IOException(other);
      }
    }
  }

  /// Waits until all have left.
  synchronized void join() throws IOException, InterruptedException {
    while (!active.isEmpty()) {
      wait();
    }
    check();
  }

  /// Sends them all away and waits until they are gone.
  void stop() throws IOException, InterruptedException {
    List<Connection> leaving;
    synchronized (this) {
      state = State.STOPPED;
      leaving = List.copyOf(active);
    }
    for (var helper : leaving) {
      helper.dismiss();
    }
    synchronized (this) {
      while (!active.isEmpty()) {
        wait();
      }
    }
  }
}
