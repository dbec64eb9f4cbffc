package banyan.broadcast.testing;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps whatever a source delivers. */
public class RecordingSink implements SourceSink {
  public final List<AccessUnit> units = new CopyOnWriteArrayList<>();
  public final List<Tracks> tracks = new CopyOnWriteArrayList<>();
  /** Whatever came besides units, as a word and its text. */
  public final List<String> events = new CopyOnWriteArrayList<>();
  public final AtomicInteger damaged = new AtomicInteger();

  @Override
  public void encoderConnected(String encoder) {
    events.add("connected");
  }

  @Override
  public void tracks(Tracks next) {
    tracks.add(next);
  }

  @Override
  public void accessUnit(AccessUnit unit) {
    units.add(unit);
  }

  @Override
  public void damaged(int pieces) {
    damaged.addAndGet(pieces);
  }

  @Override
  public void warning(String sentence) {
    events.add("warning " + sentence);
  }

  @Override
  public void encoderRefused(String sentence) {
    events.add("refused " + sentence);
  }

  @Override
  public void encoderGone() {
    events.add("gone");
  }

  @Override
  public void failed(String sentence) {
    events.add("failed " + sentence);
  }

  public List<AccessUnit.Video> video() {
    return units.stream().filter(AccessUnit.Video.class::isInstance).map(AccessUnit.Video.class::cast).toList();
  }

  public List<AccessUnit.Audio> audio() {
    return units.stream().filter(AccessUnit.Audio.class::isInstance).map(AccessUnit.Audio.class::cast).toList();
  }
}
