/// What the libraries of the operator say, as lines of JSON.
@org.jspecify.annotations.NullMarked
package io.aimengine.operator.log;
