package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.gateway.keys.Allowance;
import io.aimengine.gateway.keys.ApiKey;
import io.aimengine.gateway.keys.ApiKeys;
import io.aimengine.gateway.keys.ApiKeys.Issued;
import io.aimengine.gateway.keys.Budget;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The keys of the gateway.
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Make, show, replace and withdraw keys for the gateway",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine keys create team-a --rpm 600 --budget 10000000 --period month",
      "  aim-engine keys list",
      "  aim-engine keys rotate 5f0c2a91d3 --overlap-hours 24"
    },
    subcommands = {
      KeysCommand.Create.class,
      KeysCommand.Listing.class,
      KeysCommand.Revoke.class,
      KeysCommand.Rotate.class
    })
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// Where keys are kept.
  static final class Place {
    @Option(
        names = "--file",
        paramLabel = "FILE",
        description =
            "The file of keys (default: gateway/keys.json in the state directory); the content of a"
                + " Secret for gateways in a cluster")
    String file = "";
  }

  /// A token, shown this once.
  private record Shown(Issued issued) implements View {
    @Override
    public JsonNode json() {
      var json = JsonNodeFactory.instance.objectNode();
      json.put("id", issued.key().id());
      json.put("name", issued.key().name());
      json.put("token", issued.token());
      return json;
    }

    @Override
    public void print(Terminal terminal) {
      terminal.line(issued.token());
    }
  }

  private static CommandFailure unknown(String id) {
    return CommandFailure.usage(
        "keys.unknown", "there is no key `" + id + "` that works", "See: aim-engine keys list");
  }

  /// `keys create`.
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Make a key and print its token, which is shown this once and kept nowhere",
      footerHeading = "%nExamples:%n",
      footer = {
        "  aim-engine keys create team-a",
        "  aim-engine keys create trial --model Qwen/Qwen3-8B --rpm 10 --expires 2026-12-31"
      })
  static final class Create implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();
    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "NAME", description = "Whose it is; for people")
    private String name = "";

    @Option(
        names = "--model",
        paramLabel = "MODEL",
        description = "A model that it may use; more of them by repeating it (default: all)")
    private List<String> models = new ArrayList<>();

    @Option(names = "--rpm", paramLabel = "N", description = "Requests a minute at most")
    private @Nullable Long requests;

    @Option(names = "--tpm", paramLabel = "N", description = "Tokens a minute at most")
    private @Nullable Long tokens;

    @Option(
        names = "--budget",
        paramLabel = "TOKENS",
        description = "Tokens, prompt and answer together, in each period at most")
    private @Nullable Long budget;

    @Option(
        names = "--period",
        paramLabel = "PERIOD",
        description = "Of the budget: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Budget.Period period = Budget.Period.MONTH;

    @Option(
        names = "--expires",
        paramLabel = "DATE",
        description = "First day on which it no longer works, in UTC: 2026-12-31")
    private @Nullable LocalDate expires;

    Create(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var allowance = allowance();
      var until = Optional.ofNullable(expires).map(day -> day.atStartOfDay(ZoneOffset.UTC));
      var issued =
          KeyFile.of(app, place.file)
              .change(
                  keys ->
                      keys.create(
                          name,
                          Set.copyOf(models),
                          allowance,
                          until.map(java.time.ZonedDateTime::toInstant),
                          app.clock().instant(),
                          new SecureRandom()),
                  Issued::keys);
      app.printer().success(common.format, new Shown(issued), "key " + issued.key().id());
      return Exit.OK.code();
    }

    private Allowance allowance() {
      try {
        return new Allowance(
            number(requests),
            number(tokens),
            Optional.ofNullable(budget).map(amount -> new Budget(amount, period)));
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage(
            String.valueOf(e.getMessage()), "Leave out what is not to be limited.");
      }
    }

    private static OptionalLong number(@Nullable Long value) {
      return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }

  /// `keys list`.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Keys and what they allow; no token is known here",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine keys list -o json")
  static final class Listing implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();
    @Mixin private Place place = new Place();

    Listing(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var keys = KeyFile.of(app, place.file).read();
      var table =
          new Table(
              "There is no key: the gateway asks nobody for one. See: aim-engine keys create",
              "Id",
              "Name",
              "State",
              "Models",
              "RPM",
              "TPM",
              "Budget");
      keys.all().forEach(key -> row(table, key));
      app.printer().success(common.format, table, keys.all().size() + " keys");
      return Exit.OK.code();
    }

    private void row(Table table, ApiKey key) {
      var allowance = key.allowance();
      table.row(
          key.id(),
          key.name(),
          state(key),
          key.models().isEmpty() ? List.of("all") : key.models().stream().sorted().toList(),
          limit(allowance.requestsPerMinute()),
          limit(allowance.tokensPerMinute()),
          allowance
              .budget()
              .map(b -> b.tokens() + " a " + b.period().name().toLowerCase(Locale.ROOT))
              .orElse("-"));
    }

    private String state(ApiKey key) {
      var expired = key.expires().filter(end -> !app.clock().instant().isBefore(end));
      return key.revoked().isPresent() ? "revoked" : expired.isPresent() ? "expired" : "good";
    }

    private static String limit(OptionalLong value) {
      return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
    }
  }

  /// `keys revoke`.
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "A key that is refused from now on",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine keys revoke 5f0c2a91d3")
  static final class Revoke implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();
    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "ID", description = "As `aim-engine keys list` shows it")
    private String id = "";

    Revoke(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      KeyFile.of(app, place.file)
          .<ApiKeys>change(
              keys -> keys.revoke(id, app.clock().instant()).orElseThrow(() -> unknown(id)),
              changed -> changed);
      app.printer()
          .success(common.format, new Table("", "Id", "State").row(id, "revoked"), "revoked");
      return Exit.OK.code();
    }
  }

  /// `keys rotate`.
  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "A new token for a key, which keeps its id, limits and usage",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine keys rotate 5f0c2a91d3 --overlap-hours 24")
  static final class Rotate implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();
    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "ID", description = "As `aim-engine keys list` shows it")
    private String id = "";

    @Option(
        names = "--overlap-hours",
        paramLabel = "HOURS",
        defaultValue = "24",
        description = "How long the old token works beside it (default: ${DEFAULT-VALUE})")
    private int overlap = 24;

    Rotate(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      if (overlap < 0) {
        throw CommandFailure.usage("--overlap-hours " + overlap, "0 ends the old token at once.");
      }
      var now = app.clock().instant();
      var issued =
          KeyFile.of(app, place.file)
              .change(
                  keys ->
                      keys.rotate(id, Duration.ofHours(overlap), now, new SecureRandom())
                          .orElseThrow(() -> unknown(id)),
                  Issued::keys);
      app.printer().success(common.format, new Shown(issued), "rotated " + id);
      return Exit.OK.code();
    }
  }
}
