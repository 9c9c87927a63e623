/// The kinds of `aim.engine.amd.com/v1alpha1` as the API server stores them. The CRDs are generated
/// from these records; what a manifest means is the normaliser's business.
@org.jspecify.annotations.NullMarked
package io.aimengine.api.v1alpha1;
