package banyan.broadcast.mpegts;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.H264;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds H.264 access units in an Annex B stream, by what the NAL units are and not by how the stream was packed: PES
 * packets may hold several pictures, or a part of one.
 *
 * <p>A picture is complete once the first NAL unit of the next one has begun. The buffer always begins with the
 * current picture.
 */
final class H264Reader extends ElementaryReader {
  /** A picture of 8K at the highest rates stays below it. */
  static final int MAX_UNIT_BYTES = 8 * 1024 * 1024;
  /** A slice for each row of macroblocks of an 8K picture, many times over. */
  private static final int MAX_NALS = 8_192;
  private static final int START_CODE_BYTES = 3;
  /** Until two pictures have told the rate: 25 a second. */
  private static final long ASSUMED_FRAME_TICKS = AccessUnit.TICKS_PER_SECOND / 25;

  private record Nal(int from, int to) {}

  private final List<Nal> nals = new ArrayList<>();
  /** Where the last NAL begins whose end is not known, or −1. */
  private int openNal = -1;
  /** Up to here the buffer holds no start code that was not handled. */
  private int scanned;
  private boolean hasSlice;
  private boolean broken;
  /** What comes belongs to a picture whose beginning is not here. */
  private boolean seeking = true;
  /** Pictures so far refer to some of another stream, which this one has taken the place of. */
  private boolean awaitsJoinPoint;
  private long unitCaptureUnixMicros;

  private long frameTicks = ASSUMED_FRAME_TICKS;
  private boolean timed;
  private long dtsTicks;
  private long ptsDelayTicks;
  /** The last times that a PES packet gave, and the pictures since. */
  private long knownDtsTicks;
  private int picturesSinceKnown;

  H264Reader(Output output, ClockUnwrapper clock, boolean first) {
    super(output, clock, first, MAX_UNIT_BYTES);
    awaitsJoinPoint = !first;
  }

  @Override
  void scan() {
    while (true) {
      int start = findStartCode(scanned);
      if (start < 0) {
        scanned = Math.max(scanned, length - START_CODE_BYTES + 1);
        if (openNal < 0 && scanned > 0) {
          discard(scanned);
          scanned = 0;
        }
        return;
      }
      int header = start + START_CODE_BYTES;
      if (header >= length || (needsSliceHeader(header) && header + 1 >= length)) {
        scanned = start;
        return;
      }
      begin(start, header);
    }
  }

  /** Slices of the picture so far may refer to bytes that never came. */
  @Override
  void dropBegun() {
    broken |= openNal >= 0;
  }

  @Override
  void overflowed() {
    restart(0);
    seeking = true;
  }

  @Override
  void end() {
    if (openNal >= 0) {
      closeNal(length);
      emit();
    }
    discard(length);
    restart(0);
  }

  private boolean needsSliceHeader(int header) {
    return (hasSlice || seeking) && H264.hasSliceHeader(H264.nalType(buffer[header]));
  }

  private void begin(int start, int header) {
    int type = H264.nalType(buffer[header]);
    if (openNal >= 0) {
      closeNal(start);
    }
    boolean mayStart = H264.startsAccessUnit(type)
        || (needsSliceHeader(header) && H264.isFirstSlice(buffer[header + 1]));
    boolean starts = (hasSlice || seeking) ? mayStart : type == H264.ACCESS_UNIT_DELIMITER;
    int shift = 0;
    if (starts) {
      if (hasSlice) {
        emit();
      }
      unitCaptureUnixMicros = captureOf(start);
      discard(start);
      shift = start;
      restart(header - shift);
      seeking = false;
    }
    scanned = header - shift;
    if (!seeking) {
      openNal = header - shift;
      hasSlice |= H264.isSlice(type);
    }
  }

  private void restart(int nextScan) {
    nals.clear();
    openNal = -1;
    scanned = nextScan;
    hasSlice = false;
    broken = false;
  }

  /** Zeros before a start code belong to no NAL. */
  private void closeNal(int end) {
    int to = end;
    while (to > openNal && buffer[to - 1] == 0) {
      to--;
    }
    int type = to > openNal ? H264.nalType(buffer[openNal]) : H264.FILLER;
    if (type == H264.ACCESS_UNIT_DELIMITER || type == H264.FILLER) {
      return;
    }
    if (nals.size() == MAX_NALS) {
      broken = true;
      return;
    }
    nals.add(new Nal(openNal, to));
  }

  private void emit() {
    Optional<Times> own = takeTimes(0);
    long pts = settleTimes(own);
    if (broken || !timed || !hasSlice) {
      output.damaged();
      return;
    }
    int end = nals.get(nals.size() - 1).to();
    ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, end)).asReadOnlyBuffer();
    List<ByteBuffer> units = new ArrayList<>(nals.size());
    for (Nal nal : nals) {
      units.add(bytes.slice(nal.from(), nal.to() - nal.from()));
    }
    boolean joinPoint = H264.isJoinPoint(units);
    awaitsJoinPoint &= !joinPoint;
    if (awaitsJoinPoint) {
      output.damaged();
      return;
    }
    output.unit(new AccessUnit.Video(pts, dtsTicks, joinPoint, takeFirst(), unitCaptureUnixMicros, units));
  }

  /** Sets the picture's DTS and returns its PTS. Of several in a PES packet, those after the first are guessed. */
  private long settleTimes(Optional<Times> own) {
    if (own.isPresent()) {
      Times given = own.get();
      long step = timed ? (given.dtsTicks() - knownDtsTicks) / (picturesSinceKnown + 1) : 0;
      if (step > 0 && step <= AccessUnit.TICKS_PER_SECOND) {
        frameTicks = step;
      }
      timed = true;
      dtsTicks = given.dtsTicks();
      ptsDelayTicks = Math.max(0, given.ptsTicks() - given.dtsTicks());
      knownDtsTicks = dtsTicks;
      picturesSinceKnown = 0;
    } else {
      dtsTicks += frameTicks;
      picturesSinceKnown++;
    }
    return dtsTicks + ptsDelayTicks;
  }

  private int findStartCode(int from) {
    for (int i = from; i + 2 < length; i++) {
      if (buffer[i + 2] > 1 || buffer[i + 2] < 0) {
        i += 2;
      } else if (buffer[i] == 0 && buffer[i + 1] == 0 && buffer[i + 2] == 1) {
        return i;
      }
    }
    return -1;
  }
}
