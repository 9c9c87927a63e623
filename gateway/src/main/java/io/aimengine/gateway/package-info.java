/// The gateway: one OpenAI address for every endpoint, engine and replica; bodies and streams are
/// forwarded byte for byte.
@org.jspecify.annotations.NullMarked
package io.aimengine.gateway;
