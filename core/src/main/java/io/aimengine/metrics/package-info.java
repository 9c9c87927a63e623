/// What an engine's `/metrics` page says, read from its text.
@org.jspecify.annotations.NullMarked
package io.aimengine.metrics;
