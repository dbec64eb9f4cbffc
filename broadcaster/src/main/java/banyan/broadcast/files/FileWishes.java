package banyan.broadcast.files;

import java.util.OptionalInt;

/**
 * How files are to be played.
 *
 * @param loop begin anew at the end
 * @param shuffle several in another order each round
 * @param programme of MPEG-TS, the number of the one to play; without it, the first with H.264
 */
public record FileWishes(boolean loop, boolean shuffle, OptionalInt programme) {
  /** Once, in order. */
  public static final FileWishes NONE = new FileWishes(false, false, OptionalInt.empty());
}
