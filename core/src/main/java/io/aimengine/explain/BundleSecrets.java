package io.aimengine.explain;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.flags.Secrets;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.EnvVar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a bundle may not carry: it is made to be handed to others.
public final class BundleSecrets {
  private static final String HINT =
      "refer to a Kubernetes Secret, or set it in the environment: a bundle is made to be shared";

  private BundleSecrets() {}

  /// One error per secret found in what people wrote; values are never repeated.
  public static List<Problem> check(Bundle bundle, List<EndpointSpec> specs) {
    var problems = new ArrayList<Problem>();
    for (var spec : specs) {
      for (var variable : spec.env()) {
        if (variable.source() instanceof EnvVar.Literal(var value)
            && !value.isBlank()
            && Secrets.looksLikeName(variable.name())) {
          problems.add(error("spec.env." + variable.name(), "has a secret's name and a value"));
        }
      }
      spec.wishes()
          .args()
          .forEach((engine, flags) ->
              flags.forEach((flag, value) -> {
                if (!value.isBlank() && Secrets.looksLikeName(flag.replace('-', '_'))) {
                  problems.add(error("spec.customArgs." + shown(flag), "carries a secret"));
                }
              }));
    }
    if (bundle.texts().stream().anyMatch(Secrets::looksLikeValue)) {
      problems.add(error("", "the manifest, a recipe or an option holds what looks like a token"));
    }
    return problems.stream().distinct().toList();
  }

  private static String shown(String flag) {
    return flag.length() > 80 ? flag.substring(0, 80) : flag.toLowerCase(Locale.ROOT);
  }

  private static Problem error(String path, String message) {
    return Problem.error("bundle.secret", path, Mark.NONE, message, HINT);
  }
}
