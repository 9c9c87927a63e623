/// Command-line flags of one engine version: read from recipes and manifests, translated, checked
/// against the version's own table and laid over each other. Knows catalog and problems, nothing
/// above; the planner and the launcher use the same merge.
package io.aimengine.flags;
