package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion.Engine;
import java.util.List;
import java.util.Optional;

/// A flag that only the product sets. `effective` is the value it gives (empty while not known, ""
/// when it gives none), `instead` says where a user sets it.
public record OwnedFlag(String name, Optional<String> effective, String instead) {
  private static final String MODEL = "`spec.model`, or the MODEL argument";
  private static final String HOST = "`--host` of `aim-engine launch`";
  private static final String PORT = "`spec.service.port`, or `--port` of `aim-engine launch`";
  private static final String NAME = "`spec.model`: clients ask for the model by that name";
  private static final String REVISION = "`spec.model.revision`";
  private static final String FLAGS =
      "the flags themselves: a file would hide them from the checks";
  private static final String GATEWAY =
      "the gateway: probes and metrics are read over plain HTTP at the usual paths";

  public static List<OwnedFlag> of(Engine engine) {
    return switch (engine) {
      case VLLM ->
          List.of(
              own("--model", MODEL),
              own("--host", HOST),
              own("--port", PORT),
              own("--served-model-name", NAME),
              own("--revision", REVISION),
              own("--config", FLAGS),
              own("--uds", GATEWAY),
              own("--root-path", GATEWAY),
              own("--ssl-keyfile", GATEWAY),
              own("--ssl-certfile", GATEWAY));
      case SGLANG ->
          List.of(
              own("--model-path", MODEL),
              own("--host", HOST),
              own("--port", PORT),
              own("--served-model-name", NAME),
              own("--revision", REVISION),
              own("--config", FLAGS),
              own("--ssl-keyfile", GATEWAY),
              own("--ssl-certfile", GATEWAY));
      case LLAMACPP ->
          List.of(
              own("--model", MODEL),
              own("--alias", NAME),
              own("--host", HOST),
              own("--port", PORT),
              own("--api-prefix", GATEWAY),
              own("--ssl-key-file", GATEWAY),
              own("--ssl-cert-file", GATEWAY));
    };
  }

  private static OwnedFlag own(String name, String instead) {
    return new OwnedFlag(name, Optional.empty(), instead);
  }

  /// The same flag with the value that this launch gives it.
  public OwnedFlag effective(String value) {
    return new OwnedFlag(name, Optional.of(value), instead);
  }
}
