/// Checks of files that people write: recipes, models, accelerators, engines and manifests, each
/// finding with its place, its reason and, where it is certain, its repair.
package io.aimengine.check;
