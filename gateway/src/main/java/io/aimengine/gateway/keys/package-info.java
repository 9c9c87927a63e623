/// Who may use the gateway and how much: API keys of which only hashes are kept, rates, budgets. No
/// file, clock or random source of its own.
@org.jspecify.annotations.NullMarked
package io.aimengine.gateway.keys;
