package banyan.relay;

import banyan.node.NodeStatus;
import banyan.protocol.CloseReason;
import banyan.relay.output.recording.Recording;
import banyan.relay.output.recording.RecordingFigures;
import banyan.relay.transport.EventLoops;
import banyan.relay.transport.PeerTransport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A peer in figures for monitoring; relay-peer/docs/http.md says what each name means. Made when they are first asked
 * for: the library takes a fresh process 150 ms to get going, and most people never ask.
 */
final class PeerMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbage = new JvmGcMetrics();
  private final Map<ChannelSession, List<Meter>> ofSessions = new HashMap<>();
  private final Function<ChannelSession, Optional<Recording>> recordings;

  /** @param recordings what of a channel goes to disk */
  PeerMeters(PeerTransport transport, Function<ChannelSession, Optional<Recording>> recordings) {
    this.recordings = recordings;
    new JvmMemoryMetrics().bindTo(registry);
    garbage.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("banyan.netty.direct", EventLoops::directBufferBytes).baseUnit("bytes")
        .description("Memory of sockets' buffers outside of the heap.").register(registry);
    FunctionCounter.builder("banyan.handed", transport, PeerTransport::handedBytes).baseUnit("bytes")
        .description("Bytes handed to peers' sockets, of handshakes and encryption too").register(registry);
    FunctionCounter.builder("banyan.received", transport, PeerTransport::receivedBytes).baseUnit("bytes")
        .description("All bytes from other peers.").register(registry);
    for (CloseReason reason : CloseReason.values()) {
      FunctionCounter.builder("banyan.connections.refused", transport, t -> t.refusals().getOrDefault(reason, 0L))
          .tag("reason", reason.name()).description("Connections closed for what the other end did.")
          .register(registry);
    }
  }

  private List<Meter> add(ChannelSession session) {
    Tags tags = Tags.of("channel", session.channel().toString());
    List<Meter> meters = new ArrayList<>();
    count(meters, session, tags, "banyan.chunks.received", "Stored, each once.", c -> c.chunksReceived());
    count(meters, session, tags, "banyan.chunks.repeated", "There already when they came.", c -> c.chunksRepeated());
    count(meters, session, tags, "banyan.chunks.refused", "Unsigned, or of no proven epoch.", c -> c.chunksRefused());
    count(meters, session, tags, "banyan.chunks.pulled", "Asked for one by one.", c -> c.chunksPulled());
    count(meters, session, tags, "banyan.chunks.delivered", "Handed to players here.", c -> c.chunksDelivered());
    count(meters, session, tags, "banyan.chunks.lost", "That players here never got.", c -> c.chunksLost());
    count(meters, session, tags, "banyan.chunks.sent", "To children.", c -> c.chunksSent());
    count(meters, session, tags, "banyan.chunks.sent.bytes", "Of those chunks' frames.", c -> c.bytesSent());
    count(meters, session, tags, "banyan.parent.changes", "After the first parent.", c -> c.reparents());
    gauge(meters, session, tags, "banyan.children", "Peers fed.", s -> s.children());
    gauge(meters, session, tags, "banyan.backups", "Peers that would feed this one at once.", s -> s.backups());
    gauge(meters, session, tags, "banyan.slots", "Children that may be fed.", s -> s.slots());
    gauge(meters, session, tags, "banyan.slots.free", "Of them.", s -> s.freeSlots());
    gauge(meters, session, tags, "banyan.depth", "Hops from the root; 255 without a way there.",
        s -> s.path().depth());
    gauge(meters, session, tags, "banyan.lag.seconds", "Age of the newest beat of the root; -1 before the first.",
        s -> s.lagMicros() < 0 ? -1 : s.lagMicros() / 1e6);
    gauge(meters, session, tags, "banyan.parent.round.trip.seconds", "To the parent; 0 without one.",
        s -> s.parent().map(parent -> parent.roundTripMicros() / 1e6).orElse(0.0));
    gauge(meters, session, tags, "banyan.window.bytes", "Chunks held.", s -> s.windowBytes());
    gauge(meters, session, tags, "banyan.subtree.peers", "Below and with this one.", s -> s.subtree().peers());
    gauge(meters, session, tags, "banyan.subtree.viewers", "Below and with this one.", s -> s.subtree().viewers());
    meters.add(Gauge.builder("banyan.viewers", session, ChannelSession::viewers).tags(tags)
        .description("Who watch at this peer.").register(registry));
    recordings.apply(session).ifPresent(recording -> addRecording(meters, recording, tags));
    return meters;
  }

  private void addRecording(List<Meter> meters, Recording recording, Tags tags) {
    meters.add(Gauge.builder("banyan.recording", recording, r -> r.figures().isRunning() ? 1 : 0).tags(tags)
        .description("1, or 0 while the recording cannot be written.").register(registry));
    recorded(meters, recording, tags, "banyan.recorded.bytes", "Written to recordings.", f -> f.bytes());
    recorded(meters, recording, tags, "banyan.recorded.chunks", "Written to recordings.", f -> f.chunks());
    recorded(meters, recording, tags, "banyan.recorded.files", "Recordings begun.", f -> f.files());
    recorded(meters, recording, tags, "banyan.recording.stops", "How often that began.", f -> f.stops());
    recorded(meters, recording, tags, "banyan.recording.chunks.dropped", "Left out: the disk was too slow.",
        f -> f.chunksDropped());
    recorded(meters, recording, tags, "banyan.recording.chunks.missed", "Left out while it could not be written.",
        f -> f.chunksMissed());
  }

  private void recorded(
      List<Meter> meters, Recording recording, Tags tags, String name, String description,
      ToDoubleFunction<RecordingFigures> value) {
    meters.add(FunctionCounter.builder(name, recording, r -> value.applyAsDouble(r.figures()))
        .tags(tags).description(description).register(registry));
  }

  private void count(
      List<Meter> meters, ChannelSession session, Tags tags, String name, String description,
      ToDoubleFunction<NodeStatus.Counters> value) {
    meters.add(FunctionCounter
        .builder(name, session, s -> s.lastStatus().map(now -> value.applyAsDouble(now.counters())).orElse(0.0))
        .tags(tags).description(description).register(registry));
  }

  private void gauge(
      List<Meter> meters, ChannelSession session, Tags tags, String name, String description,
      ToDoubleFunction<NodeStatus> value) {
    meters.add(Gauge
        .builder(name, session, s -> s.lastStatus().map(value::applyAsDouble).orElse(0.0))
        .tags(tags).description(description).register(registry));
  }

  /**
   * As Prometheus reads it. It takes some milliseconds: not for an event loop.
   *
   * @param sessions those that there are now
   */
  synchronized String scrape(Collection<ChannelSession> sessions) {
    ofSessions.entrySet().removeIf(known -> {
      boolean left = !sessions.contains(known.getKey());
      if (left) {
        known.getValue().forEach(registry::remove);
      }
      return left;
    });
    sessions.forEach(session -> ofSessions.computeIfAbsent(session, this::add));
    return registry.scrape();
  }

  @Override
  public synchronized void close() {
    garbage.close();
    registry.close();
  }
}
