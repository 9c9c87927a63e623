package io.aimengine.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Folders become an OCI image, one layer each, byte for byte the same every time; no container
/// engine is asked. Prints the image's digest.
@Command(name = "image", description = "Builds an OCI image from folders.")
final class ImageCommand implements Callable<Integer> {

  /// Where the image goes.
  static final class Target {
    @Option(names = "--tar", description = "An archive for ctr, podman and docker to load.")
    @Nullable Path tar;

    @Option(
        names = "--push",
        description = "To the registry of --name, with the credentials of docker or podman login.")
    boolean push;
  }

  @Option(names = "--name", required = true, description = "Repository and tag.")
  String name = "";

  @ArgGroup(multiplicity = "1")
  Target target = new Target();

  @Option(names = "--base", description = "An image to build on; default: nothing.")
  @Nullable String base;

  @Option(names = "--arch", defaultValue = "amd64")
  String arch = "";

  @Option(names = "--layer", required = true, description = "A folder, in the order of layers.")
  List<Path> layers = List.of();

  @Option(names = "--entrypoint", required = true, description = "One word each.")
  List<String> entrypoint = List.of();

  @Option(names = "--env")
  Map<String, String> env = Map.of();

  @Option(names = "--label")
  Map<String, String> labels = Map.of();

  @Option(names = "--created", required = true, description = "The time that the image states.")
  Instant created = Instant.EPOCH;

  @Option(names = "--user", defaultValue = "65532:65532")
  String user = "";

  @Option(
      names = "--cache",
      required = true,
      description =
          "A folder for packed layers, new for each build: files are known there by path"
              + " and time, and times are the same for all.")
  Path cache = Path.of("");

  @Option(names = "--insecure", description = "A registry without TLS, for tests.")
  boolean insecure;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ImageCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    var builder =
        from()
            .setPlatforms(Set.of(new Platform(arch, "linux")))
            .setFormat(ImageFormat.OCI)
            .setCreationTime(created)
            .setUser(user)
            .setEnvironment(env)
            .setLabels(labels)
            .setWorkingDirectory(AbsoluteUnixPath.get("/tmp"))
            .setEntrypoint(entrypoint);
    for (var layer : layers) {
      builder.addFileEntriesLayer(layer(layer));
    }
    var containerizer =
        containerizer().setAllowInsecureRegistries(insecure).setApplicationLayersCache(cache);
    System.out.println(builder.containerize(containerizer).getDigest());
    return 0;
  }

  private JibContainerBuilder from() throws InvalidImageReferenceException {
    return base == null
        ? Jib.fromScratch()
        : Jib.from(RegistryImage.named(base).addCredentialRetriever(credentials(base)));
  }

  private Containerizer containerizer() throws InvalidImageReferenceException {
    return target.tar == null
        ? Containerizer.to(RegistryImage.named(name).addCredentialRetriever(credentials(name)))
        : Containerizer.to(TarImage.at(target.tar).named(name));
  }

  private static com.google.cloud.tools.jib.api.CredentialRetriever credentials(String reference)
      throws InvalidImageReferenceException {
    return CredentialRetrieverFactory.forImage(ImageReference.parse(reference), _ -> {})
        .dockerConfig();
  }

  /// All files below `folder` with their own permissions; times and owners are not taken over.
  private static FileEntriesLayer layer(Path folder) throws IOException {
    var layer = FileEntriesLayer.builder().setName(String.valueOf(folder.getFileName()));
    try (var found = Files.walk(folder)) {
      for (var file : found.sorted().filter(f -> !f.equals(folder)).toList()) {
        layer.addEntry(
            file,
            AbsoluteUnixPath.get("/" + folder.relativize(file)),
            FilePermissions.fromPosixFilePermissions(Files.getPosixFilePermissions(file)));
      }
    }
    return layer.build();
  }
}
