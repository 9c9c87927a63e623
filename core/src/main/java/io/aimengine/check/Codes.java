package io.aimengine.check;

import io.aimengine.api.Problem.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Every kind of finding, the one registry that the documentation, SARIF and `--list-checks` read.
public final class Codes {
  private static final String TABLE =
      """
      yaml.syntax | error | the text is not readable as YAML
      yaml.json | error | a .json file that is not JSON
      yaml.character | error | a character that YAML does not allow
      yaml.duplicate-key | error | a key is written twice in one mapping
      yaml.key | error | a key that is not text
      yaml.merge-key | error | merge keys are not part of YAML 1.2
      yaml.tag | error | a tag does not fit its value
      yaml.undefined-alias | error | an alias without an anchor before it
      yaml.recursive-alias | error | an alias inside what it stands for
      yaml.too-deep | error | nested deeper than is read
      yaml.too-large | error | more text or values than are read
      catalog.kind | error | neither a model, a recipe, an accelerator nor an engine
      catalog.schema | error | a value that the schema does not allow, or a missing one
      catalog.unknown-field | error | a field that the schema does not have
      catalog.number | error | a figure that is not finite
      catalog.twice | error | two entries with one id
      catalog.reference | error | something named that the catalog does not have
      catalog.version-range | error | engine_versions is neither a version nor a range
      catalog.no-figures | error | a description of a model whose figures nobody knows
      catalog.ignored | warning | a field of a foreign form that nothing reads
      catalog.no-flags | error | an engine version without a table of its flags
      catalog.precision | error | a recipe's precision is not that of its checkpoint
      catalog.recipe-name | warning | a recipe's file is not called as the recipe
      catalog.ids-disagree | error | model_id and huggingface_id are different models
      catalog.id-spelling | warning | an id that is spelled another way in the catalog
      recipe.none-enabled | error | no configuration of the recipe is enabled
      recipe.remote-code | warning | trusted remote code that the model does not need
      recipe.dtype | warning | --dtype is not the recipe's 16-bit precision
      recipe.other-model | error | --model is not the recipe's checkpoint
      recipe.argument | error | a word among the arguments that belongs to no flag
      launch.unknown-flag | error | a flag that this engine version does not have
      launch.bad-value | error | a value that the flag does not take
      launch.switch-value | warning | a switch that carries a value
      launch.translated | warning | a flag by a name or with a value of another engine or version
      launch.flag-twice | error | one flag with two values, under two names
      launch.owned-flag | note | a flag that aim-engine sets itself
      launch.deprecated-flag | warning | a flag that the engine will drop
      launch.missing-flag | warning | a flag that only works together with another
      launch.no-metrics | warning | the engine's metrics are switched off
      launch.secret-in-args | error | a secret among the engine's arguments
      launch.secret-in-env | error | a secret among the plain variables
      launch.useless-variable | warning | a variable that no engine reads
      launch.bad-variable | error | a variable that no process can have
      launch.control-character | error | a flag or value with a control character
      engine.platform | error | the engine has no build for the accelerator
      engine.architecture | error | the engine does not know the model's architecture
      engine.format | error | the engine does not read the checkpoint's file format
      engine.quantization | error | the engine does not read the quantisation on this accelerator
      quantization.flag | error | the flag --quantization does not suit the checkpoint's weights
      attention.backend | error | the attention backend does not suit the GPU or the model
      precision.unsupported | error | the accelerator cannot serve the precision
      precision.not-native | note | the accelerator unpacks the precision instead of computing in it
      shards.gpus | error | the parallel sizes do not use the GPUs of the configuration
      shards.heads | error | attention heads do not divide among the GPUs
      shards.kv-heads | error | KV heads do not divide among the GPUs
      shards.intermediate | error | feed-forward layers do not divide among the GPUs
      shards.blocks | error | the checkpoint's blocks do not divide among the GPUs
      shards.vocabulary | error | the padded vocabulary does not divide among the GPUs
      context.model | error | a context longer than the model's
      context.sequences | error | a step is smaller than the number of sequences
      context.batch | error | without chunked prefill a step cannot hold a prompt
      memory.weights | error | the weights do not fit
      memory.overhead | error | weights and overheads leave nothing for the KV cache
      memory.fraction | error | the memory fraction leaves no room for what comes on top
      memory.kv | error | one request of the full context does not fit
      model.unknown | error | an endpoint names a model that the catalog does not have
      hardware.unknown | error | an endpoint names hardware that the catalog does not have
      endpoint.infeasible | warning | an endpoint asks for what its hardware cannot serve
      recipe.unknown | error | an endpoint names a recipe that is not there
      endpoint.gated-token | note | a gated model, and no token for it
      manifest.other-kind | warning | an object of another kind, left out
      spec.api-version | error | an apiVersion that is not read
      spec.kind | error | a kind that is not read
      spec.unknown-field | error | a field that a manifest does not have
      spec.type | error | a value of the wrong type
      spec.value | error | not one of the words that the field takes
      spec.range | error | a number out of its range
      spec.missing | error | something needed is not written
      spec.conflict | error | two places say different things
      spec.duplicate | error | one thing twice
      spec.model-missing | error | no model is named
      spec.model-id | error | a model id that cannot be one
      spec.revision | error | a revision that cannot be one
      spec.hardware | error | hardware that cannot be a name
      spec.precision | error | a precision that is not known
      spec.engine | error | an engine that is not known
      spec.args | error | engine arguments that are no flags
      spec.name | error | a name that Kubernetes would refuse
      spec.label | error | a label that Kubernetes would refuse
      spec.quantity | error | an amount that is not readable
      spec.duration | error | a duration that is not readable
      spec.image | error | an image that is not readable
      spec.env-name | error | a name that cannot be a variable
      spec.env-source | error | a variable without exactly one source
      spec.secret-in-manifest | error | a secret in plain text
      spec.custom-recipe | error | a recipe told in several ways
      spec.no-recipe | error | no automatic choice, and no recipe named
      spec.limit-below-request | error | a limit below the request
      spec.min-above-max | error | a minimum above the maximum
      spec.replicas-outside | warning | replicas outside of what scaling allows
      spec.custom-recipe-wins | warning | automatic choice beside a named recipe
      spec.not-enabled | warning | settings of something that is not enabled
      spec.cache-named | warning | a size or class beside the name of an AIMCache
      spec.unused | warning | a setting that has no effect here
      spec.vendor-gpu | warning | another vendor's GPU resource
      spec.mcp-unsupported | warning | MCP settings, which no engine has
      """;

  private static final List<Code> ALL = TABLE.lines().map(Codes::row).toList();

  private Codes() {}

  /// In the order of the documentation.
  public static List<Code> all() {
    return ALL;
  }

  public static Optional<Code> find(String id) {
    return ALL.stream().filter(code -> code.id().equals(id)).findFirst();
  }

  private static Code row(String line) {
    var cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
    return new Code(
        cells.get(0), Severity.valueOf(cells.get(1).toUpperCase(Locale.ROOT)), cells.get(2));
  }
}
