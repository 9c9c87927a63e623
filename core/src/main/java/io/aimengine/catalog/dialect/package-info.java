/// The ways in which people write recipes, each brought into the form of the recipe schema.
package io.aimengine.catalog.dialect;
