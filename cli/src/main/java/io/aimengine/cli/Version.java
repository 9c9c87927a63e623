package io.aimengine.cli;

import picocli.CommandLine.IVersionProvider;

/// The product's version, from the jar's manifest.
final class Version implements IVersionProvider {
  static String number() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"aim-engine " + number() + " (Java " + Runtime.version().feature() + ")"};
  }
}
