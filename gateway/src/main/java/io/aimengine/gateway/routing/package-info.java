/// What the gateway decides, as pure values and state machines: which replica, whether to hold,
/// retry or refuse. No socket, file, clock or thread of its own.
@org.jspecify.annotations.NullMarked
package io.aimengine.gateway.routing;
