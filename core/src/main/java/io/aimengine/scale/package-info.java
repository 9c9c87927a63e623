/// How many replicas an endpoint needs: a pure function of what its engines report and of a policy.
@org.jspecify.annotations.NullMarked
package io.aimengine.scale;
