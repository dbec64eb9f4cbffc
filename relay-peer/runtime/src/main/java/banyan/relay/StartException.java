package banyan.relay;

/** A peer cannot start, and its owner can do something about it: the message is a sentence for that person. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
