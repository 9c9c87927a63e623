package io.aimengine.gateway;

import io.aimengine.gateway.usage.UsageLine;
import io.aimengine.gateway.usage.UsageRow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Asks the other gateways, every two seconds, what keys used there, and tells the gatekeeper:
/// rates are divided by the number of gateways, budgets are of all together. Rows are totals of
/// their gateway, so that one that is read twice, or late, changes nothing. A gateway that does not
/// answer counts with what it told last.
public final class UsageExchange implements AutoCloseable {
  /// Where a gateway's metrics listener tells what was used there.
  static final String PATH = "/usage";

  /// How long a budget's period may be, and a little more.
  private static final int DAYS = 32;

  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final int LONGEST = 16 << 20;

  private final Supplier<List<URI>> gateways;
  private final Access access;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PERIOD).build();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /// `gateways` are the metrics listeners of all of them, this one among them or not counted twice;
  /// asked anew each time.
  public UsageExchange(Supplier<List<URI>> gateways, Access access) {
    this.gateways = gateways;
    this.access = access;
    this.thread = Thread.ofVirtual().name("usage-exchange").start(this::run);
  }

  private void run() {
    try {
      do {
        exchangeOnce();
      } while (!closing.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One that fails, by an address or a page that nobody thought of, is not the last.
  private void exchangeOnce() throws InterruptedException {
    try {
      exchange(gateways.get());
    } catch (RuntimeException e) {
      // what was told last counts on
    }
  }

  private void exchange(List<URI> all) throws InterruptedException {
    for (var gateway : all) {
      access.ledger().merge(rows(gateway));
    }
    var now = System.nanoTime();
    access.gate().gateways(all.size(), now);
    for (var key : access.gate().keys().all()) {
      key.allowance()
          .budget()
          .ifPresent(budget -> {
            var today = today(access);
            var used =
                access.ledger().total(key.id(), budget.period().start(today), today).tokens();
            access.gate().exchanged(key.id(), used, now, access.clock().instant());
          });
    }
  }

  private List<UsageRow> rows(URI gateway) throws InterruptedException {
    var request = HttpRequest.newBuilder(gateway.resolve(PATH)).timeout(PERIOD).build();
    try (var body = client.send(request, BodyHandlers.ofInputStream()).body()) {
      var text = new String(body.readNBytes(LONGEST), StandardCharsets.UTF_8);
      return text.lines().flatMap(line -> UsageLine.read(line).stream()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static LocalDate today(Access access) {
    return LocalDate.ofInstant(access.clock().instant(), ZoneOffset.UTC);
  }

  /// What this gateway tells the others: its own rows of the last days.
  static String page(Access access) {
    var first = today(access).minusDays(DAYS);
    var page = new StringBuilder();
    for (var row : access.ledger().own()) {
      if (!row.cell().day().isBefore(first)) {
        page.append(UsageLine.write(row)).append('\n');
      }
    }
    return page.toString();
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
