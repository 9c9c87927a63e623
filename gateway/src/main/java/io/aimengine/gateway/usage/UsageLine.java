package io.aimengine.gateway.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A row as a line of text: eight hex digits of the rest's CRC-32C, a space, JSON. A line that was
/// written in part, or damaged, is noticed.
public final class UsageLine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHECKSUM = 8;

  private UsageLine() {}

  /// Without a line break.
  public static String write(UsageRow row) {
    var cell = row.cell();
    var total = row.total();
    var json =
        JSON.createObjectNode()
            .put("gateway", cell.gateway())
            .put("day", cell.day().toString())
            .put("key", cell.key())
            .put("model", cell.model())
            .put("requests", total.requests())
            .put("prompt_tokens", total.promptTokens())
            .put("cached_tokens", total.cachedTokens())
            .put("completion_tokens", total.completionTokens())
            .toString();
    return checksum(json) + " " + json;
  }

  /// Empty for a line that is not whole.
  public static Optional<UsageRow> read(String line) {
    if (line.length() <= CHECKSUM || line.charAt(CHECKSUM) != ' ') {
      return Optional.empty();
    }
    var json = line.substring(CHECKSUM + 1);
    if (!checksum(json).equals(line.substring(0, CHECKSUM))) {
      return Optional.empty();
    }
    try {
      return Optional.of(row(JSON.readTree(json)));
    } catch (JsonProcessingException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static UsageRow row(JsonNode json) {
    var cell =
        new UsageRow.Cell(
            json.path("gateway").asText(),
            LocalDate.parse(json.path("day").asText()),
            json.path("key").asText(),
            json.path("model").asText());
    return new UsageRow(
        cell,
        new Usage(
            json.path("requests").asLong(),
            json.path("prompt_tokens").asLong(),
            json.path("cached_tokens").asLong(),
            json.path("completion_tokens").asLong()));
  }

  private static String checksum(String json) {
    var crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
