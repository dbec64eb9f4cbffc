package banyan.relay;

import banyan.node.NodeEvent;
import banyan.protocol.About;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Detail;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells people about changes of a node's state, a line each. */
final class EventLog implements SessionListener {
  private static final Logger LOG = Logger.getLogger(EventLog.class.getName());

  private final String name;
  private String title;
  private boolean hasStarted;

  EventLog(ChannelId channel) {
    this.name = channel.shortName();
    this.title = "";
  }

  @Override
  public void onEvent(NodeEvent event) {
    if (event instanceof NodeEvent.Attached e) {
      tell(Level.INFO, "fed by " + e.parent().shortName() + " at depth " + e.path().depth() + ", found in "
          + e.afterMicros() / 1_000 + " ms" + (e.cause() == NodeEvent.Cause.JOIN ? "" : " (" + why(e.cause()) + ")"));
    } else if (event instanceof NodeEvent.Orphaned e) {
      tell(Level.INFO, "parent " + e.parent().shortName() + " is gone (" + why(e.cause()) + "), looking for another");
    } else if (event instanceof NodeEvent.Suspected e) {
      tell(Level.FINE, "nothing from " + e.parent().shortName() + " for " + e.silentMicros() / 1_000
          + " ms: asking others for what is missing");
    } else if (event instanceof NodeEvent.CycleSeen) {
      tell(Level.FINE, "peers feed each other in a circle; it is being broken");
    } else if (event instanceof NodeEvent.Started e) {
      started(e);
    } else if (event instanceof NodeEvent.ChildAdded e) {
      tell(Level.INFO,
          "child " + e.child().shortName() + " came; " + e.children() + " of " + e.slots() + " slots used");
    } else if (event instanceof NodeEvent.ChildRemoved e) {
      tell(Level.INFO,
          "child " + e.child().shortName() + " went (" + words(e.reason()) + "); " + e.children() + " left");
    } else if (event instanceof NodeEvent.ChildMoved e) {
      tell(Level.INFO, "child " + e.child().shortName() + " could not keep up: moved from chunk " + e.from() + " to "
          + e.to());
    } else if (event instanceof NodeEvent.ChunksLost e) {
      tell(Level.WARNING, e.count() + " chunks lost from " + e.first() + " on");
    } else if (event instanceof NodeEvent.PeerMisbehaved e) {
      dropped(e);
    } else if (event instanceof NodeEvent.StreamStale e) {
      tell(Level.WARNING, "what " + e.peer().shortName() + " sends is not live, or this computer's clock is wrong "
          + "(the stream says " + seconds(e.streamUnixMillis()) + ", this computer "
          + seconds(System.currentTimeMillis()) + "): check the clock");
    } else if (event instanceof NodeEvent.Described e) {
      describe(e);
    } else if (event instanceof NodeEvent.EpochBegan e) {
      tell(Level.FINE, "epoch " + e.epoch() + " began");
    } else if (event instanceof NodeEvent.ChannelEnded) {
      tell(Level.INFO, "the broadcaster has ended the channel");
    } else if (event instanceof NodeEvent.Stopped) {
      tell(Level.FINE, "left");
    }
  }

  private void started(NodeEvent.Started event) {
    String from = "can be played from chunk " + event.sequence() + " on";
    tell(Level.INFO, hasStarted ? "the broadcaster has begun anew: " + from
        : from + ", after " + event.afterMicros() / 1_000 + " ms");
    hasStarted = true;
  }

  private void dropped(NodeEvent.PeerMisbehaved event) {
    String who = "peer " + event.peer().shortName() + " was dropped: ";
    switch (event.reason()) {
      case BAD_SIGNATURE -> tell(Level.WARNING, who + "it sent what the broadcaster has not signed");
      case STALE_STREAM -> tell(Level.INFO, who + "it sent an old stream");
      default -> tell(Level.WARNING, who + "it broke the protocol (" + words(event.reason()) + ")");
    }
  }

  private static String words(CloseReason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Instant seconds(long unixMillis) {
    return Instant.ofEpochMilli(unixMillis).truncatedTo(ChronoUnit.SECONDS);
  }

  private void describe(NodeEvent.Described event) {
    String now = About.read(event.descriptor().fields()).text(Detail.TITLE);
    if (!now.equals(title)) {
      title = now;
      tell(Level.INFO, "is '" + now + "'");
    }
  }

  private static String why(NodeEvent.Cause cause) {
    return switch (cause) {
      case JOIN -> "first parent";
      case LOST -> "connection lost";
      case SILENT -> "nothing came from it";
      case LEAVING -> "it leaves";
      case MISBEHAVED -> "it broke the rules";
      case STALE -> "nothing new came through it";
      case LOOP -> "it sat below this peer";
      case LIMPING -> "it brought too little";
      case CLIMB -> "a better one";
      case MOVED -> "made room for one that feeds more";
    };
  }

  private void tell(Level level, String what) {
    LOG.log(level, () -> "Channel " + name + ": " + what + ".");
  }
}
