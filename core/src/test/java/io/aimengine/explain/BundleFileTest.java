package io.aimengine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.explain.Bundle.Source;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

final class BundleFileTest {
  private static final Catalog CATALOG = Catalogs.builtin();

  private static Inventory machine() {
    return InventoryReader.shorthand("8xMI300X", CATALOG).inventory();
  }

  private static Bundle bundle() {
    return new Bundle(
        "1.2.3",
        List.of(Source.model("a/b"), Source.manifest("x.yaml", "kind: AIMEndpoint\n")),
        Map.of("--arg", List.of("--seed=1", "--x")),
        Map.of("r.yaml", "recipe_id: r\n"),
        List.of("", "/models/a"),
        machine(),
        CatalogBytes.of(CATALOG),
        "[]\n");
  }

  @Test
  void readsWhatItWrote() {
    var read = BundleFile.read("b.zip", BundleFile.write(bundle()));
    assertThat(read.problems()).isEmpty();
    assertThat(read.bundle()).contains(bundle());
  }

  @Test
  void aPackedCatalogIsTheCatalog() {
    var packed = Catalogs.packed(Catalogs.pack(CATALOG));
    assertThat(packed.models()).isEqualTo(CATALOG.models());
    assertThat(packed.recipes()).isEqualTo(CATALOG.recipes());
    assertThat(packed.accelerators()).isEqualTo(CATALOG.accelerators());
  }

  @Test
  void anotherVersionOfTheFormatIsNamed() throws IOException {
    var changed = changed("\"version\" : 1", "\"version\" : 2");
    var problem = BundleFile.read("b.zip", changed).problems().getFirst();
    assertThat(problem.code()).isEqualTo("bundle.version");
    assertThat(problem.message()).contains("version 2").contains("version 1");
  }

  @Test
  void anUnknownAcceleratorIsDamage() throws IOException {
    var changed = changed("\"MI300X\"", "\"MI3000X\"");
    var problem = BundleFile.read("b.zip", changed).problems().getFirst();
    assertThat(problem.code()).isEqualTo("bundle.damaged");
    assertThat(problem.message()).contains("MI3000X");
  }

  private static byte[] changed(String from, String to) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var in = new ZipInputStream(new ByteArrayInputStream(BundleFile.write(bundle())));
        var out = new ZipOutputStream(bytes)) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        var content = in.readAllBytes();
        out.write(
            entry.getName().equals("bundle.json")
                ? new String(content, StandardCharsets.UTF_8)
                    .replace(from, to)
                    .getBytes(StandardCharsets.UTF_8)
                : content);
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
