package banyan.program;

/**
 * A program cannot go on, and the person who started it can do something about it: the message is a whole sentence
 * that says what happened, to which thing, and what to do next. It ends the program with exit code 1.
 */
public final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  public Failure(String sentence) {
    super(sentence);
  }

  /** @param cause shown with {@code --verbose} only */
  public Failure(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /**
   * A listener could not be opened because somebody else has its port.
   *
   * @param option the one that chooses the port, such as {@code --http-port}
   */
  public static Failure portTaken(int port, String option, Throwable cause) {
    return new Failure(
        "Port " + port + " is taken by another program: choose another one with " + option
            + ", or let the system choose with " + option + " 0.",
        cause);
  }
}
