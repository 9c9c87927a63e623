package io.aimengine.cli;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// The gateways behind one name, such as that of a headless Service. A name that cannot be resolved
/// for a while changes nothing.
final class Peers implements Supplier<List<URI>> {
  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9][A-Za-z0-9.-]*):([0-9]{1,5})");

  private final String host;
  private final int port;
  private List<URI> known = List.of();

  private Peers(String host, int port) {
    this.host = host;
    this.port = port;
  }

  static Peers of(String text) {
    var match = FORM.matcher(text);
    if (!match.matches() || Integer.parseInt(match.group(2)) > 65_535) {
      throw CommandFailure.usage("--peers " + text + " is no HOST:PORT", "");
    }
    return new Peers(match.group(1), Integer.parseInt(match.group(2)));
  }

  @Override
  public List<URI> get() {
    try {
      known = Arrays.stream(InetAddress.getAllByName(host)).map(this::uri).distinct().toList();
    } catch (UnknownHostException e) {
      // the name server is away, or no gateway is ready yet
    }
    return known;
  }

  private URI uri(InetAddress address) {
    var text = address.getHostAddress();
    return URI.create("http://" + (text.contains(":") ? "[" + text + "]" : text) + ":" + port);
  }
}
