package banyan.relay.output.recording;

/**
 * How a recording is.
 *
 * @param state see there
 * @param file that is being written; empty without one
 * @param files begun so far
 * @param bytes in all of them
 * @param chunks in all of them
 * @param chunksDropped left out because the disk was too slow
 * @param chunksMissed left out while it could not be written to
 * @param stops how often that began
 * @param problem why it cannot be written to now; empty while it can
 */
public record RecordingFigures(
    State state, String file, long files, long bytes, long chunks, long chunksDropped, long chunksMissed, long stops,
    String problem) {
  /** Whether the stream reaches the disk. */
  public enum State {
    /** Nothing has come yet. */
    WAITING,
    RECORDING,
    /** It could not be written; it is tried again. */
    STOPPED,
    /** Nothing more will be. */
    ENDED
  }

  static final RecordingFigures NONE =
      new RecordingFigures(State.WAITING, "", 0, 0, 0, 0, 0, 0, "");

  /** Whether what comes is written, or would be. */
  public boolean isRunning() {
    return state == State.WAITING || state == State.RECORDING;
  }

  RecordingFigures withDropped(long dropped) {
    return new RecordingFigures(state, file, files, bytes, chunks, dropped, chunksMissed, stops, problem);
  }
}
