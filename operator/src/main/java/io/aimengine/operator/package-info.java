/// The operator: observes a cluster, lets core decide, applies, reports.
@org.jspecify.annotations.NullMarked
package io.aimengine.operator;
