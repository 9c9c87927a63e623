package io.aimengine.e2e.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs a test class on the control plane that all such classes of this JVM share, in a namespace
/// of its own. Constructor and methods may ask for the class's `Cluster`.
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnCluster {}
