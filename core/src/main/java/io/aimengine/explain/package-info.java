/// Answers about plans: why this one, why not that one, which flag came from where, what to tune,
/// what to give up, and the bundle that replays a decision. Every answer is asked of the planner.
package io.aimengine.explain;
