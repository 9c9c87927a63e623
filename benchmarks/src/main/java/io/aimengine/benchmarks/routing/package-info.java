/// Prefix routing without a GPU: replicas with prefix caches in virtual time, and the gateway's
/// real router against simpler rules.
@org.jspecify.annotations.NullMarked
package io.aimengine.benchmarks.routing;
