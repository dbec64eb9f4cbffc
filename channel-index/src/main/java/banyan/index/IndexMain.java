package banyan.index;

import banyan.program.Failure;
import banyan.program.OptionValues;
import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.Stop;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan index}: a channel index until it is told to stop. */
@Command(
    name = "index",
    description = "Run a channel index: it lists the channels on air and introduces peers to each other.",
    footer = {"", "Open its address in a browser for the list. It carries no media, and keeps nothing on disk."})
public final class IndexMain extends Program {
  @Option(names = "--port", paramLabel = "PORT", converter = OptionValues.Port.class, defaultValue = "7190",
      description = "Port for HTTP; 0 for any free one.")
  private int port;

  @Option(names = "--bind", paramLabel = "HOST", defaultValue = "0.0.0.0",
      description = "Address to listen on; 127.0.0.1 for this computer alone.")
  private String bind = "0.0.0.0";

  @Option(names = "--public-url", paramLabel = "URL",
      description = "How strangers reach this index, for the links that it shows. Without it, links carry the "
          + "address by which each visitor came.")
  private @Nullable String publicUrl;

  @Option(names = "--behind-proxy",
      description = "A proxy on this computer passes requests on and says in X-Forwarded-For where they come from.")
  private boolean behindProxy;

  public static void main(String[] args) {
    Program.main(new IndexMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    IndexConfig config = new IndexConfig(
        bind, port, Optional.ofNullable(publicUrl).map(IndexMain::withoutSlash), behindProxy, IndexLimits.DEFAULT);
    try (ChannelIndex index = ChannelIndex.start(config)) {
      if (!isQuiet()) {
        terminal().print("The channel index answers at " + index.url());
      }
      ready(ReadyLine.of("index").withUrl(index.localUrl()));
      stop.await();
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new Failure(e.getMessage() + " Choose another with --port or --bind.", e);
    }
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
