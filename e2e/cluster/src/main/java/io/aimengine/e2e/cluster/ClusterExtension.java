package io.aimengine.e2e.cluster;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Starts the control plane before the first class that needs it, and stops it after the last.
/// JUnit closes what its stores hold: the namespace after its class, the control plane at the end.
final class ClusterExtension implements BeforeAllCallback, ParameterResolver {
  private static final Namespace KEYS = Namespace.create(ClusterExtension.class);
  private static final AtomicInteger CLASSES = new AtomicInteger();

  @Override
  public void beforeAll(ExtensionContext context) {
    var plane =
        context
            .getRoot()
            .getStore(KEYS)
            .getOrComputeIfAbsent(
                ControlPlane.class, _ -> ControlPlane.start(), ControlPlane.class);
    var name = Cluster.nameFor(context.getRequiredTestClass(), CLASSES.incrementAndGet());
    context.getStore(KEYS).put(Cluster.class, new Cluster(plane, name));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return cluster(context);
  }

  private static Cluster cluster(ExtensionContext context) {
    return context.getStore(KEYS).get(Cluster.class, Cluster.class);
  }
}
