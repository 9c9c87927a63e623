/// Who used how much of what: counted in memory on the data path, kept in an append-only journal
/// with a snapshot, merged between gateways. Only `UsageJournal` touches files.
@org.jspecify.annotations.NullMarked
package io.aimengine.gateway.usage;
