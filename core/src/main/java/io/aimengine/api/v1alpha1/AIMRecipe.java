package io.aimengine.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/// A recipe of a namespace; goes before the shipped ones there.
@Group(AIMEndpoint.GROUP)
@Version(AIMEndpoint.VERSION)
@Plural("aimrecipes")
@Singular("aimrecipe")
@ShortNames("aimr")
@AdditionalPrinterColumn(name = "Model", jsonPath = ".spec.modelId")
@AdditionalPrinterColumn(name = "Hardware", jsonPath = ".spec.hardware")
@AdditionalPrinterColumn(name = "Precision", jsonPath = ".spec.precision")
@AdditionalPrinterColumn(name = "Backend", jsonPath = ".spec.backend")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class AIMRecipe extends CustomResource<AIMRecipeSpec, AIMRecipeStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;
}
