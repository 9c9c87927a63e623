package io.aimengine.store;

import io.aimengine.store.Helpers.Connection;
import io.aimengine.store.Pieces.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.URI;
import java.util.HashMap;

/// One run at bringing a file. The leader reads from the first gap on, and waits and tries again as
/// the server asks; when the server knows ranges, helpers bring later pieces on as many connections
/// as are free. Pieces are taken in order, so that the hash follows closely. A helper that meets
/// trouble gives back what it did not bring.
final class WebTransfer {
  private final WebContent content;
  private final Web web;
  private final Partial partial;
  private final SourceContext context;
  private final Pieces pieces = new Pieces();
  private final Helpers helpers;
  private volatile URI where;
  private boolean oneAnswer;

  /// The source has other bytes than those that are here already: begin anew.
  static final class ChangedException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    ChangedException(String message) {
      super(message);
    }
  }

  WebTransfer(WebContent content, Partial partial, SourceContext context) {
    this.content = content;
    this.web = content.web();
    this.partial = partial;
    this.context = context;
    this.where = content.uri();
    this.oneAnswer = web.limits().connections() == 1;
    this.helpers = new Helpers(web.connections(), pieces, this::help);
  }

  void run() throws IOException, InterruptedException {
    var size = content.expected();
    if (!resumable() || (size >= 0 && partial.end() > size)) {
      restart("");
    }
    pieces.plan(partial, size, least());
    web.connections().acquire();
    try {
      do {
        for (var next = pieces.next(); next.isPresent(); next = pieces.next()) {
          lead(next.get());
        }
        helpers.join();
      } while (pieces.left() > 0);
    } finally {
      web.connections().release();
      helpers.stop();
    }
  }

  /// Without a digest or a name for the body, two answers may be two bodies.
  private boolean resumable() {
    return content.digest().kind() != Digest.Kind.NONE || !partial.validator().isEmpty();
  }

  private void lead(Piece piece) throws IOException, InterruptedException {
    content
        .retry()
        .run(
            context,
            partial::held,
            () -> {
              leadOnce(piece);
              return true;
            });
  }

  private void leadOnce(Piece piece) throws Transient, IOException, InterruptedException {
    if (!resumable() && partial.held() > 0) {
      restart("");
      pieces.restart(piece, partial, content.expected(), least());
    }
    var answer = ask(piece, oneAnswer ? "" : last(piece));
    try (var body = answer.body()) {
      switch (answer.status()) {
        case 200 -> {
          begin(piece, answer);
          finish(piece, read(body, piece, Reach.AS_FAR_AS_FREE));
        }
        case 206 -> {
          goOn(piece, answer);
          if (splits(piece)) {
            finish(piece, read(body, piece, oneAnswer ? Reach.AS_FAR_AS_FREE : Reach.THIS_PIECE));
          }
        }
        case 416 ->
            throw new ChangedException("the server refused to go on with " + content.name());
        default -> {
          content.refusal().accept(answer);
          web.refuse(content.uri(), answer);
        }
      }
    }
    if (!piece.isDone()) {
      leadOnce(piece); // now in one answer
    }
  }

  /// Whether the first piece alone is of use: only pieces of a body that can be told from another
  /// may be put together.
  private boolean splits(Piece piece) {
    if (resumable() && !oneAnswer) {
      helpers.open();
    }
    if (resumable() || oneAnswer) {
      return true;
    }
    oneAnswer = true;
    pieces.restart(piece, partial, content.expected(), least());
    return false;
  }

  private long least() {
    return oneAnswer ? Math.max(1, content.expected()) : web.limits().piece();
  }

  private String last(Piece piece) {
    return piece.to() < 0 || pieces.isLast(piece) ? "" : String.valueOf(piece.to() - 1);
  }

  private void finish(Piece piece, boolean whole) throws Transient {
    if (!whole) {
      throw new Transient(StoreCode.UNREACHABLE, ended(piece));
    }
  }

  private String ended(Piece piece) {
    return "%s ended after %d of %d bytes".formatted(content.name(), piece.at(), piece.to());
  }

  /// Everything comes, from the start.
  private void begin(Piece piece, WebAnswer answer) throws IOException {
    var size = checkSize(answer);
    if (piece.at() > 0 || partial.held() > 0) {
      if (helpers.areAtWork()) {
        throw new ChangedException(content.name() + " has changed at the source");
      }
      restart(name(answer));
      pieces.restart(piece, partial, size, least());
    } else {
      partial.restart(name(answer));
      pieces.ends(piece, size);
    }
  }

  private void goOn(Piece piece, WebAnswer answer) throws IOException {
    if (!isSame(piece, answer)) {
      throw new ChangedException(content.name() + " has changed at the source");
    }
    if (partial.held() == 0 && piece.at() == 0) {
      partial.restart(name(answer));
    }
    pieces.ends(piece, checkSize(answer));
  }

  private boolean isSame(Piece piece, WebAnswer answer) {
    return answer.startsAt(piece.at())
        && (partial.validator().isEmpty() || partial.validator().equals(name(answer)));
  }

  /// A sha256 says more than any name, and holds across sources.
  private String name(WebAnswer answer) {
    return content.digest().kind() == Digest.Kind.SHA256 ? "" : answer.validator();
  }

  private long checkSize(WebAnswer answer) {
    var size = answer.size();
    if (content.expected() >= 0 && size >= 0 && size != content.expected()) {
      throw new StoreException(
          StoreCode.CHECKSUM,
          "%s has %d bytes at the source, expected %d"
              .formatted(content.name(), size, content.expected()),
          "the source has another file than promised: name another source");
    }
    return size >= 0 ? size : content.expected();
  }

  private boolean help(Piece piece, Connection helper) throws IOException, InterruptedException {
    try {
      helper.asks();
      var answer = ask(piece, String.valueOf(piece.to() - 1));
      try (var body = answer.body()) {
        helper.reads(body);
        if (answer.status() == 206) {
          goOn(piece, answer);
          return read(body, piece, Reach.THIS_PIECE);
        }
        if (answer.status() == 200 && !name(answer).equals(partial.validator())) {
          throw new ChangedException(content.name() + " has changed at the source");
        }
        if (answer.isBusy() || answer.status() == 200) {
          helpers.shrink();
        }
        return false;
      }
    } catch (Transient _) {
      return false; // the leader meets the same, and knows how to wait
    }
  }

  private WebAnswer ask(Piece piece, String last) throws Transient, InterruptedException {
    var headers = new HashMap<String, String>();
    if (piece.at() > 0 || !last.isEmpty()) {
      headers.put("Range", "bytes=" + piece.at() + "-" + last);
      if (!partial.validator().isEmpty()) {
        headers.put("If-Range", partial.validator());
      }
    }
    var at = where;
    var answer = web.ask("GET", at, headers, content.credentials());
    if (answer.status() / 100 == 4 && !at.equals(content.uri())) {
      // a signed address lives for minutes only
      answer.close();
      answer = web.ask("GET", content.uri(), headers, content.credentials());
    }
    if (answer.status() / 100 == 2) {
      where = answer.uri();
    }
    return answer;
  }

  private void restart(String validator) throws IOException {
    context.moved(content.name(), -partial.held());
    partial.restart(validator);
  }

  /// How far a connection reads.
  private enum Reach {
    THIS_PIECE,
    AS_FAR_AS_FREE
  }

  /// False when the body ended before the piece did.
  private boolean read(InputStream body, Piece piece, Reach reach)
      throws Transient, IOException, InterruptedException {
    var buffer = new byte[Hashes.BUFFER];
    try (var watch = new StallWatch(web.limits().stall(), body).start()) {
      for (int n = next(body, buffer, watch); n >= 0; n = next(body, buffer, watch)) {
        helpers.check();
        var room = room(piece, n, reach);
        if (room < n && pieces.isLast(piece)) {
          throw tooLong(piece.to());
        }
        partial.write(piece.at(), buffer, room);
        piece.moved(room);
        context.moved(content.name(), room);
        web.bandwidth().spent(room);
        if (room < n
            || (piece.isDone() && (reach == Reach.THIS_PIECE || pieces.othersGoOn(piece)))) {
          return true;
        }
      }
    }
    if (piece.to() < 0) {
      pieces.ends(piece, piece.at());
    }
    return piece.isDone();
  }

  private int room(Piece piece, int bytes, Reach reach) {
    if (reach == Reach.THIS_PIECE) {
      return piece.room(bytes);
    }
    var end = piece.to();
    var room = pieces.extend(piece, bytes);
    if (piece.to() != end) {
      helpers.invite(); // who left for a trouble that has passed
    }
    return room;
  }

  private StoreException tooLong(long promised) {
    return new StoreException(
        StoreCode.CHECKSUM,
        content.name() + " is longer than the " + promised + " bytes that were promised",
        "name another source");
  }

  private int next(InputStream body, byte[] buffer, StallWatch watch) throws Transient {
    watch.waiting();
    try {
      var n = body.read(buffer);
      if (!watch.stalled()) {
        return n;
      }
    } catch (IOException e) {
      if (!watch.stalled()) {
        throw new Transient(
            StoreCode.UNREACHABLE, content.name() + " broke off: " + e.getMessage());
      }
    } finally {
      watch.moving();
    }
    throw new Transient(
        StoreCode.STALLED,
        "%s: no byte for %d s".formatted(content.name(), web.limits().stall().toSeconds()));
  }
}
