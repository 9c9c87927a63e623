package io.aimengine.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `:8080`, `127.0.0.1:8080`, `[::1]:8080`, or `0` for nowhere.
final class BindAddress {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\s:\\[\\]]*)):(\\d{1,5})");

  private BindAddress() {}

  /// Without a text: every address of a pod, else this machine's own only.
  static Optional<InetSocketAddress> parse(App app, String option, String text, int usual) {
    if (text.isEmpty()) {
      return Optional.of(
          KubeOptions.inPod(app)
              ? new InetSocketAddress(usual)
              : new InetSocketAddress(InetAddress.getLoopbackAddress(), usual));
    }
    if (text.equals("0")) {
      return Optional.empty();
    }
    var match = FORM.matcher(text);
    if (!match.matches() || Integer.parseInt(match.group(3)) > 65_535) {
      throw CommandFailure.usage(
          option + " " + text + " is no address", "[HOST]:PORT, such as :8080, or 0 for nowhere.");
    }
    var port = Integer.parseInt(match.group(3));
    var host = match.group(1) == null ? match.group(2) : match.group(1);
    try {
      return Optional.of(
          host.isEmpty()
              ? new InetSocketAddress(port)
              : new InetSocketAddress(InetAddress.getAllByName(host)[0], port));
    } catch (UnknownHostException e) {
      throw CommandFailure.usage(option + ": no such host: " + host, "");
    }
  }
}
