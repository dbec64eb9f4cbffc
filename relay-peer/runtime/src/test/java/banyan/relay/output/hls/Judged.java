package banyan.relay.output.hls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lindstrom.m3u8.model.MediaPlaylist;
import io.lindstrom.m3u8.model.MediaSegment;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import io.lindstrom.m3u8.parser.ParsingMode;
import io.lindstrom.m3u8.parser.PlaylistParserException;
import java.util.List;

/** A playlist as a strict parser of somebody else's reads it. */
public record Judged(MediaPlaylist playlist) {
  public static Judged of(String text) {
    try {
      MediaPlaylist playlist = new MediaPlaylistParser(ParsingMode.STRICT).readPlaylist(text);
      for (MediaSegment segment : playlist.mediaSegments()) {
        assertTrue(Math.round(segment.duration()) <= playlist.targetDuration(), text);
        assertTrue(segment.programDateTime().isPresent(), text);
      }
      assertTrue(playlist.ongoing(), text);
      return new Judged(playlist);
    } catch (PlaylistParserException e) {
      throw new AssertionError(text, e);
    }
  }

  public List<String> names() {
    return playlist.mediaSegments().stream().map(MediaSegment::uri).toList();
  }

  public List<Double> seconds() {
    return playlist.mediaSegments().stream().map(MediaSegment::duration).toList();
  }

  public List<Boolean> discontinuities() {
    return playlist.mediaSegments().stream().map(MediaSegment::discontinuity).toList();
  }

  public long first() {
    return playlist.mediaSequence();
  }
}
