package io.aimengine.operator;

import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryRead;
import io.aimengine.plan.InventoryReader;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Quantity;
import io.aimengine.yaml.Yaml;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The GPUs of a cluster whose nodes the operator may not see: an administrator writes them into a
/// ConfigMap of the watched namespace, in the form that `plan --inventory` takes. Without it, a
/// manifest that names its hardware is believed.
final class GivenInventory {
  static final String NAME = "aim-engine-inventory";
  static final String KEY = "inventory.yaml";

  /// What a node of a cluster usually has.
  private static final int GPUS = 8;

  private final Catalog catalog;
  private @Nullable InformerEventSource<ConfigMap, AIMEndpoint> source;
  private volatile Read last = new Read("", Optional.empty(), "");

  /// What was made of one version of the ConfigMap: nodes, or what is wrong with it.
  private record Read(String version, Optional<InventoryRead> inventory, String trouble) {}

  GivenInventory(Catalog catalog) {
    this.catalog = catalog;
  }

  /// Any change concerns everybody.
  InformerEventSource<ConfigMap, AIMEndpoint> source(EventSourceContext<AIMEndpoint> context) {
    var endpoints = context.getPrimaryCache();
    source =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(ConfigMap.class, AIMEndpoint.class)
                .withName("inventory")
                .withFieldSelector(
                    new FieldSelector(new FieldSelector.Field("metadata.name", NAME)))
                .withSecondaryToPrimaryMapper(_ ->
                    endpoints
                        .list(_ -> true)
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
                .build(),
            context);
    return source;
  }

  /// The nodes that there are, as far as anybody says.
  GivenNodes nodes() {
    return read()
        .inventory()
        .map(read -> GivenNodes.of(read.inventory(), catalog))
        .orElse(GivenNodes.none());
  }

  /// The same for an endpoint: without the ConfigMap there is room for it on the hardware that it
  /// names. Empty when nobody says.
  Optional<GivenNodes> nodes(EndpointSpec spec) {
    var read = read();
    return read.inventory().isPresent()
        ? Optional.of(nodes())
        : read.trouble().isEmpty() ? assumed(spec) : Optional.empty();
  }

  /// GPUs that the ConfigMap's nodes have and the catalog lacks.
  List<Problem> problems() {
    return read().inventory().map(InventoryRead::problems).orElse(List.of());
  }

  /// Why nothing can be planned, and what to do.
  String unknown() {
    var trouble = read().trouble();
    return trouble.isEmpty()
        ? "this operator sees one namespace only, and nobody says what GPUs there are: write them"
            + " into the ConfigMap "
            + NAME
            + ", key "
            + KEY
            + ", or name spec.hardware (cpu with resources.memory)"
        : "the ConfigMap " + NAME + " is of no use: " + trouble;
  }

  private Optional<GivenNodes> assumed(EndpointSpec spec) {
    return spec.wishes()
        .hardware()
        .flatMap(hardware -> hardware.equals("cpu") ? processors(spec) : gpus(spec, hardware));
  }

  private Optional<GivenNodes> gpus(EndpointSpec spec, String hardware) {
    var one = InventoryReader.shorthand(GPUS + "x" + hardware, catalog).inventory().nodes();
    var nodes = new ArrayList<Inventory.Node>();
    for (var i = 0; i < Math.max(1, spec.replicas()); i++) {
      for (var node : one) {
        nodes.add(new Inventory.Node(node.name() + "-" + i, 0, 0, node.devices()));
      }
    }
    return Optional.of(GivenNodes.of(new Inventory(nodes, "spec.hardware"), catalog));
  }

  private Optional<GivenNodes> processors(EndpointSpec spec) {
    var resources = spec.resources();
    return resources
        .memoryLimit()
        .or(resources::memory)
        .map(memory -> {
          var cpus = resources.cpuLimit().or(resources::cpu).map(Quantity::value);
          var nodes = new ArrayList<Inventory.Node>();
          for (var i = 0; i < Math.max(1, spec.replicas()); i++) {
            nodes.add(
                new Inventory.Node(
                    "node-" + i,
                    cpus.map(BigDecimal::doubleValue).orElse(0.0),
                    memory.bytes(),
                    List.of()));
          }
          return GivenNodes.of(new Inventory(nodes, "spec.hardware"), catalog);
        });
  }

  private Read read() {
    var map = Objects.requireNonNull(source, "not started").list().findFirst();
    var version = map.map(found -> found.getMetadata().getResourceVersion()).orElse("");
    var known = last;
    if (known.version().equals(version)) {
      return known;
    }
    var now = map.map(found -> read(found, version)).orElse(new Read("", Optional.empty(), ""));
    last = now;
    return now;
  }

  private Read read(ConfigMap map, String version) {
    var text = map.getData() == null ? null : map.getData().get(KEY);
    if (text == null) {
      return new Read(version, Optional.empty(), "it has no key " + KEY);
    }
    var read = InventoryReader.read(Yaml.parse(KEY, text), catalog, "the ConfigMap " + NAME);
    var errors =
        read.problems().stream().filter(Problem::isError).map(GivenInventory::sentence).toList();
    return errors.isEmpty()
        ? new Read(version, Optional.of(read), "")
        : new Read(version, Optional.empty(), String.join("; ", errors));
  }

  private static String sentence(Problem problem) {
    var place = problem.mark().line() > 0 ? " (line " + problem.mark().line() + ")" : "";
    return problem.path() + ": " + problem.message() + place + " [" + problem.code() + "]";
  }
}
