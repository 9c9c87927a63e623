/// A plan and its launch as Kubernetes objects: a pure function, the same bytes for the same input.
@org.jspecify.annotations.NullMarked
package io.aimengine.render;
