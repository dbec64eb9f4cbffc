package banyan.player.shelf;

import banyan.protocol.ChannelLink;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/**
 * What a person has set.
 *
 * @param indexes URLs of indexes whose channels are listed
 * @param uploadBitsPerSecond the most that may be given back; {@link #ANY_UPLOAD} for what trying shows
 * @param volume 0 to 1
 * @param light whether the window is light instead of dark
 * @param listShown whether the list of channels is open
 */
public record Settings(
    List<String> indexes, long uploadBitsPerSecond, double volume, boolean muted, boolean light, boolean listShown) {
  public static final long ANY_UPLOAD = -1;
  /** Each is asked every few seconds. */
  public static final int MAX_INDEXES = 16;
  /** Lists nobody, limits nothing. */
  public static final Settings FIRST = new Settings(List.of(), ANY_UPLOAD, 0.8, false, false, true);

  public Settings {
    Objects.requireNonNull(indexes, "the indexes are missing");
    indexes.forEach(ChannelLink::checkedIndex);
    indexes = new LinkedHashSet<>(indexes).stream().limit(MAX_INDEXES).toList();
    if (uploadBitsPerSecond < ANY_UPLOAD || !(volume >= 0 && volume <= 1)) {
      throw new IllegalArgumentException("an upload of " + uploadBitsPerSecond + " bit/s, a volume of " + volume);
    }
  }

  public Settings withIndexes(List<String> urls) {
    return new Settings(urls, uploadBitsPerSecond, volume, muted, light, listShown);
  }

  public Settings withUpload(long bitsPerSecond) {
    return new Settings(indexes, bitsPerSecond, volume, muted, light, listShown);
  }

  public Settings withVolume(double share) {
    return new Settings(indexes, uploadBitsPerSecond, Math.max(0, Math.min(1, share)), muted, light, listShown);
  }

  public Settings withMuted(boolean silent) {
    return new Settings(indexes, uploadBitsPerSecond, volume, silent, light, listShown);
  }

  public Settings withLight(boolean bright) {
    return new Settings(indexes, uploadBitsPerSecond, volume, muted, bright, listShown);
  }

  public Settings withListShown(boolean shown) {
    return new Settings(indexes, uploadBitsPerSecond, volume, muted, light, shown);
  }
}
