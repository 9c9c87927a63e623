package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lists the objects of a cluster.
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "List a cluster's endpoints, recipes or caches",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine get",
      "  aim-engine get endpoints -A",
      "  aim-engine get recipes -n team-a -o json"
    })
final class GetCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private KubeOptions kube = new KubeOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND",
      defaultValue = "endpoints",
      description = "endpoints, recipes or caches (default: ${DEFAULT-VALUE})")
  private String kind = "endpoints";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Only this one")
  private String name = "";

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces")
  private boolean everywhere;

  GetCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var wanted = KubeKind.of(kind);
    try (var look = KubeLook.open(app, kube)) {
      var found = name.isEmpty() ? look.all(wanted, everywhere) : List.of(look.one(wanted, name));
      var where = everywhere ? "the cluster" : "namespace " + look.namespace();
      var table = table(wanted, where);
      found.forEach(object -> row(table, wanted, object));
      app.printer().success(common.format, table, table.size() + " " + wanted.plural());
    }
    return Exit.OK.code();
  }

  private Table table(KubeKind wanted, String where) {
    var titles =
        switch (wanted) {
          case ENDPOINT -> List.of("Name", "Model", "Recipe", "GPUs", "Phase", "Ready", "Age");
          case RECIPE ->
              List.of("Name", "Model", "Hardware", "Precision", "Engine", "Phase", "Age");
          case CACHE -> List.of("Name", "Size", "Used", "Models", "Phase", "Age");
        };
    var all = new ArrayList<>(titles);
    if (everywhere) {
      all.addFirst("Namespace");
    }
    return new Table("No " + wanted.plural() + " in " + where + ".", all.toArray(String[]::new));
  }

  private void row(Table table, KubeKind wanted, JsonNode object) {
    var own =
        switch (wanted) {
          case ENDPOINT ->
              texts(
                  object,
                  "/status/model",
                  "/status/selectedRecipe/name",
                  "/status/selectedRecipe/gpuCount",
                  "/status/phase");
          case RECIPE ->
              texts(
                  object,
                  "/spec/modelId",
                  "/spec/hardware",
                  "/spec/precision",
                  "/spec/backend",
                  "/status/phase");
          case CACHE ->
              texts(
                  object,
                  "/spec/storage/size",
                  "/status/storage/usedSize",
                  "/status/usage/totalModels",
                  "/status/phase");
        };
    own.addFirst(object.at("/metadata/name").asText());
    if (everywhere) {
      own.addFirst(object.at("/metadata/namespace").asText());
    }
    if (wanted == KubeKind.ENDPOINT) {
      own.add(ready(object));
    }
    own.add(KubeLook.age(object.at("/metadata/creationTimestamp").asText(), app.clock()));
    table.row(json(wanted, object), own.toArray());
  }

  private static String ready(JsonNode endpoint) {
    var replicas = endpoint.at("/status/replicas");
    return String.format(
        Locale.ROOT, "%d/%d", replicas.path("ready").asInt(0), replicas.path("desired").asInt(0));
  }

  private static List<Object> texts(JsonNode object, String... paths) {
    var texts = new ArrayList<Object>();
    Arrays.stream(paths).map(path -> text(object.at(path))).forEach(texts::add);
    return texts;
  }

  private static String text(JsonNode value) {
    return value.asText("").isEmpty() ? "-" : Printer.printable(value.asText());
  }

  private static JsonNode json(KubeKind wanted, JsonNode object) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", wanted.name().toLowerCase(Locale.ROOT))
        .put("namespace", object.at("/metadata/namespace").asText())
        .put("name", object.at("/metadata/name").asText())
        .put("created", object.at("/metadata/creationTimestamp").asText())
        .<com.fasterxml.jackson.databind.node.ObjectNode>set("spec", object.path("spec"))
        .set("status", object.path("status"));
  }
}
