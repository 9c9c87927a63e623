/// Container images of AIM Engine, built without a container engine.
@org.jspecify.annotations.NullMarked
package io.aimengine.images;
