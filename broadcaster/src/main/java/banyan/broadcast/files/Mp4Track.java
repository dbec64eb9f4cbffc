package banyan.broadcast.files;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.H264;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jcodec.codecs.h264.mp4.AvcCBox;
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
  /** Of the track's sample entries, each with the parameter sets of its samples. */
  private final List<AvcCBox> video;

  private long nextDts;
  private boolean first = true;
  private long taken;
  private @Nullable MP4Packet next;

  /**
   * @param movieTimescale of the edit list's durations
   * @param audio empty for a video track
   * @param video empty for an audio track
   */
  Mp4Track(AbstractMP4DemuxerTrack track, int movieTimescale, Optional<AacConfig> audio, List<AvcCBox> video)
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
    AvcCBox box = video.get(Math.min(video.size() - 1, Math.max(0, packet.getEntryNo())));
    List<ByteBuffer> nals = nals(packet.getData().slice(), box.getNalLengthSize());
    if (nals.stream().noneMatch(nal -> H264.isSlice(H264.nalType(nal)))) {
      return Optional.empty();
    }
    boolean joinPoint = H264.isJoinPoint(nals);
    if (joinPoint && nals.stream().noneMatch(nal -> H264.nalType(nal) == H264.SPS)) {
      List<ByteBuffer> all = new ArrayList<>(parameterSets(box));
      all.addAll(nals);
      nals = all;
    }
    return Optional.of(new AccessUnit.Video(pts, dts, joinPoint, first, 0, nals));
  }

  /** A length that is too long ends the sample: the file is damaged there. */
  private static List<ByteBuffer> nals(ByteBuffer sample, int lengthBytes) {
    List<ByteBuffer> nals = new ArrayList<>();
    while (sample.remaining() > lengthBytes) {
      long length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = length << 8 | (sample.get() & 0xff);
      }
      if (length > sample.remaining()) {
        break;
      }
      ByteBuffer nal = sample.slice(sample.position(), (int) length);
      sample.position(sample.position() + (int) length);
      int type = length == 0 ? H264.FILLER : H264.nalType(nal);
      if (type != H264.ACCESS_UNIT_DELIMITER && type != H264.FILLER) {
        nals.add(nal);
      }
    }
    return nals;
  }

  /** JCodec takes their first bytes off. */
  private static List<ByteBuffer> parameterSets(AvcCBox box) {
    List<ByteBuffer> sets = new ArrayList<>();
    box.getSpsList().forEach(sps -> sets.add(withHeader(0x60 | H264.SPS, sps)));
    box.getPpsList().forEach(pps -> sets.add(withHeader(0x60 | H264.PPS, pps)));
    return sets;
  }

  private static ByteBuffer withHeader(int header, ByteBuffer rest) {
    return ByteBuffer.allocate(1 + rest.remaining()).put((byte) header).put(rest.duplicate()).flip();
  }
}
