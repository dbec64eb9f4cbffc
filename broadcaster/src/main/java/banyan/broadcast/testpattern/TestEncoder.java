package banyan.broadcast.testpattern;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jcodec.codecs.h264.H264Encoder;
import org.jcodec.codecs.h264.encode.RateControl;
import org.jcodec.codecs.h264.io.model.SliceType;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;
import org.jcodec.common.model.Rect;
import org.jcodec.common.model.Size;

/** H.264 Baseline out of pictures, at one quality: I pictures on demand, P pictures otherwise. */
final class TestEncoder {
  /** Looks clean; the pattern takes about 0.5 Mbit/s at 320x180 and 30 pictures a second. */
  private static final int QUANTISER = 26;
  /** JCodec writes frame numbers of 8 bits: a group of pictures stays below. */
  private static final int MAX_GROUP = 250;

  private final H264Encoder encoder = new H264Encoder(new FixedQuality());
  private final Picture picture;
  private final ByteBuffer output;
  private int inGroup;

  TestEncoder(int width, int height) {
    // The encoder reads whole macroblocks: pictures of other sizes are continued, and cropped again by the decoder.
    picture = Picture.createCropped(
        width + 15 & ~15, height + 15 & ~15, ColorSpace.YUV420J,
        new Rect(0, 0, width, height));
    output = ByteBuffer.allocate(picture.getWidth() * picture.getHeight() * 3);
  }

  /** Whether the next picture must be a key picture. */
  boolean mustBeKey() {
    return inGroup == 0 || inGroup >= MAX_GROUP;
  }

  /** Encodes the planes of a picture; returns its NAL units. */
  List<ByteBuffer> encode(byte[][] planes, int width, int height, boolean key) {
    for (int plane = 0; plane < 3; plane++) {
      int shift = plane == 0 ? 0 : 1;
      fill(picture.getPlaneData(plane), picture.getPlaneWidth(plane), picture.getPlaneHeight(plane), planes[plane],
          width >> shift, height >> shift);
    }
    inGroup = key ? 0 : inGroup;
    output.clear();
    ByteBuffer annexB =
        encoder.doEncodeFrame(picture, output, key, inGroup, key ? SliceType.I : SliceType.P);
    inGroup++;
    byte[] bytes = new byte[annexB.remaining()];
    annexB.get(bytes);
    return split(bytes);
  }

  /** JCodec keeps samples as signed bytes around 0. */
  private static void fill(byte[] to, int toWidth, int toHeight, byte[] from, int width, int height) {
    for (int y = 0; y < toHeight; y++) {
      int row = Math.min(y, height - 1) * width;
      for (int x = 0; x < toWidth; x++) {
        to[y * toWidth + x] = (byte) ((from[row + Math.min(x, width - 1)] & 0xff) - 128);
      }
    }
  }

  private static List<ByteBuffer> split(byte[] annexB) {
    List<ByteBuffer> nals = new ArrayList<>();
    int start = -1;
    for (int i = 0; i + 2 < annexB.length; i++) {
      if (annexB[i] == 0 && annexB[i + 1] == 0 && annexB[i + 2] == 1) {
        if (start >= 0) {
          nals.add(nal(annexB, start, i));
        }
        start = i + 3;
        i += 2;
      }
    }
    if (start >= 0) {
      nals.add(nal(annexB, start, annexB.length));
    }
    return nals;
  }

  private static ByteBuffer nal(byte[] annexB, int from, int to) {
    int end = to;
    while (end > from + 1 && annexB[end - 1] == 0) {
      end--;
    }
    return ByteBuffer.wrap(Arrays.copyOfRange(annexB, from, end)).asReadOnlyBuffer();
  }

  private static final class FixedQuality implements RateControl {
    @Override
    public int startPicture(Size size, int maxBytes, SliceType type) {
      return QUANTISER;
    }

    @Override
    public int initialQpDelta() {
      return 0;
    }

    @Override
    public int accept(int bits) {
      return 0;
    }
  }
}
