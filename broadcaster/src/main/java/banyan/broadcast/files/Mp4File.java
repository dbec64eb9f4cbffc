package banyan.broadcast.files;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AacSpecificConfig;
import banyan.broadcast.media.AvcConfig;
import banyan.broadcast.media.H264;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jcodec.codecs.aac.AACUtils;
import org.jcodec.codecs.h264.H264Utils;
import org.jcodec.codecs.h264.mp4.AvcCBox;
import org.jcodec.common.io.FileChannelWrapper;
import org.jcodec.common.io.NIOUtils;
import org.jcodec.containers.mp4.MP4TrackType;
import org.jcodec.containers.mp4.MP4Util;
import org.jcodec.containers.mp4.boxes.SampleEntry;
import org.jcodec.containers.mp4.boxes.VideoSampleEntry;
import org.jcodec.containers.mp4.demuxer.AbstractMP4DemuxerTrack;
import org.jcodec.containers.mp4.demuxer.MP4Demuxer;

/** An MP4 or QuickTime file whose index lists all samples; the first H.264 and the first AAC track are played. */
final class Mp4File implements MediaFile {
  /** Of a film of a day, several times over. */
  private static final long MAX_INDEX_BYTES = 256L * 1024 * 1024;

  private final Path path;
  private final long seconds;

  private Mp4File(Path path, long seconds) {
    this.path = path;
    this.seconds = seconds;
  }

  /** @throws IOException with a sentence for a person, if a channel cannot carry it */
  static Mp4File read(Path path) throws IOException {
    try (FileChannelWrapper in = NIOUtils.readableChannel(path.toFile())) {
      checkIndex(path, in);
      Selected selected = select(path, in);
      if (selected.tracks.stream().noneMatch(Mp4Track::hasNext)) {
        throw isFragmented(path);
      }
      return new Mp4File(path, selected.seconds);
    }
  }

  private static void checkIndex(Path path, FileChannelWrapper in) throws IOException {
    boolean hasIndex = false;
    for (MP4Util.Atom atom : MP4Util.getRootAtoms(in)) {
      String type = atom.getHeader().getFourcc();
      if (type.equals("moof")) {
        throw isFragmented(path);
      }
      if (type.equals("moov")) {
        hasIndex = true;
        if (atom.getHeader().getSize() > MAX_INDEX_BYTES) {
          throw new IOException(path + " has an index of " + atom.getHeader().getSize() + " bytes: that is no film.");
        }
      }
    }
    if (!hasIndex) {
      throw new IOException(path + " is an MP4 without its index (moov): it was cut off, or is still being written. "
          + "Record it again, to .ts or .mkv if the recorder may be interrupted.");
    }
    in.setPosition(0);
  }

  private static IOException isFragmented(Path path) {
    return new IOException(path + " is a fragmented MP4, which cannot be read here. This makes a plain one of it, "
        + "without loss: ffmpeg -i " + path + " -c copy " + MediaFile.withEnding(path, "-plain.mp4"));
  }

  private static Selected select(Path path, FileChannelWrapper in) throws IOException {
    try {
      return new Selected(path, MP4Demuxer.createRawMP4Demuxer(in));
    } catch (RuntimeException e) {
      throw new IOException(path + " is an MP4 whose index cannot be read (" + e + "). ffmpeg may: ffmpeg -i " + path
          + " -c copy " + MediaFile.withEnding(path, ".ts"), e);
    }
  }

  @Override
  public String description() {
    return String.format("%s (MP4, %d:%02d:%02d)", path, seconds / 3_600, seconds / 60 % 60, seconds % 60);
  }

  @Override
  public void play(SourceSink out, BooleanSupplier isStopped) throws IOException {
    try (FileChannelWrapper in = NIOUtils.readableChannel(path.toFile())) {
      Selected selected = select(path, in);
      out.tracks(new Tracks(selected.hasVideo, selected.hasAudio));
      selected.warnings.forEach(out::warning);
      Optional<Mp4Track> next = selected.earliest();
      while (next.isPresent() && !isStopped.getAsBoolean()) {
        try {
          next.get().take().ifPresentOrElse(out::accessUnit, () -> out.damaged(1));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
          out.warning(path + " is damaged, and ends early: " + e + ".");
          return;
        }
        next = selected.earliest();
      }
      if (next.isEmpty() && selected.tracks.stream().anyMatch(Mp4Track::isCutShort)) {
        out.warning(path + " is cut short: what its index lists is longer than the file.");
      }
    }
  }

  /** What of the file is played. */
  private static final class Selected {
    final List<Mp4Track> tracks = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final long seconds;
    boolean hasVideo;
    boolean hasAudio;

    Selected(Path path, MP4Demuxer demuxer) throws IOException {
      int timescale = Math.max(1, demuxer.getMovie().getTimescale());
      seconds = demuxer.getMovie().getDuration() / timescale;
      String otherVideo = "";
      String otherAudio = "";
      for (AbstractMP4DemuxerTrack track : demuxer.getTracks()) {
        if (track.getType() == MP4TrackType.VIDEO) {
          List<AvcCBox> boxes = track.getFourcc().startsWith("avc") ? boxes(track) : List.of();
          if (boxes.isEmpty()) {
            otherVideo = name(track.getFourcc());
          } else if (!hasVideo) {
            hasVideo = true;
            tracks.add(new Mp4Track(track, timescale, Optional.empty(), configs(boxes)));
          }
        } else if (track.getType() == MP4TrackType.SOUND) {
          Optional<AacConfig> config = track.getFourcc().equals("mp4a") ? config(track) : Optional.empty();
          if (config.isEmpty()) {
            otherAudio = name(track.getFourcc());
          } else if (hasAudio) {
            warnings.add("The file has several audio tracks; a channel carries one, so only the first is sent.");
          } else {
            hasAudio = true;
            tracks.add(new Mp4Track(track, timescale, config, List.of()));
          }
        }
      }
      if (!hasVideo && !otherVideo.isEmpty()) {
        throw new IOException(path + ": its video is " + otherVideo + ", but channels carry H.264. This makes it fit: "
            + "ffmpeg -i " + path + " -c:v libx264 -g 60 -c:a aac " + MediaFile.withEnding(path, "-h264.mp4"));
      }
      if (!hasAudio && !otherAudio.isEmpty()) {
        throw new IOException(path + ": its audio is " + otherAudio + ", but channels carry AAC. This makes it fit: "
            + "ffmpeg -i " + path + " -c:v copy -c:a aac " + MediaFile.withEnding(path, "-aac.mp4"));
      }
      if (tracks.isEmpty()) {
        throw new IOException(path + " holds neither video nor audio.");
      }
    }

    /** The track whose sample is to be decoded first. */
    Optional<Mp4Track> earliest() {
      Mp4Track first = null;
      for (Mp4Track track : tracks) {
        if (track.hasNext() && (first == null || track.nextDtsTicks() < first.nextDtsTicks())) {
          first = track;
        }
      }
      return Optional.ofNullable(first);
    }

    private static List<AvcCBox> boxes(AbstractMP4DemuxerTrack track) {
      List<AvcCBox> boxes = new ArrayList<>();
      for (SampleEntry entry : track.getSampleEntries()) {
        AvcCBox box = entry instanceof VideoSampleEntry video ? H264Utils.parseAVCC(video) : null;
        if (box == null) {
          return List.of();
        }
        boxes.add(box);
      }
      return boxes;
    }

    /** JCodec takes the parameter sets' first bytes off. */
    private static List<AvcConfig> configs(List<AvcCBox> boxes) {
      List<AvcConfig> configs = new ArrayList<>();
      for (AvcCBox box : boxes) {
        List<ByteBuffer> sets = new ArrayList<>();
        box.getSpsList().forEach(sps -> sets.add(withHeader(0x60 | H264.SPS, sps)));
        box.getPpsList().forEach(pps -> sets.add(withHeader(0x60 | H264.PPS, pps)));
        configs.add(new AvcConfig(box.getNalLengthSize(), sets));
      }
      return configs;
    }

    private static ByteBuffer withHeader(int header, ByteBuffer rest) {
      return ByteBuffer.allocate(1 + rest.remaining()).put((byte) header).put(rest.duplicate()).flip();
    }

    private static Optional<AacConfig> config(AbstractMP4DemuxerTrack track) {
      try {
        ByteBuffer bytes = AACUtils.getCodecPrivate(track.getSampleEntries()[0]);
        return bytes == null ? Optional.empty() : AacSpecificConfig.read(bytes);
      } catch (RuntimeException e) {
        // JCodec's way to say that there is none: MP3 in MP4 has the same name, and no configuration.
        return Optional.empty();
      }
    }

    private static String name(String fourcc) {
      return switch (fourcc) {
        case "hvc1", "hev1" -> "HEVC (H.265)";
        case "av01" -> "AV1";
        case "vp09" -> "VP9";
        case "mp4v" -> "MPEG-4 part 2";
        case "ac-3" -> "AC-3";
        case "ec-3" -> "E-AC-3";
        case "Opus" -> "Opus";
        case "mp4a" -> "no AAC that MPEG-TS can carry";
        default -> "'" + fourcc.strip() + "'";
      };
    }
  }
}
