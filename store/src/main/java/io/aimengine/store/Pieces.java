package io.aimengine.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// What is still to be brought of one file, in order; connections take it piece by piece. An end of
/// -1 means "as far as it goes".
final class Pieces {
  private static final long LARGEST = 64L << 20;
  private static final int FEW = 64;

  private final Deque<Piece> todo = new ArrayDeque<>();
  private long size = -1;

  /// A part of the file and how far it has come. One connection holds it.
  static final class Piece {
    private long at;
    private long to;

    Piece(long at, long to) {
      this.at = at;
      this.to = to;
    }

    long at() {
      return at;
    }

    long to() {
      return to;
    }

    void moved(int bytes) {
      at += bytes;
    }

    /// How many of `bytes` more belong to it.
    int room(int bytes) {
      return to < 0 ? bytes : (int) Math.min(bytes, to - at);
    }

    boolean isDone() {
      return to >= 0 && at >= to;
    }
  }

  /// Plans for all that `partial` lacks of `bytes` bytes, in pieces of at least `least`.
  synchronized void plan(Partial partial, long bytes, long least) {
    todo.clear();
    size = bytes;
    if (bytes < 0) {
      todo.add(new Piece(partial.front(), -1));
      return;
    }
    var piece = Math.max(least, Math.min(LARGEST, bytes / FEW));
    partial.missing(bytes, piece).forEach(r -> todo.add(new Piece(r.from(), r.to())));
  }

  /// Now the size of the file is known, or still -1.
  synchronized void ends(Piece piece, long bytes) {
    size = bytes;
    piece.to = piece.to < 0 ? bytes : piece.to;
  }

  synchronized Optional<Piece> next() {
    return Optional.ofNullable(todo.poll());
  }

  synchronized int left() {
    return todo.size();
  }

  /// What of a piece was not brought.
  synchronized void giveBack(Piece piece) {
    if (!piece.isDone()) {
      todo.addFirst(new Piece(piece.at, piece.to));
    }
  }

  /// Makes the piece longer, where the next ones are still free, so that `bytes` more have room;
  /// says how many have.
  synchronized int extend(Piece piece, int bytes) {
    while (piece.to >= 0 && piece.at + bytes > piece.to && isNext(piece)) {
      piece.to = todo.remove().to;
    }
    return piece.room(bytes);
  }

  private boolean isNext(Piece piece) {
    var first = todo.peek();
    return first != null && first.at == piece.to;
  }

  /// Whether the file goes on behind the piece, but others bring that.
  synchronized boolean othersGoOn(Piece piece) {
    return piece.isDone() && piece.to != size && !isNext(piece);
  }

  /// The server sends the file from its start: the piece becomes the first of a new plan.
  synchronized void restart(Piece piece, Partial partial, long bytes, long least) {
    plan(partial, bytes, least);
    var first = next().orElseGet(() -> new Piece(0, 0));
    piece.at = first.at;
    piece.to = first.to;
  }

  /// Whether nothing may come behind the piece.
  synchronized boolean isLast(Piece piece) {
    return piece.to == size;
  }
}
