package io.aimengine.catalog;

import io.aimengine.api.Problem;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where catalogs come from: the one packed into this library, and a user's own files over it.
public final class Catalogs {
  private static final String PACK = "catalog.pack";

  /// What a whole catalog stands on: a description over another catalog's model has no base in it.
  private static final Catalog NOTHING = new EntryCatalog(List.of());

  private Catalogs() {}

  /// What was read, and what is wrong with it. A file that its schema refuses is left out.
  public record Read(Catalog catalog, List<Problem> problems) {
    public Read {
      problems = List.copyOf(problems);
    }
  }

  /// The catalog that the build packed. Nothing but its index is read until asked for.
  public static Catalog builtin() {
    try (var in = Objects.requireNonNull(Catalogs.class.getResourceAsStream(PACK), PACK)) {
      return packed(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A catalog from the bytes that `pack` returned. Damaged bytes throw IllegalStateException, an
  /// entry's when it is first read.
  public static Catalog packed(byte[] pack) {
    return new EntryCatalog(Pack.read(pack));
  }

  /// A whole catalog from YAML texts by file name.
  public static Read read(Map<String, String> texts) {
    var text = CatalogText.read(texts);
    var own = new EntryCatalog(text.entries(), Optional.of(NOTHING));
    var problems = new ArrayList<>(text.problems());
    problems.addAll(References.check(own, own));
    problems.addAll(RecipeName.check(text.names(), own));
    return new Read(own, problems);
  }

  /// The bytes of a pack; the texts must be a whole catalog without errors.
  public static byte[] pack(Map<String, String> texts) {
    return Pack.write(CatalogText.read(texts).entries());
  }

  /// The bytes of a pack of a catalog that this class made, with what lies over it.
  public static byte[] pack(Catalog catalog) {
    return Pack.write(entries(catalog));
  }

  /// All entries, each once: one over another replaces it.
  private static List<Entry> entries(Catalog catalog) {
    return switch (catalog) {
      case EntryCatalog whole -> whole.entries();
      case OverlaidCatalog overlaid -> {
        var top = entries(overlaid.top());
        var replaced = top.stream().map(Catalogs::key).collect(Collectors.toSet());
        var all = new ArrayList<>(top);
        entries(overlaid.base()).stream()
            .filter(entry -> !replaced.contains(key(entry)))
            .forEach(all::add);
        yield all;
      }
      default -> throw new IllegalArgumentException("not a catalog of files");
    };
  }

  private static String key(Entry entry) {
    return entry.kind() + " " + entry.names().getFirst();
  }

  /// A user's files over `base`: an entry of the same id replaces, a new one is added.
  public static Read overlay(Catalog base, Map<String, String> texts) {
    var text = CatalogText.read(texts);
    var overlaid = overlay(base, text.entries(), text.names());
    var problems = new ArrayList<>(text.problems());
    problems.addAll(text.remainders().isEmpty() ? overlaid.problems() : withRemainders(base, text));
    return new Read(overlaid.catalog(), problems);
  }

  /// The documents of a parsed file, each with what its schema says of it; none of a file with a
  /// YAML error.
  public static List<CatalogDocument> documents(String name, String text, ParsedYaml yaml) {
    return CatalogText.documents(name, text, yaml);
  }

  /// A recipe in whatever dialect, such as an AIMRecipe of a manifest.
  public static CatalogDocument recipeDocument(YamlNode document) {
    return CatalogText.recipe(document, "");
  }

  /// Documents over `base`; the problems are those of how entries refer to each other.
  public static Read overlayDocuments(Catalog base, List<CatalogDocument> documents) {
    return overlay(base, CatalogText.entries(documents), RecipeName.of(documents));
  }

  /// What is wrong with how entries refer to each other, those among them whose schema refuses a
  /// part: they are in no catalog, but all mistakes are said at once.
  private static List<Problem> withRemainders(Catalog base, CatalogText text) {
    var entries = new ArrayList<>(text.entries());
    var documents = text.remainders().stream().map(Remainder::document).toList();
    entries.addAll(CatalogText.entries(documents));
    return overlay(base, entries, text.names()).problems().stream()
        .filter(problem -> text.remainders().stream().allMatch(r -> r.isReal(problem)))
        .toList();
  }

  private static Read overlay(Catalog base, List<Entry> entries, List<RecipeName> names) {
    var own = new EntryCatalog(entries, Optional.of(base));
    var catalog = new OverlaidCatalog(own, base);
    var problems = new ArrayList<>(References.check(own, catalog));
    problems.addAll(RecipeName.check(names, catalog));
    return new Read(catalog, problems);
  }

  /// The recipe of a document whose schema accepts it, ids and hardware in the catalog's spelling.
  public static Recipe recipe(CatalogDocument document, Catalog catalog) {
    return RecipeReader.read(new Fields(document.node().toJson()), document.mark())
        .spelled(catalog);
  }
}
