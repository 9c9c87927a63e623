/// For tests: a real Kubernetes control plane on this machine, with simulated GPU nodes.
package io.aimengine.e2e.cluster;
