/// Whether a changed release may go on: a pure function of what its engines and those of the last
/// good release answered.
@org.jspecify.annotations.NullMarked
package io.aimengine.canary;
