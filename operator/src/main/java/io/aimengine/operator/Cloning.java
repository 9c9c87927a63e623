package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.Cloner;

/// Endpoints are only read, so the one of the cache will do; the others get a finalizer.
record Cloning(KubernetesClient client) implements Cloner {
  @Override
  public <R extends HasMetadata> R clone(R object) {
    return object instanceof AIMEndpoint
        ? object
        : client.getKubernetesSerialization().clone(object);
  }
}
