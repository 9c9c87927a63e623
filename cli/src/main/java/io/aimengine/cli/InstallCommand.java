package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.cli.install.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Prints what a cluster needs to run the operator; kubectl applies it.
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description = "Print the operator's manifests: kinds, policies, rights, Deployment",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine install --dry-run --image registry.example/aim-engine:0.1.0 > install.yaml",
      "  kubectl apply --server-side -f install.yaml",
      "  aim-engine install --dry-run --watch-namespace team-a -n team-a    no rights outside it"
    })
final class InstallCommand implements Callable<Integer> {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
  private static final String IMAGE = "[A-Za-z0-9][A-Za-z0-9._:/@-]{0,500}";

  private final App app;

  @Mixin private Common common = new Common();

  @Option(
      names = "--dry-run",
      description = "Print the manifests; the only way so far, kubectl applies them")
  private boolean dryRun;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      defaultValue = Installation.NAMESPACE,
      description = "Where the operator runs (default: ${DEFAULT-VALUE})")
  private String namespace = Installation.NAMESPACE;

  @Option(
      names = "--watch-namespace",
      paramLabel = "NAMESPACE",
      description =
          "See this namespace only: no kinds, policies and ClusterRole are printed, an administrator"
              + " has installed the kinds")
  private String watched = "";

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "The operator's image; none is published yet, so build and push your own")
  private String image = "";

  @Option(
      names = "--gpu-groups",
      paramLabel = "GID",
      split = ",",
      description =
          "Groups that own the nodes' GPU device files (render, video); without them GPU pods"
              + " run as root with every capability dropped")
  private List<Long> gpuGroups = new ArrayList<>();

  InstallCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    if (!dryRun) {
      throw CommandFailure.usage(
          "install writes to no cluster itself",
          "aim-engine install --dry-run | kubectl apply --server-side -f -");
    }
    fits("--namespace", namespace, LABEL);
    fits("--watch-namespace", watched, "(" + LABEL + ")?");
    fits("--image", image, "(" + IMAGE + ")?");
    var objects = new Installation(namespace, watched, image, gpuGroups).objects();
    if (common.format == Format.table) {
      objects.forEach(app.printer()::yaml);
      return Exit.OK.code();
    }
    var list = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "List");
    list.putArray("items").addAll(objects);
    app.printer().document(common.format, list);
    return Exit.OK.code();
  }

  private static void fits(String option, String value, String pattern) {
    if (!value.matches(pattern)) {
      throw CommandFailure.usage(option + " '" + value + "' does not fit", "");
    }
  }
}
