package io.aimengine.local.preflight;

import io.aimengine.local.run.PortHolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/// Whether the wanted port can be listened on.
final class PortCheck implements Check {

  @Override
  public List<Finding> look(Situation situation) {
    var port = situation.port();
    if (port == 0) {
      return List.of();
    }
    var address = situation.host() + ":" + port;
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new java.net.InetSocketAddress(InetAddress.getByName(situation.host()), port));
      return List.of(Finding.ok("port", address + " is free"));
    } catch (IOException e) {
      var holder =
          PortHolder.of(port).map(PortHolder::label).orElse("a process of another user, perhaps");
      var message = "%s cannot be listened on (%s): %s".formatted(address, e.getMessage(), holder);
      var fix = "ask for another port with --port, or for none to get the next free one";
      return List.of(Finding.of("port", Problems.error("port-taken", address, message, fix)));
    }
  }
}
