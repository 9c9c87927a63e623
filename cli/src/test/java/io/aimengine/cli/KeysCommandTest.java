package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.keys.KeysText;
import io.aimengine.gateway.usage.Usage;
import io.aimengine.gateway.usage.UsageJournal;
import io.aimengine.gateway.usage.UsageLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysCommandTest {
  @TempDir private Path folder;

  @Test
  void aKeyIsMadeShownOnceRotatedAndRevoked() throws IOException {
    var aim = InProcess.in(folder);
    var created =
        aim.run(
            "keys",
            "create",
            "team-a",
            "--model",
            "m",
            "--rpm",
            "60",
            "--budget",
            "1000",
            "-o",
            "json");
    var id = created.data().path("id").asText();
    var token = created.data().path("token").asText();
    var file = folder.resolve("state/gateway/keys.json");

    assertThat(created.exit()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).doesNotContain(token.substring(15));
    assertThat(found(file, token)).isTrue();

    var rotated = aim.run("keys", "rotate", id, "--overlap-hours", "0", "-o", "json");
    assertThat(found(file, token)).isFalse();
    assertThat(found(file, rotated.data().path("token").asText())).isTrue();
    var listed = aim.run("keys", "list", "-o", "json").data().path(0);
    assertThat(listed.path("state").asText()).isEqualTo("good");
    assertThat(listed.path("budget").asText()).isEqualTo("1000 a month");
    assertThat(listed.toString()).doesNotContain(token.substring(15));

    assertThat(aim.run("keys", "revoke", id).exit()).isZero();
    assertThat(found(file, rotated.data().path("token").asText())).isFalse();
    assertThat(aim.run("keys", "list").out()).contains("revoked");
  }

  @Test
  void whatCannotBeIsToldWithoutAChange() {
    var aim = InProcess.in(folder);

    assertThat(aim.run("keys", "create", "x", "--rpm", "0").exit()).isEqualTo(2);
    assertThat(aim.run("keys", "create", "x", "--budget", "-5").exit()).isEqualTo(2);
    assertThat(aim.run("keys", "revoke", "nobody").exit()).isEqualTo(2);
    assertThat(aim.run("keys", "rotate", "nobody").exit()).isEqualTo(2);
    assertThat(aim.run("keys", "list").out()).contains("There is no key");
  }

  @Test
  void aFileThatIsNoKeyFileIsNotOverwritten() throws IOException {
    var file = folder.resolve("keys.json");
    Files.writeString(file, "{\"keys\": [{\"id\": \"a\", \"hash\": \"plain\"}]}");
    var ran = InProcess.in(folder).run("keys", "create", "x", "--file", "keys.json", "-o", "json");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.error().path("code").asText()).isEqualTo("keys.invalid");
    assertThat(Files.readString(file)).contains("plain");
  }

  @Test
  void usageIsAddedUpOverGateways() {
    var day = LocalDate.of(2026, 2, 3);
    var there = folder.resolve("state/gateway/usage");
    for (var gateway : new String[] {"a", "b"}) {
      var ledger = new UsageLedger(gateway);
      try (var journal = UsageJournal.open(there, ledger)) {
        ledger.add(day, "key", "model", Usage.request(10, 5, 3));
        ledger.add(day.minusDays(60), "key", "model", Usage.request(10, 5, 3));
        ledger.add(day, "other", "model", Usage.request(1, 0, 1));
        journal.flush(day);
      }
    }
    var rows = InProcess.in(folder).run("usage", "--key", "key", "-o", "json").data();

    assertThat(rows).hasSize(1);
    assertThat(rows.path(0).path("requests").asInt()).isEqualTo(2);
    assertThat(rows.path(0).path("prompt_tokens").asInt()).isEqualTo(20);
    assertThat(InProcess.in(folder).run("usage", "--to", "2020-01-01").out())
        .contains("Nothing was used");
  }

  private static boolean found(Path file, String token) throws IOException {
    var keys = KeysText.read(Files.readString(file)).keys();
    return keys.find(token, InProcess.NOW).isPresent();
  }
}
