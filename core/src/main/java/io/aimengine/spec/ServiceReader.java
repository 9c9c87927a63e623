package io.aimengine.spec;

import io.aimengine.spec.Service.Port;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads `service`, with one `port` or several `ports`.
final class ServiceReader {
  private ServiceReader() {}

  static Service read(Section spec) {
    var service = spec.section("service");
    var ports = new ArrayList<>(ports(service));
    var asked = service.port("port");
    var target = service.port("targetPort");
    var main = main(service, ports, asked);
    main.ifPresent(ports::remove);
    var port = asked.or(() -> main.map(Port::port)).orElse(Service.DEFAULT_PORT);
    var mainTarget = main.flatMap(Port::targetPort).flatMap(ServiceReader::number);
    return new Service(
        service
            .choice("type", List.of(Service.Type.values()), Service.Type::id)
            .orElse(Service.Type.CLUSTER_IP),
        port,
        target.or(() -> mainTarget).map(OptionalInt::of).orElseGet(OptionalInt::empty),
        service.labels("annotations"),
        service.text("loadBalancerIP"),
        ports);
  }

  /// The entry of `ports` that serves the API: the one with `port`, else `http`, else the first.
  private static Optional<Port> main(Section service, List<Port> ports, Optional<Integer> asked) {
    if (asked.isPresent()) {
      var same = ports.stream().filter(p -> p.port() == asked.get()).findFirst();
      var http = ports.stream().filter(p -> p.name().equals("http")).findFirst();
      if (same.isEmpty() && http.isPresent()) {
        service.bad(
            "spec.conflict",
            "port",
            "service.port is %d, the port http of service.ports is %d"
                .formatted(asked.get(), http.get().port()),
            "keep one of them");
      }
      return same;
    }
    return ports.stream()
        .filter(p -> p.name().equals("http"))
        .findFirst()
        .or(() -> ports.stream().findFirst());
  }

  private static List<Port> ports(Section service) {
    var ports = new ArrayList<Port>();
    var names = new HashSet<String>();
    var numbers = new HashSet<Integer>();
    for (var section : service.sections("ports")) {
      var port = port(section);
      port.ifPresent(ports::add);
      if (port.isPresent()
          && (!numbers.add(port.get().port())
              || (!port.get().name().isEmpty() && !names.add(port.get().name())))) {
        section.bad("spec.duplicate", "port", "this port or its name is here twice", "");
      }
    }
    return ports;
  }

  private static Optional<Port> port(Section section) {
    var name = section.text("name").orElse("");
    var number = section.port("port");
    var target = section.text("targetPort");
    var protocol = section.choice("protocol", "TCP", "UDP", "SCTP").orElse("TCP");
    var node = section.port("nodePort").map(OptionalInt::of).orElseGet(OptionalInt::empty);
    if (!section.has("port")) {
      section.bad("spec.missing", "port", "a port has no number", "write port: 8000");
    }
    if (!name.isEmpty() && !Names.valid(name)) {
      section.bad("spec.name", "name", "'%s' is not a port name".formatted(name), "");
    }
    if (target.flatMap(ServiceReader::number).filter(n -> n < 1 || n > 65_535).isPresent()) {
      section.bad("spec.range", "targetPort", "a port is 1 to 65535", "");
    }
    return number.map(n -> new Port(name, n, target, protocol, node));
  }

  private static Optional<Integer> number(String text) {
    return text.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }
}
