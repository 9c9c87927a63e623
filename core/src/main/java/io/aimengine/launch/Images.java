package io.aimengine.launch;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Image;
import io.aimengine.launch.LaunchOptions.Target;
import io.aimengine.plan.Plan;
import java.util.List;
import java.util.regex.Pattern;

/// Chooses the container image. `command` is what stands before the engine's own arguments.
record Images(String name, boolean verified, List<String> command, List<Problem> problems) {
  private static final Pattern REFERENCE =
      Pattern.compile("[a-z0-9][A-Za-z0-9._:/-]*(@sha256:[0-9a-f]{64})?");
  private static final Pattern VERSION = Pattern.compile("v?(\\d+\\.\\d+\\.\\d+)");

  /// `--image` wins over `spec.image`, which wins over the catalog's.
  static Images of(Plan plan, LaunchOptions options, List<String> program) {
    var engine = plan.candidate().engine();
    var gfx = plan.candidate().accelerator().gfx();
    var asked =
        options.image().isBlank()
            ? plan.spec().image().reference().orElse("")
            : options.image().strip();
    var embedded = engine.engine() == Engine.LLAMACPP && !options.embedded().isEmpty();
    if (!asked.isEmpty()) {
      return embedded && REFERENCE.matcher(asked).matches() && named(asked, options.embedded())
          ? embedded(asked)
          : asked(engine, asked, program);
    }
    return embedded ? embedded(options.embedded()) : known(engine, gfx, options.target(), program);
  }

  /// Whether it is the same image in another registry or of another version.
  private static boolean named(String one, String other) {
    return lastName(one).equals(lastName(other));
  }

  private static String lastName(String reference) {
    var repository = repository(reference);
    return repository.substring(repository.lastIndexOf('/') + 1);
  }

  /// The image's entrypoint is our own program.
  private static Images embedded(String name) {
    var note =
        note(
            "launch.image-unverified",
            name + " is the image of the embedded engine; nobody here has pulled it",
            "spec.image names another one");
    return new Images(name, false, List.of("embedded-engine"), List.of(note));
  }

  private static Images known(
      EngineVersion engine, String gfx, Target target, List<String> program) {
    var image = engine.image(gfx);
    if (image.isPresent()) {
      var problems =
          image.get().verified() || target == Target.PROCESS
              ? List.<Problem>of()
              : List.of(
                  note(
                      "launch.image-unverified",
                      image.get().name()
                          + " comes from its makers' documents; nobody here has"
                          + " pulled it",
                      "--image or spec.image names another one"));
      return new Images(
          image.get().name(), image.get().verified(), image.get().command(), problems);
    }
    var message = "no image of " + engine.label() + " for " + gfx + " is known";
    var hint = "name one by --image or spec.image, or run the engine as a process";
    var problems =
        target == Target.PROCESS
            ? List.<Problem>of()
            : List.of(Problem.error("launch.no-image", "spec.image", Mark.NONE, message, hint));
    return new Images("", false, program, problems);
  }

  private static Images asked(EngineVersion engine, String name, List<String> program) {
    if (!REFERENCE.matcher(name).matches()) {
      return new Images(
          "",
          false,
          program,
          List.of(
              Problem.error(
                  "launch.bad-image",
                  "spec.image",
                  Mark.NONE,
                  "\"" + name + "\" is no image reference",
                  "such as registry/repository:tag")));
    }
    var listed = engine.images().stream().filter(i -> i.name().equals(name)).findFirst();
    if (listed.isPresent()) {
      return new Images(name, listed.get().verified(), listed.get().command(), List.of());
    }
    var sibling =
        engine.images().stream()
            .filter(i -> repository(i.name()).equals(repository(name)))
            .findFirst();
    return new Images(
        name,
        false,
        sibling.map(Image::command).orElse(program),
        said(engine, name, sibling.isPresent()));
  }

  private static List<Problem> said(EngineVersion engine, String name, boolean sibling) {
    var tag = name.substring(Math.min(name.length(), repository(name).length() + 1));
    var other =
        VERSION
            .matcher(tag)
            .results()
            .map(match -> match.group(1))
            .findFirst()
            .filter(version -> sibling && !engine.version().startsWith(version));
    if (other.isPresent()) {
      return List.of(
          Problem.warning(
              "launch.image-version",
              "spec.image",
              Mark.NONE,
              name
                  + " looks like version "
                  + other.get()
                  + ", and the flags were checked for "
                  + engine.label(),
              ""));
    }
    return sibling
        ? List.of()
        : List.of(
            note(
                "launch.image-unknown",
                name
                    + " is not in the catalog: it is given the whole command, so its entrypoint"
                    + " must not be the engine itself",
                ""));
  }

  private static Problem note(String code, String message, String hint) {
    return Problem.note(code, "spec.image", Mark.NONE, message, hint);
  }

  /// The name without tag and digest; a colon before the last slash belongs to a port.
  private static String repository(String name) {
    var digest = name.indexOf('@');
    var bare = digest < 0 ? name : name.substring(0, digest);
    var colon = bare.lastIndexOf(':');
    return colon > bare.lastIndexOf('/') ? bare.substring(0, colon) : bare;
  }
}
