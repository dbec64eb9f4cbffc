package banyan.relay.crypto;

import banyan.protocol.ChannelId;
import banyan.protocol.PeerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where a private key is kept: a small text file that only its owner can read, made on first use.
 *
 * <p>Lines that begin with {@code #} are for people; one line is {@code ed25519} and the secret in hexadecimal.
 */
public final class KeyFile {
  /** What a key stands for. */
  public enum Use {
    PEER("peer identity", "Whoever has this file can pass as this peer."),
    CHANNEL("channel key", "Whoever has this file can broadcast on this channel; without it nobody can. Back it up.");

    private final String noun;
    private final String advice;

    Use(String noun, String advice) {
      this.noun = noun;
      this.advice = advice;
    }

    private String comment(Ed25519Key key) {
      String name = this == PEER
          ? "peer " + PeerId.of(key.publicKey())
          : "channel " + ChannelId.of(key.publicKey());
      return "# Banyan " + noun + ": " + name + "\n# " + advice + " Keep it private.\n";
    }
  }

  private static final String KEYWORD = "ed25519 ";
  /** A file of ours has 300 bytes; a wrong path may lead to a film. */
  private static final long MAX_FILE_BYTES = 4_096;
  private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY = PosixFilePermissions.fromString("rwx------");

  private KeyFile() {}

  /**
   * Reads the key, or makes one where there is no file yet (and the directories above it).
   *
   * @throws KeyFileException with a sentence that says what is wrong with which file
   */
  public static Ed25519Key loadOrCreate(Path file, Use use) throws KeyFileException {
    try {
      return load(file, use);
    } catch (NoSuchFileException e) {
      return create(file, use);
    }
  }

  private static Ed25519Key load(Path file, Use use) throws KeyFileException, NoSuchFileException {
    byte[] content;
    try {
      if (Files.isDirectory(file)) {
        throw new KeyFileException("The " + use.noun + " " + file + " is a directory: name a file in it.");
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw noKey(file, use);
      }
      refuseIfOthersCanRead(file, use);
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw new KeyFileException(
          "The " + use.noun + " " + file + " cannot be read (" + why(e) + "): check the path and who owns the file.",
          e);
    }
    for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
      if (line.startsWith(KEYWORD)) {
        try {
          return Ed25519Key.ofSeed(HexFormat.of().parseHex(line.substring(KEYWORD.length()).trim()));
        } catch (IllegalArgumentException e) {
          throw noKey(file, use);
        }
      }
    }
    throw noKey(file, use);
  }

  private static KeyFileException noKey(Path file, Use use) {
    return new KeyFileException(
        "The file " + file + " holds no Banyan " + use.noun + ": name another file, or move it away to have a new key "
            + "made there.");
  }

  private static void refuseIfOthersCanRead(Path file, Use use) throws IOException, KeyFileException {
    if (!isPosix(file)) {
      return;
    }
    for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
      if (!OWNER_ONLY.contains(permission) && permission != PosixFilePermission.OWNER_EXECUTE) {
        throw new KeyFileException(
            "The " + use.noun + " " + file + " is open to other users of this computer: run 'chmod 600 " + file
                + "', or move it away to have a new key made if somebody may have copied it.");
      }
    }
  }

  private static Ed25519Key create(Path file, Use use) throws KeyFileException {
    Ed25519Key key = Ed25519Key.generate();
    String content = use.comment(key) + KEYWORD + HexFormat.of().formatHex(key.seed()) + "\n";
    try {
      Path fresh = writeBeside(file, content);
      try {
        // A link, not a move: of two programs that start at the same time, the second takes the first one's key.
        Files.createLink(file, fresh);
      } catch (UnsupportedOperationException e) {
        Files.move(fresh, file);
      } finally {
        Files.deleteIfExists(fresh);
      }
      return key;
    } catch (FileAlreadyExistsException e) {
      return loadOrCreate(file, use);
    } catch (IOException e) {
      throw new KeyFileException(
          "A new " + use.noun + " cannot be written to " + file + " (" + why(e)
              + "): name a file in a directory that you may write to.", e);
    }
  }

  /**
   * Holds a key file for this program, until what is returned is closed; empty if another program, or another part of
   * this one, holds it.
   */
  static Optional<FileChannel> lock(Path file, Use use) throws KeyFileException {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() != null) {
          return Optional.of(channel);
        }
      } catch (OverlappingFileLockException e) {
        // By another part of this very process.
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw new KeyFileException(
          "The " + use.noun + " " + file + " cannot be held (" + why(e) + "): name another file.", e);
    }
  }

  /** Puts the text in the file's place at once or not at all, readable by the owner alone. */
  static void replace(Path file, String content) throws IOException {
    Path fresh = writeBeside(file, content);
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static Path writeBeside(Path file, String content) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null) {
      throw new IOException("it is no file");
    }
    boolean posix = isPosix(file);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, attributes(posix, OWNER_ONLY_DIRECTORY));
    }
    Path fresh = directory.resolve("." + absolute.getFileName() + "." + UUID.randomUUID());
    Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel out = FileChannel.open(fresh, options, attributes(posix, OWNER_ONLY))) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    return fresh;
  }

  private static FileAttribute<?>[] attributes(boolean posix, Set<PosixFilePermission> permissions) {
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** What the operating system says, without the path that our own sentence names already. */
  static String why(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such directory";
    }
    if (e instanceof java.nio.file.FileSystemException fs && fs.getReason() != null) {
      return fs.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
