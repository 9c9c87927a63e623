/// The little that the gateway reads and changes of bodies and streams, on bytes, without a tree.
@org.jspecify.annotations.NullMarked
package io.aimengine.gateway.wire;
