package io.aimengine.cli;

import io.aimengine.store.PeerServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `cache serve`.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Let other nodes copy from this cache (AIM_CACHE_PEERS there names it)",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine cache serve",
      "  aim-engine cache serve --host 0.0.0.0    with AIM_CACHE_PEER_TOKEN set"
    })
final class CacheServeCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Where to listen (default: ${DEFAULT-VALUE}); others need AIM_CACHE_PEER_TOKEN")
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8765",
      description = "0 for any (default: ${DEFAULT-VALUE})")
  private int port;

  CacheServeCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      throw CommandFailure.usage("--port " + port + " is no port", "0 to 65535.");
    }
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw CommandFailure.usage("--host " + host + " is no address", "Name one of this machine.");
    }
    var token = app.env().getOrDefault("AIM_CACHE_PEER_TOKEN", "").strip();
    try (var server = PeerServer.start(app.store().root(), address, token)) {
      app.printer()
          .success(
              common.format,
              new Table("", "Url", "Cache")
                  .row(server.uri().toString(), app.store().root().toString()),
              "serving");
      new CountDownLatch(1).await();
    }
    return Exit.OK.code();
  }
}
