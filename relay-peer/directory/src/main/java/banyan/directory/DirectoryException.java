package banyan.directory;

/** An index did not do what it was asked; the message says which one and why. */
public final class DirectoryException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Reason {
    /** No answer came: try again later, the tree does without. */
    UNREACHABLE,
    /** The index said no: {@link #status} and the message tell why. */
    REFUSED,
    /** The index does not know the lease or the channel (any more): publish or join again. */
    NOT_KNOWN,
    /** What came is no answer of an index. */
    NO_INDEX
  }

  private final Reason reason;
  private final int status;

  DirectoryException(Reason reason, int status, String message) {
    super(message);
    this.reason = reason;
    this.status = status;
  }

  public Reason reason() {
    return reason;
  }

  /** HTTP's, or 0 if no answer came. */
  public int status() {
    return status;
  }
}
