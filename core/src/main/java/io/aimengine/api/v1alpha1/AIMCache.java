package io.aimengine.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/// A volume that keeps models for the endpoints of a namespace.
@Group(AIMEndpoint.GROUP)
@Version(AIMEndpoint.VERSION)
@Plural("aimcaches")
@Singular("aimcache")
@ShortNames("aimc")
@AdditionalPrinterColumn(name = "Size", jsonPath = ".spec.storage.size")
@AdditionalPrinterColumn(name = "Used", jsonPath = ".status.storage.usedSize")
@AdditionalPrinterColumn(
    name = "Models",
    jsonPath = ".status.usage.totalModels",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class AIMCache extends CustomResource<AIMCacheSpec, AIMCacheStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;
}
