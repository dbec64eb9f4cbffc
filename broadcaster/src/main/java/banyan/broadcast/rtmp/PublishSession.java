package banyan.broadcast.rtmp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Answers one encoder's commands (RTMP 1.0, 7.2), and decides whether it may publish.
 *
 * <pre>
 *   STRANGER    has not said connect, or not to this app  → CONNECTED, REFUSED
 *   CONNECTED   may ask for a stream                      → PUBLISHING, REFUSED
 *   PUBLISHING  has shown the key; media is taken         → CONNECTED
 *   REFUSED     was told why; nothing counts any more
 * </pre>
 */
final class PublishSession {
  /** The one stream of a connection. */
  private static final int STREAM = 1;
  /** Acknowledgements and encoders' own limits: more than a second of any stream. */
  private static final int WINDOW_BYTES = 2_500_000;
  private static final int DYNAMIC = 2;
  private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9 ._~:/?&=%+-]{1,64}");

  enum State { STRANGER, CONNECTED, PUBLISHING, REFUSED }

  /** What a session brings about. */
  interface Host {
    void send(byte[] chunks);

    /** Empty if it feeds the channel from now on, else a sentence that says why not. */
    Optional<String> publish();

    /** The stream ends as it should. */
    void unpublish();

    /** It is told so already; the connection is to be closed. */
    void refused(Refusal why, String sentence);
  }

  private final RtmpIngest.Access access;
  private final Host host;
  private State state = State.STRANGER;

  PublishSession(RtmpIngest.Access access, Host host) {
    this.access = access;
    this.host = host;
  }

  State state() {
    return state;
  }

  /** Takes whatever is no media. */
  void message(RtmpMessage message) throws RtmpException {
    if (state == State.REFUSED) {
      return;
    }
    switch (message.type()) {
      case RtmpMessage.COMMAND, RtmpMessage.COMMAND_AMF3 -> command(message);
      case RtmpMessage.USER_CONTROL -> userControl(message.payload());
      default -> { }
    }
  }

  private void userControl(ByteBuffer payload) {
    ByteBuffer in = payload.duplicate();
    if (in.remaining() >= 6 && in.getShort() == RtmpMessage.PING_REQUEST) {
      host.send(ChunkWriter.userControl(RtmpMessage.PING_RESPONSE, in.getInt()));
    }
  }

  private void command(RtmpMessage message) throws RtmpException {
    List<Amf> values = Amf0Reader.all(message);
    Amf transaction = values.size() > 1 ? values.get(1) : Amf.nothing();
    Amf object = values.size() > 2 ? values.get(2) : Amf.nothing();
    Amf argument = values.size() > 3 ? values.get(3) : Amf.nothing();
    switch (values.isEmpty() ? "" : values.get(0).asText()) {
      case "connect" -> connect(transaction, object);
      case "createStream" -> {
        if (state != State.STRANGER) {
          answer(transaction, Amf.nothing(), new Amf.Numeric(STREAM));
        }
      }
      case "publish" -> publish(argument);
      case "play", "play2" -> refuse(
          Refusal.PLAYER, "NetStream.Play.Failed", "Nothing can be watched here, this port takes a stream in: open the "
              + "address behind Preview, or run banyan watch with the channel's link.");
      case "deleteStream", "closeStream" -> end();
      case "FCUnpublish" -> {
        if (state == State.PUBLISHING) {
          status(0, "onFCUnpublish", "status", "NetStream.Unpublish.Success", "The stream has ended.");
          end();
        }
      }
      case "FCPublish" -> {
        if (state != State.STRANGER) {
          status(0, "onFCPublish", "status", "NetStream.Publish.Start", "Ready.");
        }
      }
      // What servers of old measured, and streams that are held under a name: nothing here depends on them.
      default -> { }
    }
  }

  private void connect(Amf transaction, Amf object) {
    if (state != State.STRANGER) {
      return;
    }
    String app = plain(object.get("app").asText());
    if (!app.equals(access.app())) {
      String says = app.isEmpty() ? "none" : PRINTABLE.matcher(app).matches() ? "'" + app + "'" : "another one";
      String sentence = "The app in the encoder's server address is " + says + ", here it is '" + access.app()
          + "': the address ends with /" + access.app() + ", and the stream key has a field of its own (with ffmpeg it "
          + "stands behind the app: /" + access.app() + "/KEY).";
      host.send(ChunkWriter.command(
          0, new Amf.Text("_error"), transaction, Amf.nothing(),
          information("error", "NetConnection.Connect.InvalidApp", sentence)));
      refuse(Refusal.WRONG_APP, "NetConnection.Connect.InvalidApp", sentence);
      return;
    }
    state = State.CONNECTED;
    host.send(ChunkWriter.control(RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE, WINDOW_BYTES));
    host.send(ChunkWriter.peerBandwidth(WINDOW_BYTES, DYNAMIC));
    Map<String, Amf> server = new LinkedHashMap<>();
    server.put("fmsVer", new Amf.Text("FMS/3,0,1,123"));
    server.put("capabilities", new Amf.Numeric(31));
    Map<String, Amf> fields = new LinkedHashMap<>(
        information("status", "NetConnection.Connect.Success", "Connected.").fields());
    // Commands come back in AMF0, which is what this asks for too.
    fields.put("objectEncoding", new Amf.Numeric(0));
    answer(transaction, new Amf.Structure(server), new Amf.Structure(fields));
  }

  private void publish(Amf name) {
    if (state != State.CONNECTED) {
      return;
    }
    String key = plain(name.asText());
    if (!MessageDigest.isEqual(
        key.getBytes(StandardCharsets.UTF_8), access.key().getBytes(StandardCharsets.UTF_8))) {
      refuse(Refusal.WRONG_KEY, "NetStream.Publish.Denied", key.isEmpty()
          ? "The encoder sends no stream key: set the one that Banyan has shown at its start (OBS: Settings, Stream, "
              + "Stream Key; ffmpeg: behind the app in the address)."
          : "The encoder's stream key is wrong: set the one that Banyan has shown at its start (OBS: Settings, Stream, "
              + "Stream Key; ffmpeg: behind the app in the address).");
      return;
    }
    Optional<String> refusal = host.publish();
    if (refusal.isPresent()) {
      refuse(Refusal.ANOTHER_ENCODER, "NetStream.Publish.BadName", refusal.get());
      return;
    }
    state = State.PUBLISHING;
    host.send(ChunkWriter.userControl(RtmpMessage.STREAM_BEGIN, STREAM));
    status(STREAM, "onStatus", "status", "NetStream.Publish.Start", "On air.");
  }

  private void end() {
    if (state == State.PUBLISHING) {
      state = State.CONNECTED;
      status(STREAM, "onStatus", "status", "NetStream.Unpublish.Success", "The stream has ended.");
      host.unpublish();
    }
  }

  /** Tells the encoder why its stream does not go on; the connection is to be closed. */
  void reject(String sentence) {
    if (state != State.REFUSED) {
      state = State.REFUSED;
      status(STREAM, "onStatus", "error", "NetStream.Publish.Rejected", sentence);
    }
  }

  private void refuse(Refusal why, String code, String sentence) {
    state = State.REFUSED;
    status(why == Refusal.WRONG_APP ? 0 : STREAM, "onStatus", "error", code, sentence);
    host.refused(why, sentence);
  }

  private void answer(Amf transaction, Amf object, Amf information) {
    host.send(ChunkWriter.command(0, new Amf.Text("_result"), transaction, object, information));
  }

  private void status(int stream, String command, String level, String code, String sentence) {
    host.send(ChunkWriter.command(
        stream, new Amf.Text(command), new Amf.Numeric(0), Amf.nothing(), information(level, code, sentence)));
  }

  private static Amf.Structure information(String level, String code, String sentence) {
    Map<String, Amf> fields = new LinkedHashMap<>();
    fields.put("level", new Amf.Text(level));
    fields.put("code", new Amf.Text(code));
    fields.put("description", new Amf.Text(sentence));
    return new Amf.Structure(fields);
  }

  /** Without what encoders add at the end: a query, a slash. */
  private static String plain(String name) {
    int query = name.indexOf('?');
    String path = query < 0 ? name : name.substring(0, query);
    int from = path.startsWith("/") ? 1 : 0;
    int to = path.endsWith("/") ? path.length() - 1 : path.length();
    return from < to ? path.substring(from, to) : "";
  }
}
