import io.aimengine.catalog.Catalogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Checks the catalog's YAML and packs it into the one file that core reads.
/// `java -cp core/target/classes:… tools/PackCatalog.java catalog core/target/classes`
public class PackCatalog {
  public static void main(String[] args) throws IOException {
    var folder = Path.of(args[0]);
    var classes = Path.of(args[1]).resolve("io/aimengine/catalog");
    var pack = classes.resolve("catalog.pack");
    if (upToDate(pack, folder, classes)) {
      return;
    }
    var texts = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        var name = "catalog/" + folder.relativize(file).toString().replace('\\', '/');
        texts.put(name, Files.readString(file));
      }
    }
    var errors = Catalogs.read(texts).problems().stream().filter(p -> p.isError()).toList();
    if (!errors.isEmpty()) {
      errors.forEach(
          p -> System.err.println(p.mark() + ": " + p.path() + ": " + p.message() + " " + p.hint()));
      System.exit(1);
    }
    Files.write(pack, Catalogs.pack(texts));
  }

  private static boolean upToDate(Path pack, Path... inputs) throws IOException {
    if (!Files.exists(pack)) {
      return false;
    }
    var made = Files.getLastModifiedTime(pack);
    for (var input : inputs) {
      if (newest(input, pack).compareTo(made) > 0) {
        return false;
      }
    }
    return true;
  }

  private static FileTime newest(Path folder, Path except) throws IOException {
    var newest = FileTime.fromMillis(0);
    try (Stream<Path> files = Files.walk(folder)) {
      for (var file : files.filter(f -> !f.equals(except)).toList()) {
        var time = Files.getLastModifiedTime(file);
        // A folder's own time moves when the pack is written into it.
        if (Files.isRegularFile(file) || !file.equals(except.getParent())) {
          newest = time.compareTo(newest) > 0 ? time : newest;
        }
      }
    }
    return newest;
  }
}
