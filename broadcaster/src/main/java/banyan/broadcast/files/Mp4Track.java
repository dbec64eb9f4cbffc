package banyan.broadcast.files;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.AvcConfig;
import banyan.broadcast.media.H264;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jcodec.containers.mp4.MP4Packet;
import org.jcodec.containers.mp4.boxes.Edit;
import org.jcodec.containers.mp4.demuxer.AbstractMP4DemuxerTrack;
import org.jspecify.annotations.Nullable;

/** One track of an MP4, sample after sample. */
final class Mp4Track {
  private final AbstractMP4DemuxerTrack track;
  private final long timescale;
  private final long shiftTicks;
  private final Optional<AacConfig> audio;
  /** Of the track's sample entries: each has the parameter sets of its samples. */
  private final List<AvcConfig> video;

  private long nextDts;
  private boolean first = true;
  private long taken;
  private @Nullable MP4Packet next;

  /**
   * @param movieTimescale of the edit list's durations
   * @param audio empty for a video track
   * @param video empty for an audio track
   */
  Mp4Track(AbstractMP4DemuxerTrack track, int movieTimescale, Optional<AacConfig> audio, List<AvcConfig> video)
      throws IOException {
    this.track = track;
    this.timescale = track.getTimescale();
    this.shiftTicks = shift(track.getEdits(), movieTimescale, timescale);
    this.audio = audio;
    this.video = video;
    advance();
  }

  /**
   * Where the track's own zero lies in the film. Empty edits move it back, and what the first real one leaves out (what
   * decoders need before sound or pictures are right) forth.
   */
  private static long shift(@Nullable List<Edit> edits, int movieTimescale, long timescale) {
    long ticks = 0;
    if (edits != null) {
      for (Edit edit : edits) {
        if (edit.getMediaTime() >= 0) {
          return ticks - ticks(edit.getMediaTime(), timescale);
        }
        ticks += ticks(edit.getDuration(), movieTimescale);
      }
    }
    return ticks;
  }

  private static long ticks(long units, long timescale) {
    return Math.floorDiv(units * AccessUnit.TICKS_PER_SECOND + timescale / 2, timescale);
  }

  boolean hasNext() {
    return next != null;
  }

  /** Whether the samples came to an end before those that the index lists. */
  boolean isCutShort() {
    return next == null && taken < track.getFrameCount();
  }

  long nextDtsTicks() {
    return ticks(nextDts, timescale) + shiftTicks;
  }

  /** The next sample as a unit; empty if it holds nothing to show. */
  Optional<AccessUnit> take() throws IOException {
    MP4Packet packet = next;
    if (packet == null) {
      throw new IllegalStateException("no sample left");
    }
    long dts = nextDtsTicks();
    long pts = Math.max(dts, ticks(packet.getMediaPts(), timescale) + shiftTicks);
    Optional<AccessUnit> unit = audio.isPresent()
        ? Optional.of(new AccessUnit.Audio(dts, false, first, 0, audio.get(), packet.getData().slice()))
        : picture(packet, pts, dts);
    first &= unit.isEmpty();
    taken++;
    nextDts += packet.getDuration();
    advance();
    return unit;
  }

  private void advance() throws IOException {
    next = track.nextFrame() instanceof MP4Packet packet ? packet : null;
  }

  private Optional<AccessUnit> picture(MP4Packet packet, long pts, long dts) {
    AvcConfig config = video.get(Math.min(video.size() - 1, Math.max(0, packet.getEntryNo())));
    List<ByteBuffer> nals = config.nals(packet.getData().slice());
    if (nals.stream().noneMatch(nal -> H264.isSlice(H264.nalType(nal)))) {
      return Optional.empty();
    }
    boolean joinPoint = H264.isJoinPoint(nals);
    return Optional.of(new AccessUnit.Video(
        pts, dts, joinPoint, first, 0, joinPoint ? config.withParameterSets(nals) : nals));
  }
}
