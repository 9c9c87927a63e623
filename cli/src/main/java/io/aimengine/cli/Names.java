package io.aimengine.cli;

/// Names that people give to endpoints.
final class Names {
  private Names() {}

  /// A DNS-1123 label, as Kubernetes wants it: the same manifest goes there.
  static String checked(String name) {
    if (!name.matches("[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?")) {
      throw new CommandFailure(
          Exit.USAGE,
          "cli.name",
          "'" + name + "' cannot name an endpoint",
          "Lower-case letters, digits and dashes, at most 53, with a letter or digit at both ends.");
    }
    return name;
  }
}
