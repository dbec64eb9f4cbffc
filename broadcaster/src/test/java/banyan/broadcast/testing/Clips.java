package banyan.broadcast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Media as encoders send it, made once by the real one. */
public enum Clips {
  /** libx264 as most people run it: B-frames, a key picture a second. */
  B_FRAMES("-t 6 -g 30 -bf 3 -preset veryfast -b:v 1M"),
  NO_B_FRAMES("-t 6 -g 30 -bf 0 -preset veryfast -tune zerolatency"),
  /** Slices, open groups of pictures (I pictures with recovery points instead of IDRs). */
  OPEN_GROUPS("-t 6 -g 30 -bf 2 -preset veryfast -x264-params open-gop=1:slices=4"),
  /** Pictures that are refreshed bit by bit: one IDR, and recovery points from which all is right a second later. */
  INTRA_REFRESH("-t 6 -g 30 -bf 0 -preset veryfast -x264-params intra-refresh=1"),
  /** Key pictures larger than a chunk, at a rate that does not divide 90 kHz. */
  BIG_PICTURES("-t 3 -g 60 -bf 2 -preset ultrafast -crf 4 -r 30000/1001"),
  VIDEO_ONLY("-t 4 -g 25 -bf 2 -preset veryfast -an -r 25"),
  AUDIO_ONLY("-t 5 -vn -ar 44100"),
  /** AAC as television sends it. */
  LATM("-t 4 -g 30 -bf 2 -preset veryfast -mpegts_flags latm"),
  HEVC("-t 1 -c:v libx265 -preset ultrafast -x265-params log-level=none"),
  MPEG2_VIDEO("-t 1 -c:v mpeg2video"),
  MP3("-t 1 -c:a libmp3lame");

  private static final Map<Clips, Path> FILES = new EnumMap<>(Clips.class);

  private final String options;

  Clips(String options) {
    this.options = options;
  }

  /** As MPEG-TS. */
  public Path file() {
    synchronized (FILES) {
      return FILES.computeIfAbsent(this, Clips::make);
    }
  }

  private static Path make(Clips clip) {
    try {
      Path made = Files.createTempFile("banyan-" + clip, ".ts");
      made.toFile().deleteOnExit();
      List<String> arguments = new ArrayList<>(List.of(
          "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30", "-f", "lavfi", "-i", "sine=frequency=440",
          "-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac", "-b:a", "96k", "-threads", "2"));
      arguments.addAll(List.of(clip.options.split(" ", -1)));
      arguments.addAll(List.of("-f", "mpegts", made.toString()));
      Ffmpeg.ffmpeg(arguments.toArray(new String[0]));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] bytes() {
    try {
      return Files.readAllBytes(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
