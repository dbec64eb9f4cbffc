package banyan.broadcast.console;

import banyan.broadcast.chunks.MediaFigures;
import banyan.broadcast.chunks.SourceFigures;
import banyan.broadcast.media.PictureSize;
import banyan.broadcast.media.Tracks;
import banyan.protocol.About;
import banyan.protocol.Detail;
import banyan.relay.IndexStanding;
import banyan.relay.output.recording.RecordingFigures;
import java.util.Optional;

/** A channel on which all is well, and what may become of it. */
final class TestFigures {
  static final String INDEX = "http://127.0.0.1:7190";

  private TestFigures() {}

  static MediaFigures media(long joinIntervalMicros, long behindMicros) {
    return new MediaFigures(
        Optional.of(new Tracks(true, true)), Optional.of(new PictureSize(1280, 720)), 2_100_000, 2_600_000, 2_400_000,
        joinIntervalMicros, 400_000, 60_000, false, behindMicros, 3_000, 4_000, 100, 1_000, 26_000_000, 3, 12, false,
        0);
  }

  static SourceFigures source(String encoder, MediaFigures media) {
    return new SourceFigures("RTMP at port 1935", encoder, true, media, 0);
  }

  static ConsoleFigures well() {
    return with(source("OBS (127.0.0.1)", media(2_000_000, 20_000)), 200);
  }

  static ConsoleFigures with(SourceFigures source, long quietMillis) {
    return new ConsoleFigures(
        1_700_000_000_000L, 3_723_000, About.titled("Night train").with(Detail.NOW_PLAYING, "So What"),
        new ConsoleFigures.Stream(source, 2_150_000, quietMillis, 3_200_000),
        new ConsoleFigures.Tree(42, 1, 17, 4, 3, 8, 5), new ConsoleFigures.Upload(6_400_000, 20_000_000),
        new ConsoleFigures.Index(INDEX, IndexStanding.GOOD), Optional.empty());
  }

  static ConsoleFigures with(ConsoleFigures of, RecordingFigures recording) {
    return new ConsoleFigures(
        of.unixMillis(), of.onAirMillis(), of.about(), of.stream(), of.tree(), of.upload(), of.index(),
        Optional.of(recording));
  }

  static ConsoleFigures with(ConsoleFigures of, IndexStanding standing) {
    return new ConsoleFigures(
        of.unixMillis(), of.onAirMillis(), of.about(), of.stream(), of.tree(), of.upload(),
        new ConsoleFigures.Index(INDEX, standing), of.recording());
  }

  static ConsoleFigures with(ConsoleFigures of, About about) {
    return new ConsoleFigures(
        of.unixMillis(), of.onAirMillis(), about, of.stream(), of.tree(), of.upload(), of.index(), of.recording());
  }

  static ConsoleFigures with(ConsoleFigures of, ConsoleFigures.Tree tree, long uploadLimit) {
    return new ConsoleFigures(
        of.unixMillis(), of.onAirMillis(), of.about(), of.stream(), tree, new ConsoleFigures.Upload(0, uploadLimit),
        of.index(), of.recording());
  }
}
