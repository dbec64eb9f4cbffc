package banyan.broadcast.media;

/** For those who want to hear of some things only: passes over all that a source tells, but for its media. */
public abstract class SourceSinkAdapter implements SourceSink {
  @Override
  public void encoderConnected(String encoder) {}

  @Override
  public void tracks(Tracks tracks) {}

  @Override
  public void damaged(int pieces) {}

  @Override
  public void warning(String sentence) {}

  @Override
  public void encoderRefused(String sentence) {}

  @Override
  public void encoderGone() {}

  @Override
  public void failed(String sentence) {}
}
