/// What is known of models, accelerators, engines and recipes: immutable records, read lazily from
/// one packed file, with a user's own files laid over it. `catalog/README.md` says how the YAML is
/// written.
package io.aimengine.catalog;
