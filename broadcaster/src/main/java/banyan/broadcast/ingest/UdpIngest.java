package banyan.broadcast.ingest;

import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Enumeration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A port, or a multicast group, that an encoder sends MPEG-TS to in datagrams, bare or in RTP. One encoder at a time,
 * told by its address: it has gone when nothing came from it for 2 s.
 *
 * <p>UDP holds nobody back and loses what nobody reads in time, so a thread of its own reads the socket.
 */
public final class UdpIngest implements Source {
  private static final long SILENCE_MICROS = 2_000_000;
  private static final int MAX_DATAGRAM_BYTES = 65_536;
  /** A third of a second at 200 Mbit/s; the system may give less. */
  private static final int RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;
  private static final long MAX_CLOSE_MILLIS = 5_000;
  private static final String TOO_FAST =
      "The encoder sends faster than real time, and over UDP it cannot be held back: with ffmpeg, put -re before -i.";

  private final OptionalInt programme;
  private final SourceSink sink;
  private final WallClock wallClock;
  private final long silenceMicros;
  private final DatagramChannel channel;
  private final Selector selector;
  private final InetSocketAddress local;
  private final boolean isMulticast;
  private final Thread thread;
  private volatile boolean closed;

  /** On the thread alone. */
  private @Nullable Session session;
  private @Nullable SocketAddress encoder;
  private long lastMicros;
  private boolean toldOfOthers;

  private UdpIngest(
      InetSocketAddress address, OptionalInt programme, SourceSink sink, WallClock wallClock, long silenceMicros)
      throws IOException {
    this.programme = programme;
    this.sink = sink;
    this.wallClock = wallClock;
    this.silenceMicros = silenceMicros;
    this.isMulticast = address.getAddress().isMulticastAddress();
    this.channel = DatagramChannel.open();
    try {
      bind(channel, address);
      this.local = (InetSocketAddress) channel.getLocalAddress();
      this.selector = Selector.open();
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw new IOException(IngestPort.whyNot("udp", "", address, e), e);
    }
    this.thread = new Thread(this::run, "banyan-udp-ingest");
  }

  /**
   * Listens at once.
   *
   * @param address its port may be 0: any free one; a multicast group is joined
   * @param programme the number of the one to take; without it, the first with H.264
   * @throws IOException with a sentence for a person, if the port cannot be had
   */
  public static UdpIngest open(
      InetSocketAddress address, OptionalInt programme, SourceSink sink, WallClock wallClock) throws IOException {
    return open(address, programme, sink, wallClock, SILENCE_MICROS);
  }

  static UdpIngest open(
      InetSocketAddress address, OptionalInt programme, SourceSink sink, WallClock wallClock, long silenceMicros)
      throws IOException {
    UdpIngest ingest = new UdpIngest(address, programme, sink, wallClock, silenceMicros);
    ingest.thread.setDaemon(true);
    ingest.thread.start();
    return ingest;
  }

  private static void bind(DatagramChannel channel, InetSocketAddress address) throws IOException {
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    if (!address.getAddress().isMulticastAddress()) {
      channel.bind(address);
      return;
    }
    // Other receivers of the group may be on this computer.
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    channel.bind(address);
    int joined = 0;
    SocketException last = new SocketException("no network interface takes multicast");
    Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
    while (interfaces.hasMoreElements()) {
      NetworkInterface at = interfaces.nextElement();
      if (at.isUp() && (at.supportsMulticast() || at.isLoopback())) {
        try {
          channel.join(address.getAddress(), at);
          joined++;
        } catch (SocketException e) {
          last = e;
        }
      }
    }
    if (joined == 0) {
      throw last;
    }
  }

  public int port() {
    return local.getPort();
  }

  @Override
  public String description() {
    return "MPEG-TS by UDP to " + (isMulticast ? "group " + local.getAddress().getHostAddress() + ", " : "") + "port "
        + port();
  }

  @Override
  public Optional<String> encodersSendTo() {
    return Optional.of(IngestPort.localUrl("udp", local, ""));
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(MAX_CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    ByteBuffer datagram = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
    try (channel; selector) {
      while (!closed) {
        selector.select(Math.max(1, silenceMicros / 5_000));
        selector.selectedKeys().clear();
        SocketAddress from = channel.receive(datagram.clear());
        while (from != null && !closed) {
          take(from, datagram.flip());
          from = channel.receive(datagram.clear());
        }
        if (encoder != null && nowMicros() - lastMicros > silenceMicros) {
          leave();
        }
      }
    } catch (ClosedChannelException e) {
      // By close().
    } catch (IOException e) {
      sink.failed("The UDP port for encoders broke: " + e.getMessage() + ".");
    }
    leave();
  }

  private void take(SocketAddress from, ByteBuffer datagram) {
    long now = nowMicros();
    if (!from.equals(encoder)) {
      if (encoder != null) {
        tellOfOther(from);
        return;
      }
      encoder = from;
      toldOfOthers = false;
      InetSocketAddress remote = (InetSocketAddress) from;
      session = new Session(programme, sink, remote.getAddress().getHostAddress() + ":" + remote.getPort(), TOO_FAST);
    }
    lastMicros = now;
    Session current = Objects.requireNonNull(session);
    // A stream that was refused stays the encoder's until it stops: or else each datagram would be refused anew.
    if (current.refusal().isEmpty()) {
      Rtp.skipHeader(datagram);
      current.read(now, wallClock.unixMicros(), datagram);
    }
  }

  private void tellOfOther(SocketAddress from) {
    if (!toldOfOthers) {
      toldOfOthers = true;
      sink.warning("Another encoder, " + from.toString().replace("/", "") + ", sends to the same port: only the first "
          + "one, " + String.valueOf(encoder).replace("/", "") + ", is listened to until it stops.");
    }
  }

  private void leave() {
    Session current = session;
    session = null;
    encoder = null;
    if (current != null) {
      if (current.refusal().isPresent()) {
        current.abort();
      } else {
        current.end();
      }
    }
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }
}
