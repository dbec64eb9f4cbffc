package banyan.launcher.acceptance;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSinkAdapter;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.mpegts.TsMuxer;
import banyan.broadcast.mpegts.TsPackets;
import banyan.broadcast.testpattern.TestFrames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The test pattern as a file that encoders send: its pictures say their numbers, from 0 on, whatever was made of them.
 * Beside them is its sound with a beep each second.
 */
final class PatternClip {
  static final int PICTURES_PER_SECOND = 30;
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;

  private PatternClip() {}

  /** MPEG-TS of 320x180, a key picture a second. */
  static Path write(Path to, int seconds) throws IOException {
    TestFrames frames = new TestFrames(WIDTH, HEIGHT, PICTURES_PER_SECOND, true, 0);
    Muxed muxed = new Muxed();
    for (int i = 0; i < seconds * PICTURES_PER_SECOND; i++) {
      frames.timeReached(frames.nextWakeMicros(), 0, muxed);
      muxed.muxer.flushAudio(muxed.packets);
    }
    Files.createDirectories(to.toAbsolutePath().getParent());
    return Files.write(to, muxed.bytes());
  }

  private static final class Muxed extends SourceSinkAdapter {
    private final TsMuxer muxer = new TsMuxer();
    private final TsPackets packets = new TsPackets();

    @Override
    public void tracks(Tracks tracks) {
      muxer.tracks(tracks);
    }

    @Override
    public void accessUnit(AccessUnit unit) {
      if (unit instanceof AccessUnit.Video picture) {
        muxer.video(picture, packets);
      } else if (unit instanceof AccessUnit.Audio sound) {
        muxer.queueAudio(sound);
      }
    }

    byte[] bytes() {
      byte[] bytes = new byte[packets.length()];
      packets.take(bytes.length).get(bytes);
      return bytes;
    }
  }
}
