package banyan.broadcast.rtmp;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An encoder over a real socket, which does as it is told and keeps what it is answered. */
final class RtmpClient implements AutoCloseable {
  private static final int SOCKET_MILLIS = 20_000;
  static final int STREAM = 1;

  final ChunkPacker packer = new ChunkPacker();
  private final Socket socket;
  private final ArrayDeque<RtmpMessage> answers = new ArrayDeque<>();
  private final ChunkReader reader = new ChunkReader(answers::add);

  RtmpClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(SOCKET_MILLIS);
  }

  /** With its handshake done. */
  static RtmpClient greeted(int port) throws IOException {
    RtmpClient client = new RtmpClient(port);
    client.send(HandshakeTest.simpleHello());
    byte[] answer = new byte[1 + 2 * Handshake.PACKET_BYTES];
    new DataInputStream(client.socket.getInputStream()).readFully(answer);
    client.send(new byte[Handshake.PACKET_BYTES]);
    return client;
  }

  /** One that has asked to publish, as encoders do; what it was told last is still to be read. */
  static RtmpClient publishing(int port, String app, String key) throws IOException {
    RtmpClient client = greeted(port);
    client.connect(app);
    client.packer.command(0, new Amf.Text("releaseStream"), new Amf.Numeric(2), Amf.nothing(), new Amf.Text(key));
    client.packer.command(0, new Amf.Text("FCPublish"), new Amf.Numeric(3), Amf.nothing(), new Amf.Text(key));
    client.packer.command(0, new Amf.Text("createStream"), new Amf.Numeric(4), Amf.nothing());
    client.packer.command(STREAM, new Amf.Text("publish"), new Amf.Numeric(5), Amf.nothing(), new Amf.Text(key),
        new Amf.Text("live"));
    client.flush();
    return client;
  }

  void connect(String app) {
    Map<String, Amf> fields = new LinkedHashMap<>();
    fields.put("app", new Amf.Text(app));
    fields.put("tcUrl", new Amf.Text("rtmp://127.0.0.1/" + app));
    packer.command(0, new Amf.Text("connect"), new Amf.Numeric(1), new Amf.Structure(fields));
  }

  RtmpClient media(int type, int timestamp, byte[] payload) {
    packer.message(type == RtmpMessage.AUDIO ? 4 : 6, type, STREAM, timestamp, payload);
    return this;
  }

  /** Metadata and what decoders have to know. */
  RtmpClient begin() throws IOException {
    media(RtmpMessage.DATA, 0, Flv.metadata(true, true));
    media(RtmpMessage.AUDIO, 0, Flv.AAC_CONFIG);
    media(RtmpMessage.VIDEO, 0, Flv.avcConfig(1));
    flush();
    return this;
  }

  /** A key picture and some that follow it, 40 ms each. */
  RtmpClient pictures(int from, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      media(RtmpMessage.VIDEO, (from + i) * 40, Flv.picture(i == 0, 0, 400));
    }
    flush();
    return this;
  }

  void flush() throws IOException {
    send(packer.take());
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The next message of this type; others before it are passed over. */
  RtmpMessage next(int type) throws IOException {
    byte[] buffer = new byte[4_096];
    while (true) {
      while (!answers.isEmpty()) {
        RtmpMessage message = answers.removeFirst();
        if (message.type() == type) {
          return message;
        }
      }
      int count = socket.getInputStream().read(buffer);
      if (count < 0) {
        throw new IOException("the other side closed");
      }
      try {
        reader.read(ByteBuffer.wrap(buffer, 0, count), 0);
      } catch (RtmpException e) {
        throw new IOException(e);
      }
    }
  }

  /** The next command with this name. */
  List<Amf> command(String name) throws IOException {
    while (true) {
      try {
        List<Amf> values = Amf0Reader.all(next(RtmpMessage.COMMAND));
        if (values.get(0).asText().equals(name)) {
          return values;
        }
      } catch (RtmpException e) {
        throw new IOException(e);
      }
    }
  }

  /** The code and the sentence of the next {@code onStatus}. */
  String status() throws IOException {
    Amf information = command("onStatus").get(3);
    return information.get("code").asText() + " " + information.get("description").asText();
  }

  /** Reads until the other side closes. */
  void awaitClosed() throws IOException {
    socket.getInputStream().readAllBytes();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
