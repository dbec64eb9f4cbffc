package banyan.player.window;

import banyan.player.channels.ListedChannel;
import banyan.player.playback.PlaybackWatchdog;
import banyan.player.playback.SessionAddress;
import banyan.player.playback.Situation;
import banyan.player.watching.ChannelState;
import banyan.player.watching.Tuner;
import banyan.protocol.About;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Detail;
import banyan.protocol.PlainText;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Platform;
import javafx.scene.media.MediaException;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The channel that is on, from being chosen to being left: tunes in, plays what comes, begins anew where that helps.
 */
final class Playing implements AutoCloseable {
  /** What a window shows of it. */
  interface Display {
    /** Something has changed; {@link Playing} says what is so now. */
    void changed();

    /** A word to the person, once. */
    void tell(String notice);

    /** The picture of a channel moves for the first time. */
    void plays(ChannelLink link, String title);
  }

  private static final Logger LOG = Logger.getLogger(Playing.class.getName());
  private static final Duration LOOKS_APART = Duration.millis(200);

  private final RelayPeer peer;
  private final Tuner tuner;
  private final MediaScreen screen = new MediaScreen(this::failed);
  private final SessionAddress sessions = new SessionAddress();
  private final PlaybackWatchdog watchdog = new PlaybackWatchdog();
  private final Display display;
  private final Timeline looks = new Timeline(new KeyFrame(LOOKS_APART, event -> look()));
  private @Nullable ChannelLink link;
  private String knownTitle = "";
  private JoinOptions how = JoinOptions.BY_LINK;
  private @Nullable ChannelState state;
  private Situation situation = Situation.of(Optional.empty(), false, 0);
  private Optional<MediaTrouble> trouble = Optional.empty();
  /** Once there is no device for sound, all channels are played without it. */
  private boolean isSilent;
  private boolean hasPlayed;
  private long beginnings;
  /** A session has been asked for. */
  private boolean isBeginning;
  /** That is played. */
  private @Nullable URI session;
  /** Where in this player's time a new one would begin, as it was told last; −1 before that. */
  private long newStartMicros = -1;

  Playing(RelayPeer peer, Display display) {
    this.peer = peer;
    this.display = display;
    this.tuner = new Tuner(peer, new Latest<>(this::show));
    looks.setCycleCount(Animation.INDEFINITE);
    looks.play();
  }

  MediaScreen screen() {
    return screen;
  }

  Optional<ChannelState> state() {
    return Optional.ofNullable(state);
  }

  Situation situation() {
    return situation;
  }

  /** What keeps it from playing at all. */
  Optional<MediaTrouble> trouble() {
    return trouble;
  }

  /** The channel that is on, or was before it was stopped. */
  Optional<ChannelLink> link() {
    return Optional.ofNullable(link);
  }

  Optional<ChannelId> on() {
    return isOn() && link != null ? Optional.of(link.channel()) : Optional.empty();
  }

  /** As the channel calls itself, or as it was last known. */
  String title() {
    String said = PlainText.of(said().text(Detail.TITLE), ListedChannel.MAX_TITLE_CHARS);
    return said.isEmpty() ? knownTitle : said;
  }

  /** What the channel says of itself, as far as it has come. */
  About said() {
    return state().flatMap(ChannelState::description).map(About::read).orElse(About.NOTHING);
  }

  boolean isOn() {
    return state != null;
  }

  /** Whether sound cannot be played on this computer. */
  boolean isSilent() {
    return isSilent;
  }

  /** Where other players find the channel that is on. */
  String address(String folder, String ending) {
    return peer.httpUrl().orElse("") + "/" + folder + "/" + (link == null ? "" : link.channel()) + ending;
  }

  /**
   * Turns to a channel.
   *
   * @param title as it was last known; empty if it was not
   */
  void tune(ChannelLink to, String title, JoinOptions options) {
    CompletableFuture<Void> released = end();
    link = to;
    knownTitle = title;
    how = options;
    trouble = Optional.empty();
    hasPlayed = false;
    long now = nowMicros();
    watchdog.reset(now);
    state = ChannelState.tuned(to, now);
    tuner.tune(to, options, released);
    look();
  }

  /** Turns again to the channel that was stopped. */
  void resume() {
    if (link != null && !isOn()) {
      tune(link, knownTitle, how);
    }
  }

  /** Leaves the channel; it can be resumed. */
  void stop() {
    knownTitle = title();
    state = null;
    trouble = Optional.empty();
    tuner.leave(end());
    look();
  }

  /** Nothing is shown any more, nor by what was asked for; completes when the stream is not read any more. */
  private CompletableFuture<Void> end() {
    beginnings++;
    isBeginning = false;
    return screen.end();
  }

  private void show(ChannelState now) {
    // What was said of the channel before comes too late.
    if (state == null || !now.link().equals(state.link())) {
      return;
    }
    tellNews(now);
    state = now;
    if (!screen.isOn() && !isBeginning && now.streamAtMicros() >= 0 && trouble.isEmpty()) {
      begin();
    }
    look();
  }

  /** Whoever looks at the picture is told what comes on, but not what was on already. */
  private void tellNews(ChannelState now) {
    String before = said().text(Detail.NOW_PLAYING);
    String next = now.description().map(About::read).orElse(About.NOTHING).text(Detail.NOW_PLAYING);
    if (!next.isEmpty() && !next.equals(before) && state().flatMap(ChannelState::description).isPresent()) {
      display.tell("Now playing: " + next);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is told on JavaFX's thread
  private void begin() {
    long mine = ++beginnings;
    isBeginning = true;
    session = null;
    newStartMicros = -1;
    watchdog.begun(nowMicros());
    sessions.begin(URI.create(address("live", "/session.m3u8") + "?viewer=no" + (isSilent ? "&sound=no" : "")))
        .whenComplete((url, failure) -> Platform.runLater(() -> begun(mine, url, failure)));
  }

  private void begun(long which, @Nullable URI url, @Nullable Throwable failure) {
    if (which != beginnings) {
      return;
    }
    isBeginning = false;
    if (url == null) {
      // With nothing on, the channel's next word begins another; else the watchdog does: the last player stands.
      LOG.log(Level.FINE, "no session to play", failure);
    } else if (isOn() && trouble.isEmpty()) {
      session = url;
      screen.begin(url.toString());
    }
  }

  private void look() {
    long now = nowMicros();
    if (screen.isOn() && !isBeginning && state != null && trouble.isEmpty()) {
      boolean moved = watchdog.hasPicture();
      watchdog.look(new PlaybackWatchdog.Look(
          now, System.currentTimeMillis(), screen.positionMicros(), screen.hasEnded(), screen.hasFailed(),
          state.streamAtMicros(), newStartMicros)).ifPresent(this::beginAnew);
      if (watchdog.wantsNewStart() && session != null) {
        askForNewStart(beginnings, session);
      }
      if (!moved && watchdog.hasPicture() && !hasPlayed && link != null) {
        hasPlayed = true;
        display.plays(link, title());
      }
    }
    situation = trouble.isPresent() ? Situation.NO_DECODER
        : Situation.of(state(), screen.isOn() && watchdog.isMoving(), now);
    display.changed();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is looked at on JavaFX's thread
  private void askForNewStart(long which, URI of) {
    sessions.newStartMicros(of).thenAccept(micros -> Platform.runLater(() -> {
      if (which == beginnings) {
        newStartMicros = micros;
      }
    }));
  }

  private void beginAnew(PlaybackWatchdog.Cause cause) {
    LOG.info(() -> Situation.words(cause));
    begin();
    // A jump so soon is no news to who watches.
    if (cause != PlaybackWatchdog.Cause.BEGAN_LATE) {
      display.tell(Situation.words(cause));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the channel stays on: nobody has to wait
  private void failed(MediaException thrown) {
    LOG.log(Level.FINE, "JavaFX does not play", thrown);
    MediaTrouble what = MediaTrouble.of(thrown);
    if (what == MediaTrouble.NO_SOUND_DEVICE && !isSilent) {
      isSilent = true;
      display.tell("This computer has no device for sound: the picture plays without it.");
      begin();
    } else if (what == MediaTrouble.NO_DECODER) {
      trouble = Optional.of(what);
      end();
    }
    look();
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  /** Ends the picture at once. What is left to do may take seconds, and is not for JavaFX's thread. */
  @Override
  public void close() {
    looks.stop();
    state = null;
    tuner.leave(end());
  }

  /** Leaves the channel, and returns when it is left. */
  void leave() {
    tuner.close();
  }
}
