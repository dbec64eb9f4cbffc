package banyan.relay.crypto;

/** A key cannot be had from its file, or not be put there: the message is a sentence for the file's owner. */
public final class KeyFileException extends Exception {
  private static final long serialVersionUID = 1;

  KeyFileException(String sentence) {
    super(sentence);
  }

  KeyFileException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
