package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackTest {
  private final byte[] pack = Catalogs.pack(texts());

  @Test
  void givesBackWhatWasPacked() {
    var catalog = Catalogs.packed(pack);
    assertThat(catalog.models()).isEqualTo(Catalogs.read(texts()).catalog().models());
    assertThat(catalog.accelerator("MI300X")).isPresent();
  }

  @Test
  void isTheSameForTheSameTexts() {
    assertThat(Catalogs.pack(texts())).isEqualTo(pack);
  }

  @Test
  void noticesADamagedEntryWhenItIsRead() {
    var damaged = pack.clone();
    damaged[indexOf(damaged, "Alibaba")] ^= 1;
    var catalog = Catalogs.packed(damaged);
    assertThat(catalog.accelerator("MI300X")).isPresent();
    assertThatThrownBy(() -> catalog.model("Qwen/Qwen3-8B"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the packed catalog is damaged: model Qwen/Qwen3-8B");
  }

  @Test
  void noticesADamagedIndexAtOnce() {
    var damaged = pack.clone();
    damaged[indexOf(damaged, "accelerator")] ^= 1;
    assertThatThrownBy(() -> Catalogs.packed(damaged))
        .hasMessage("the packed catalog is damaged: index");
    assertThatThrownBy(() -> Catalogs.packed(new byte[0]))
        .hasMessage("the packed catalog is damaged: header");
  }

  @Test
  void packsAUsersRecipeAsItIsWritten() {
    var name = "catalog/recipes/qwen3-8b/qwen3-8b-mi300x-bf16.yaml";
    var text = CatalogFolder.texts().get(name);
    var own = Catalogs.overlay(Catalogs.packed(pack), Map.of(name, text)).catalog();
    var packed = Catalogs.packed(Catalogs.pack(own));
    assertThat(packed.recipes())
        .singleElement()
        .usingRecursiveComparison()
        .ignoringFields("mark")
        .isEqualTo(own.recipes().getFirst());
  }

  private static int indexOf(byte[] bytes, String word) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(word);
  }

  private static Map<String, String> texts() {
    var all = CatalogFolder.texts();
    var texts = new TreeMap<String, String>();
    for (var name : new String[] {"models/qwen3-8b.yaml", "accelerators/mi300x.yaml"}) {
      texts.put(name, all.get("catalog/" + name));
    }
    return texts;
  }
}
