package io.aimengine.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/// A model, served.
@Group(AIMEndpoint.GROUP)
@Version(AIMEndpoint.VERSION)
@Plural("aimendpoints")
@Singular("aimendpoint")
@ShortNames("aimep")
@AdditionalPrinterColumn(name = "Model", jsonPath = ".status.model")
@AdditionalPrinterColumn(name = "Recipe", jsonPath = ".status.selectedRecipe.name")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(
    name = "Replicas",
    jsonPath = ".status.replicas.current",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class AIMEndpoint extends CustomResource<AIMEndpointSpec, AIMEndpointStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;

  public static final String GROUP = "aim.engine.amd.com";
  public static final String VERSION = "v1alpha1";
}
