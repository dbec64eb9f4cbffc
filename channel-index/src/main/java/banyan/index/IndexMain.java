package banyan.index;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan index}: a channel index until it is told to stop. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = "Runs a channel index: it lists the channels on air and introduces peers to each other.",
    footer = {
      "",
      "Open its address in a browser for the list. It carries no media, and keeps nothing on disk.",
      "Prints one line of JSON on standard output once it serves; ends with 0 on SIGTERM."
    })
public final class IndexMain implements Callable<Integer> {
  @Option(
      names = "--port", paramLabel = "PORT", defaultValue = "7180", description = "Port for HTTP; 0 for a free one.")
  private int port;

  @Option(
      names = "--bind", paramLabel = "ADDRESS", defaultValue = "0.0.0.0",
      description = "Address to listen on; 127.0.0.1 for this machine alone.")
  private String bind = "";

  @Option(
      names = "--public-url", paramLabel = "URL",
      description = "How strangers reach this index, for the links that it shows. "
          + "Without it, links carry the address by which each visitor came.")
  private @Nullable String publicUrl;

  @Option(
      names = "--behind-proxy",
      description = "A proxy on this machine passes requests on and says in X-Forwarded-For where they come from.")
  private boolean behindProxy;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new IndexMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    if (port < 0 || port > 65_535) {
      System.err.println("The port " + port + " is not between 0 and 65535. Choose another with --port.");
      return CommandLine.ExitCode.USAGE;
    }
    IndexConfig config = new IndexConfig(
        bind, port, Optional.ofNullable(publicUrl).map(IndexMain::withoutSlash), behindProxy, IndexLimits.DEFAULT);
    try (ChannelIndex index = ChannelIndex.start(config)) {
      return serve(index);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    } catch (IOException e) {
      System.err.println(e.getMessage() + " Choose another with --port or --bind.");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Waits for SIGTERM, which the virtual machine turns into its shutdown. */
  private static int serve(ChannelIndex index) {
    CountDownLatch stopped = new CountDownLatch(1);
    Thread onTerm = new Thread(() -> {
      index.close();
      stopped.countDown();
      // The machine would exit with 143 here; a program that was asked to stop and did has not failed.
      Runtime.getRuntime().halt(0);
    }, "stop");
    Runtime.getRuntime().addShutdownHook(onTerm);
    System.err.println("The channel index answers at " + index.url() + " (SIGTERM or Ctrl-C ends it).");
    System.out.println("{\"ready\":\"index\",\"url\":\"" + index.localUrl() + "\"}");
    System.out.flush();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return CommandLine.ExitCode.OK;
  }
}
