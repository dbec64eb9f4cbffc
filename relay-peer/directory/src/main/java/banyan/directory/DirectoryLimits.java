package banyan.directory;

/** Every bound on what an index and those who ask it may send each other, each with its reason. */
public final class DirectoryLimits {
  private DirectoryLimits() {}

  /** A signed record: the longest texts of a channel, if JSON escapes each letter, and a handful of numbers. */
  public static final int MAX_RECORD_BYTES = 6_144;

  /** Candidates in one answer. A refused joiner tries them in turn, and each of them names others. */
  public static final int MAX_CANDIDATES = 5;

  /** Peers that an asker may say it does not want again: those that it has tried. */
  public static final int MAX_EXCLUDED = 64;

  /** Channels on one page of a list. */
  public static final int MAX_PAGE_CHANNELS = 100;

  /** Longer searches find nothing that shorter ones do not. */
  public static final int MAX_QUERY_CHARS = 100;

  /** An answer: a full page of channels with the longest records and links takes less. */
  public static final int MAX_ANSWER_BYTES = 1_048_576;

  /** How long a join may be held for the dial-back: longer than a dial-back's own deadline. */
  public static final int MAX_WAIT_MILLIS = 5_000;

  /** A token or a cursor, as text. */
  public static final int MAX_TOKEN_CHARS = 128;
}
