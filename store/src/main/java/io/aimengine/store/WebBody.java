package io.aimengine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import org.apache.hc.core5.concurrent.Cancellable;

/// A body as it comes, read straight into the reader's buffer. To close it, or to interrupt its
/// reader, ends a read at once; its connection serves again only once everything was read.
final class WebBody extends InputStream {
  private final InputStream in;
  private final Connection connection;
  private long left;

  /// `length` is negative when nobody said it.
  WebBody(InputStream in, long length, Cancellable request) {
    this.in = in;
    this.connection = new Connection(in, request);
    this.left = length;
  }

  /// A blocked socket does not hear of an interrupt, but an interruptible channel does.
  private static final class Connection extends AbstractInterruptibleChannel {
    private final InputStream in;
    private final Cancellable request;

    Connection(InputStream in, Cancellable request) {
      this.in = in;
      this.request = request;
    }

    int read(byte[] into, int from, int count) throws IOException {
      var completed = false;
      try {
        begin();
        var bytes = in.read(into, from, count);
        completed = true;
        return bytes;
      } finally {
        end(completed);
      }
    }

    @Override
    protected void implCloseChannel() {
      request.cancel();
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    var bytes = connection.read(into, from, count);
    if (bytes > 0 && left > 0) {
      left -= bytes;
      if (left == 0) {
        // the client gives the connection back when it says that nothing is left, without a wait
        in.read();
      }
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
