package banyan.broadcast.media;

import java.nio.ByteBuffer;

/**
 * Lets pictures through from the first that a decoder can begin with. Where that is no IDR (open groups of pictures),
 * those that are shown before it but come after it refer to what was never sent, and stay out too.
 *
 * <p>Without parameter sets nothing can be decoded. The last ones that came do for another encoder too, until it sends
 * its own: it may be the same one, after its connection failed.
 */
public final class JoinGate {
  private boolean isOpen;
  private boolean skipsLeading;
  private long joinPtsTicks;
  private boolean hasSps;
  private boolean hasPps;

  /** What comes refers to nothing that was sent. */
  public void shut() {
    isOpen = false;
  }

  public boolean isOpen() {
    return isOpen;
  }

  /** Whether this is the picture to begin with, or one behind it that can be decoded. */
  public boolean admits(AccessUnit.Video unit) {
    boolean isIdr = false;
    for (ByteBuffer nal : unit.nals()) {
      int type = H264.nalType(nal);
      hasSps |= type == H264.SPS;
      hasPps |= type == H264.PPS;
      isIdr |= type == H264.SLICE_IDR;
    }
    if (isOpen) {
      skipsLeading &= unit.ptsTicks() < joinPtsTicks;
      return !skipsLeading;
    }
    if (!unit.joinPoint() || !hasSps || !hasPps) {
      return false;
    }
    isOpen = true;
    skipsLeading = !isIdr;
    joinPtsTicks = unit.ptsTicks();
    return true;
  }
}
