package banyan.broadcast.media;

/** The codecs that a channel carries. */
public enum Codec {
  H264("h264"),
  AAC("aac");

  private final String descriptorName;

  Codec(String descriptorName) {
    this.descriptorName = descriptorName;
  }

  /** As a channel's descriptor spells it. */
  public String descriptorName() {
    return descriptorName;
  }
}
