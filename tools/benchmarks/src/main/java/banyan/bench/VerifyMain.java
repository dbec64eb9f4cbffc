package banyan.bench;

import banyan.program.Failure;
import banyan.program.Program;
import banyan.relay.crypto.Ed25519Key;
import banyan.relay.crypto.Ed25519Verifier;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench verify}: what signatures cost. */
@Command(
    name = "verify",
    description = "How many chunks one core signs and verifies in a second, hash included, by the chunk's size.")
public final class VerifyMain extends BenchProgramMain {
  /** 5 kB, 25 kB as of 2 Mbit/s, and the largest, in TS packets. */
  private static final List<Integer> SIZES = List.of(27, 133, 348);

  @Option(names = "--runs", paramLabel = "N", defaultValue = "5", description = "Rounds of half a second for each.")
  private int runs = 5;

  public static void main(String[] args) {
    Program.main(new VerifyMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    Findings found = new Findings("verify").setting("runs", runs);
    Ed25519Key signer = Ed25519Key.generate();
    Ed25519Verifier verifier = new Ed25519Verifier();
    for (int packets : SIZES) {
      SampleChunk sample = SampleChunk.of(signer, packets);
      String size = sample.chunk().payloadBytes() + "B";
      tell("chunks of " + size);
      found.median("sign." + size, "1/s",
          Repeat.perSecond(runs, () -> SampleChunk.of(signer, packets).chunk().frameBytes()));
      found.median("verify." + size, "1/s", Repeat.perSecond(runs, () -> {
        if (!sample.chunk().isSignedBy(sample.channel(), sample.key(), verifier)) {
          throw new Failure("A chunk's own signature is refused.");
        }
        return 1;
      }));
    }
    return found;
  }
}
