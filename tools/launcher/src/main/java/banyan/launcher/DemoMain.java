package banyan.launcher;

import banyan.broadcast.Sources;
import banyan.program.Failure;
import banyan.program.OptionValues;
import banyan.program.PeerOptions;
import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.Stop;
import java.time.Duration;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan demo}: a small live network on this computer, to look at. */
@Command(
    name = "demo",
    description = "Run a small live network on this computer: an index, a broadcaster, relays and a viewer; "
        + "show the tree and how the viewer fares.",
    footer = {
      "",
      "With --duration it ends with exit code 0 only if the viewer received at least three quarters of that time of",
      "media and lost nothing."
    })
public final class DemoMain extends Program {
  /** Held here: a logger that nobody holds forgets its level. */
  private static final Logger PEERS = Logger.getLogger("banyan");
  private static final int MAX_RELAYS = 50;
  private static final Duration SHOWN_EACH = Duration.ofSeconds(1);
  /** Without a terminal a picture a second is too much. */
  private static final int PICTURES_APART = 10;

  @Option(names = "--source", paramLabel = "SOURCE", defaultValue = "test",
      description = "What to broadcast, as for 'banyan broadcast'.")
  private String source = "test";

  @Option(names = "--relays", paramLabel = "N", defaultValue = "5", description = "Peers between the two, 0 to 50.")
  private int relays = 5;

  @Option(names = "--duration", paramLabel = "TIME", description = "End after this, with a summary.")
  private @Nullable Duration duration;

  @Option(names = "--processes", description = "Give each its own process, so that you can kill one and watch.")
  private boolean processes;

  @Option(names = "--plain", description = "Do not encrypt the links between them.")
  private boolean plain;

  @Option(names = "--http-port", paramLabel = "PORT", converter = OptionValues.Port.class,
      description = "Port of the address to open in a player. Without it: " + PeerOptions.USUAL_HTTP_PORT
          + ", or any free one if that is taken.")
  private @Nullable Integer httpPort;

  public static void main(String[] args) {
    Program.main(new DemoMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    if (relays < 0 || relays > MAX_RELAYS) {
      throw wrongUsage("--relays takes a number from 0 to " + MAX_RELAYS + ".");
    }
    try {
      Sources.parse(source);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
    if (!isVerbose()) {
      // Eight peers in one process say too much; what they do is in the picture.
      PEERS.setLevel(Level.WARNING);
    }
    int port = httpPort != null ? httpPort : PeerOptions.freeOr("127.0.0.1", PeerOptions.USUAL_HTTP_PORT);
    terminal().print("Starting an index, a broadcaster, " + relays + (relays == 1 ? " relay" : " relays")
        + " and a viewer on this computer.");
    try (DemoNetwork network = processes ? new ProcessNetwork(plain) : new InProcessNetwork(plain)) {
      network.start(source, relays, port);
      ready(ReadyLine.of("demo").withLink(network.link()).withUrl(network.indexUrl())
          .withHttp(network.viewer().httpUrl()));
      network.encodersSendTo().ifPresent(url -> terminal().print(
          "Send to it: ffmpeg -re -i FILE -c:v libx264 -g 60 -c:a aac -f mpegts -method POST " + url));
      // Not in the picture, where a narrow terminal would cut them.
      terminal().print("Open in VLC, mpv or ffplay: " + network.viewer().httpUrl() + "/live/"
          + network.link().channel() + ".ts");
      terminal().print("Watch in a browser: " + network.viewer().httpUrl() + "/watch/" + network.link().channel());
      terminal().print("The index's page: " + network.indexUrl() + "/");
      DemoView view = new DemoView(network);
      show(stop, view);
      DemoView.Look last = view.look();
      terminal().show(last.lines());
      terminal().keep();
      terminal().print(last.summary());
      judge(last);
    }
  }

  private void show(Stop stop, DemoView view) throws Exception {
    long began = System.nanoTime();
    for (int second = 1; !isOver(began) && !stop.await(SHOWN_EACH); second++) {
      // Peers that are asked for the first time at the end would be busy with that, and not look as they are.
      DemoView.Look look = view.look();
      if (terminal().redraws() || second % PICTURES_APART == 0) {
        terminal().show(look.lines());
      }
    }
  }

  private boolean isOver(long beganNanos) {
    return duration != null && System.nanoTime() - beganNanos >= duration.toNanos();
  }

  private void judge(DemoView.Look last) throws Failure {
    if (duration == null) {
      return;
    }
    double needed = duration.toMillis() * 0.75 / 1_000;
    if (last.mediaSeconds() < needed) {
      throw new Failure(String.format(
          Locale.ROOT, "The viewer received %.1f s of media, and %.1f s would be enough: is this computer "
              + "busy with something else, or does the source send nothing?", last.mediaSeconds(), needed));
    }
    if (last.lost() > 0) {
      throw new Failure("The viewer lost " + last.lost() + " chunks: is this computer busy with something else?");
    }
  }
}
