/// The operator's own objects, for clusters without helm.
@org.jspecify.annotations.NullMarked
package io.aimengine.cli.install;
