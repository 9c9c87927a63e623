package io.aimengine.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;

/// What an API server refused, in our words.
final class KubeFailures {
  private KubeFailures() {}

  static CommandFailure translate(KubernetesClientException problem) {
    var said = said(problem);
    if (problem.getCode() < 100) { // no answer at all
      return new CommandFailure(
          Exit.NETWORK,
          "kube.unreachable",
          "the cluster does not answer: " + said,
          "Check the server of the kubeconfig, and that it runs.");
    }
    return switch (problem.getCode()) {
      case 401 ->
          new CommandFailure(
              Exit.PERMISSION,
              "kube.unauthorized",
              "the cluster does not know who we are: " + said,
              "Check the user of the kubeconfig's context.");
      case 403 ->
          new CommandFailure(
              Exit.PERMISSION,
              "kube.forbidden",
              said,
              "docs/KUBERNETES.md says what needs which permission.");
      case 404 ->
          new CommandFailure(
              Exit.USAGE,
              "kube.no-crds",
              "the cluster does not know our kinds: " + said,
              "aim-engine install --dry-run | kubectl apply --server-side -f -");
      default -> new CommandFailure(Exit.GENERAL, "kube.failed", said, "");
    };
  }

  /// The API server's own words, else the last cause's.
  private static String said(KubernetesClientException problem) {
    var status = problem.getStatus();
    if (status != null && status.getMessage() != null) {
      return status.getMessage();
    }
    Throwable last = problem;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
  }
}
