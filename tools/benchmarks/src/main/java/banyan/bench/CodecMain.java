package banyan.bench;

import banyan.program.Program;
import banyan.protocol.FrameReader;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import java.nio.ByteBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench codec}: what messages cost to write and to read. */
@Command(
    name = "codec",
    description = "How many messages one core writes and reads in a second: a tick, a report, and a chunk of 25 kB "
        + "from its bytes to a message.")
public final class CodecMain extends BenchProgramMain {
  private static final int CHUNK_PACKETS = 133;

  @Option(names = "--runs", paramLabel = "N", defaultValue = "5", description = "Rounds of half a second for each.")
  private int runs = 5;

  public static void main(String[] args) {
    Program.main(new CodecMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    Findings found = new Findings("codec").setting("runs", runs);
    measure(found, "tick", new Message.Tick(1, 2, 3, 4, 5, 5, 6, 0, 7, 8, 9));
    measure(found, "report", new Message.Report(1, 2, 3, 4, 5, 6, 7, PeerAddress.NONE));
    measure(found, "chunk", new Message.Media(SampleChunk.of(CHUNK_PACKETS).chunk()));
    return found;
  }

  private void measure(Findings found, String name, Message message) throws Exception {
    tell(name);
    found.median(name + ".encode", "1/s",
        Repeat.perSecond(runs, () -> MessageCodec.encode(message).remaining()));
    ByteBuffer bytes = MessageCodec.encode(message);
    FrameReader reader = new FrameReader(new FrameReader.Slabs());
    reader.handshakeDone();
    found.median(name + ".decode", "1/s", Repeat.perSecond(runs, () -> {
      ByteBuffer frame = reader.next(bytes.duplicate());
      if (frame == null) {
        throw new IllegalStateException("half a frame of " + message);
      }
      return MessageCodec.decode(frame).orElseThrow().type().code();
    }));
  }
}
