package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.PlanResult;
import io.aimengine.render.Renderer;
import io.aimengine.render.Rendering;
import io.aimengine.spec.EndpointSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints the Kubernetes objects that the operator would apply, without a cluster.
@Command(
    name = "render",
    mixinStandardHelpOptions = true,
    description = "Print an endpoint's Kubernetes objects; needs no cluster",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine render -f endpoint.yaml --inventory nodes.yaml",
      "  aim-engine render Qwen/Qwen3-32B --hardware 8xMI300X > objects.yaml",
      "  aim-engine render -f endpoint.yaml --inventory nodes.yaml --kinds all --gateway infra/public",
      "  kubectl get nodes -o yaml > nodes.yaml",
      "  aim-engine render -f endpoint.yaml --inventory nodes.yaml | kubectl apply -f -"
    })
final class RenderCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private AbsentCluster facts = new AbsentCluster();

  @Parameters(
      paramLabel = "MODEL|FILE",
      arity = "0..*",
      description = "Model ids, manifests, folders of manifests, or - for standard input")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "The same as a FILE, as kubectl spells it")
  private List<String> files = new ArrayList<>();

  RenderCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var wanted = new ArrayList<>(files);
    wanted.addAll(targets);
    if (wanted.isEmpty()) {
      throw new CommandFailure(
          Exit.USAGE,
          "cli.usage",
          "Missing required parameter: 'MODEL|FILE'",
          "See: aim-engine render --help");
    }
    options.on(this.cluster);
    var read = Requests.read(app, wanted);
    var catalog = app.catalog(common);
    options.check(catalog);
    var planning = new Planning(app, catalog, options);
    var inventory = planning.asked(read.specs(), () -> Here.of(app, catalog).inventory());
    var objects = new ArrayList<HasMetadata>();
    read.specs().stream()
        .map(options::over)
        .forEach(spec -> objects.addAll(objects(planning, spec, inventory)));
    print(objects);
    return Exit.OK.code();
  }

  private List<HasMetadata> objects(Planning planning, EndpointSpec spec, Inventory inventory) {
    var cluster = facts.cluster();
    var launchOptions = Renderer.launchOptions(cluster).image(spec.image().reference().orElse(""));
    var outcome = planning.plan(spec, inventory, Optional.empty(), launchOptions);
    Planning.feasible(spec, outcome, inventory);
    app.printer().problems(outcome.problems());
    return switch (outcome.result()) {
      case PlanResult.Planned(var plan, _) -> {
        var room = inventory.room(plan.candidate().accelerator(), plan.candidate().gpuCount());
        var rendered =
            Renderer.render(
                new Rendering(
                    plan,
                    outcome.launch().orElseThrow(),
                    plan.replicas(),
                    room > plan.replicas(),
                    cluster));
        app.printer().problems(rendered.problems());
        yield rendered.objects();
      }
      case PlanResult.Infeasible _ -> List.of();
    };
  }

  private void print(List<HasMetadata> objects) {
    var all = JsonNodeFactory.instance.arrayNode();
    objects.forEach(object -> all.add(JSON.valueToTree(object)));
    if (common.format == Format.table) {
      all.forEach(object -> app.printer().yaml(object));
      return;
    }
    JsonNode list =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", "v1")
            .put("kind", "List")
            .set("items", all);
    app.printer().document(common.format, list);
  }
}
