/// What became of an endpoint, for its status: a pure function of the plan's result and of what was
/// seen of its objects.
@org.jspecify.annotations.NullMarked
package io.aimengine.status;
