package banyan.relay.crypto;

import banyan.protocol.ChannelId;
import banyan.protocol.Signer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** A channel's key, held by this program alone for as long as it is open: two roots of one channel fight. */
public final class ChannelKey implements AutoCloseable {
  private final Path file;
  private final Ed25519Key key;
  private final FileChannel lock;

  private ChannelKey(Path file, Ed25519Key key, FileChannel lock) {
    this.file = file;
    this.key = key;
    this.lock = lock;
  }

  /**
   * @param file made if it is missing; empty for {@code ~/.banyan/channel.key}
   * @throws KeyFileException with a sentence, also if another program broadcasts with it now
   */
  public static ChannelKey hold(Optional<Path> file) throws KeyFileException {
    Path at = fileOr(file);
    Ed25519Key key = KeyFile.loadOrCreate(at, KeyFile.Use.CHANNEL);
    FileChannel lock = KeyFile.lock(at, KeyFile.Use.CHANNEL).orElseThrow(() -> new KeyFileException(
        "The channel of " + at + " is on air already, by another Banyan program on this computer: end that one, or "
            + "name another key with --key."));
    return new ChannelKey(at, key, lock);
  }

  /** The file that a person named, or the usual one. */
  public static Path fileOr(Optional<Path> file) {
    return file.orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".banyan", "channel.key"));
  }

  public Signer signer() {
    return key;
  }

  public ChannelId channel() {
    return ChannelId.of(key.publicKey());
  }

  /** The epoch of a run that begins now; see {@link EpochFile}. */
  public long nextEpoch() throws KeyFileException {
    return EpochFile.next(file, System.currentTimeMillis());
  }

  /**
   * What encoders have to show; see {@link StreamKeyFile}.
   *
   * @param chosen by a person, and kept from then on; empty for the one that is kept, or made if there is none
   */
  public String streamKey(Optional<String> chosen) throws KeyFileException {
    return StreamKeyFile.of(file, chosen);
  }

  /** Leaves word of where this program listens to its owner, until it is closed. */
  public void listensAt(ControlFile.Door door) throws KeyFileException {
    ControlFile.write(file, door);
  }

  @Override
  public void close() {
    // While nobody else can have written one.
    ControlFile.remove(file);
    try {
      lock.close();
    } catch (IOException e) {
      // Closing what was only locked loses nothing.
    }
  }
}
