/// The gateway in a cluster: its routes are what AIMEndpoints and EndpointSlices say, and an
/// endpoint without replicas is woken through its scale subresource.
@org.jspecify.annotations.NullMarked
package io.aimengine.gateway.cluster;
