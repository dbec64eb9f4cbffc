package banyan.relay;

import banyan.http.Answer;
import banyan.node.NodeStatus;
import banyan.protocol.About;
import banyan.protocol.Bytes32;
import banyan.protocol.Descriptor;
import banyan.protocol.Detail;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.relay.transport.PeerTransport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What {@code /status} says; relay-peer/docs/http.md is its description. */
final class StatusDocument {
  /** Apart, so that a peer begins without it. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }

  private StatusDocument() {}

  /** Asks every channel how it is, and answers with all of it. */
  static CompletionStage<Answer> of(RelayPeer peer) {
    List<ChannelSession> sessions = new ArrayList<>(peer.sessions());
    List<CompletableFuture<NodeStatus>> all = sessions.stream().map(ChannelSession::status).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApplyAsync(done -> {
      ObjectNode out = Json.MAPPER.createObjectNode();
      out.put("peer", peer.id().toString());
      out.put("agent", peer.agent());
      out.put("port", peer.port());
      encryption(out.putObject("encryption"), peer.transport());
      PeerAddress address = peer.address();
      out.put("reachability", address.reachability().name());
      addresses(out.putArray("addresses"), address);
      ArrayNode channels = out.putArray("channels");
      for (int i = 0; i < sessions.size(); i++) {
        channel(channels.addObject(), sessions.get(i), all.get(i).join(), peer.transport().encryption().isOn());
      }
      try {
        return Answer.json(200, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(out));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("texts and numbers always make JSON", e);
      }
    });
  }

  /** Of all links alike: there are no others in one process. */
  private static void encryption(ObjectNode out, PeerTransport transport) {
    out.put("protocol", transport.encryption().isOn() ? "TLSv1.3" : "none");
    transport.encryption().provider().ifPresent(name -> out.put("provider", name));
    transport.suite().ifPresent(name -> out.put("suite", name));
  }

  private static void addresses(ArrayNode out, PeerAddress address) {
    address.endpoints().stream().map(Endpoint::toString).forEach(out::add);
  }

  private static void channel(ObjectNode out, ChannelSession session, NodeStatus status, boolean encrypted) {
    out.put("channel", session.channel().toString());
    session.descriptor().ifPresent(descriptor -> describe(out.putObject("description"), descriptor));
    session.index().ifPresent(url -> out.put("index", url));
    out.put("phase", status.phase().name());
    out.put("ended", status.isEnded());
    out.put("depth", status.path().depth());
    status.parent().ifPresent(parent -> out.put("parent", parent.peer().toString()));
    path(out.putArray("path"), status);
    out.put("children", status.children());
    out.put("backups", status.backups());
    out.put("slots", status.slots());
    out.put("freeSlots", status.freeSlots());
    out.put("viewers", session.viewers());
    out.put("subtreePeers", status.subtree().peers());
    out.put("subtreeViewers", status.subtree().viewers());
    out.put("lagMicros", status.lagMicros());
    window(out.putObject("window"), status);
    counters(out.putObject("counters"), status.counters());
    session.sections().forEach((section, values) -> out.set(section, Json.MAPPER.valueToTree(values.get())));
    ArrayNode links = out.putArray("links");
    for (NodeStatus.LinkStatus link : status.links()) {
      link(links.addObject(), link, encrypted);
    }
  }

  private static void describe(ObjectNode out, Descriptor descriptor) {
    Descriptor.Fields fields = descriptor.fields();
    out.put("revision", fields.revision());
    About about = About.read(fields);
    out.put("title", about.text(Detail.TITLE));
    about.details().forEach(out::put);
    out.put("videoCodec", fields.videoCodec());
    out.put("audioCodec", fields.audioCodec());
    out.put("peakBitsPerSecond", fields.peakBitsPerSecond());
    out.put("chunkMillis", fields.chunkMillis());
    out.put("stripes", fields.stripes());
  }

  private static void path(ArrayNode out, NodeStatus status) {
    List<Long> hops = status.path().hops();
    for (int i = 0; i < hops.size(); i++) {
      ObjectNode at = out.addObject();
      // A path names the beginnings of ids, which is all that this shows.
      at.put("peer", new PeerId(new Bytes32(hops.get(i), 0, 0, 0)).shortName());
      at.put("roundTripMicros", i == 0 ? 0 : status.roundTripsMicros().get(i - 1));
    }
  }

  private static void window(ObjectNode out, NodeStatus status) {
    out.put("epoch", status.epoch());
    out.put("firstSequence", status.firstSequence());
    out.put("newestSequence", status.newestSequence());
    out.put("bytes", status.windowBytes());
    out.put("holes", status.holes());
  }

  private static void counters(ObjectNode out, NodeStatus.Counters counters) {
    out.put("chunksReceived", counters.chunksReceived());
    out.put("chunksRepeated", counters.chunksRepeated());
    out.put("chunksRefused", counters.chunksRefused());
    out.put("chunksPulled", counters.chunksPulled());
    out.put("chunksDelivered", counters.chunksDelivered());
    out.put("chunksLost", counters.chunksLost());
    out.put("chunksSent", counters.chunksSent());
    out.put("bytesSent", counters.bytesSent());
    out.put("parentChanges", counters.reparents());
  }

  private static void link(ObjectNode out, NodeStatus.LinkStatus link, boolean encrypted) {
    out.put("peer", link.peer().toString());
    out.put("role", link.role().name());
    out.put("encrypted", encrypted);
    addresses(out.putArray("addresses"), link.address());
    out.put("freeSlots", link.freeSlots());
    out.put("depth", link.depth());
    out.put("roundTripMicros", link.roundTripMicros());
    out.put("behindMicros", link.behindMicros());
  }
}
