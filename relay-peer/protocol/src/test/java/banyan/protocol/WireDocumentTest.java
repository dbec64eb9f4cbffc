package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads relay-peer/docs/wire.md: what it says is what the code does. */
class WireDocumentTest {
  private static final String DOCUMENT = read();
  private static final Pattern EXAMPLE = Pattern.compile("```wire ([A-Z_-]+)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("^\\| ([^|]+) \\| ([^|]+) \\|", Pattern.MULTILINE);

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "wire.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The messages that the document works out; their names are those of the examples. */
  static Map<String, byte[]> examples() {
    Map<String, byte[]> examples = new LinkedHashMap<>();
    long epoch = 1_700_000_000_000L;
    examples.put("TICK", Frames.bytes(new Message.Tick(
        epoch, 41, 17, 1_500, 8, 3, 2, Message.Tick.UNSETTLED, 5_000_000, 4_000_000, 250)));
    examples.put("ATTACH", Frames.bytes(new Message.Attach(3, -1, new Position(epoch, 42), true)));
    examples.put("REFUSE", Frames.bytes(new Message.Refuse(3, Message.Refuse.Reason.FULL, List.of(new Candidate(
        PeerId.of(TestKeys.PEER.publicKey()),
        new PeerAddress(
            List.of(Endpoint.tcp("192.0.2.7", 7170), Endpoint.tcp("relay.example.org", 7171)),
            PeerAddress.Reachability.VERIFIED),
        2, 1)))));
    examples.put("PULL", Frames.bytes(new Message.Pull(
        epoch, List.of(new SequenceRange(7, 3), new SequenceRange(12, 1)))));
    examples.put("HEAD", Frames.bytes(new Message.HeadNews(Head.sign(
        TestKeys.CHANNEL_ID, TestKeys.CHANNEL, epoch, 17, 41, 1_700_000_004_200L, 1_699_999_999_000L, 1, 0))));
    byte[] packet = new byte[Limits.TS_PACKET_BYTES];
    Arrays.fill(packet, (byte) 0xff);
    ByteBuffer.wrap(packet).putInt(0x471fff10);
    Chunk chunk = Chunk.sign(
        TestKeys.CHANNEL_ID, TestKeys.CHANNEL, new Position(epoch, 41), Chunk.JOIN_POINT, 4_100_000, 100_000,
        1_700_000_004_100_000L, ByteBuffer.wrap(packet));
    examples.put("CHUNK", Frames.bytes(chunk.frame()));
    examples.put("CHUNK-SIGNED", SignedBytes.chunk(
        TestKeys.CHANNEL_ID, chunk.frame().position(6).limit(6 + Chunk.HEADER_BYTES),
        Bytes32.sha256(chunk.payload())));
    byte[] up = new byte[32];
    byte[] down = new byte[32];
    for (int i = 0; i < 32; i++) {
      up[i] = (byte) i;
      down[i] = (byte) (255 - i);
    }
    examples.put("HELLO", Frames.bytes(new Message.Hello(
        1, 0, TestKeys.CHANNEL_ID, TestKeys.PEER.publicKey(), Message.Hello.Binding.PLAIN, Bytes32.of(up), 0,
        Signature.NONE, PeerAddress.of(Endpoint.tcp("192.0.2.7", 7170)),
        PeerAddress.of(Endpoint.tcp("198.51.100.1", 7170)), "example/1")));
    byte[] link = SignedBytes.plainLink(
        true, TestKeys.CHANNEL_ID, TestKeys.PEER.publicKey(), TestKeys.CHANNEL.publicKey(), Bytes32.of(up),
        Bytes32.of(down));
    examples.put("PROOF-SIGNED", link);
    examples.put("PROOF", Frames.bytes(new Message.Proof(TestKeys.PEER.sign(link))));
    return examples;
  }

  static List<String> exampleNames() {
    return List.copyOf(examples().keySet());
  }

  @ParameterizedTest
  @MethodSource("exampleNames")
  void theWorkedExampleIsWhatTheCodecWrites(String name) throws ProtocolException {
    byte[] expected = examples().getOrDefault(name, new byte[0]);
    String written = documented().getOrDefault(name, "");
    assertEquals(HexFormat.of().formatHex(expected), written, name);
    if (!name.endsWith("-SIGNED")) {
      Message message = MessageCodec.decode(ByteBuffer.wrap(HexFormat.of().parseHex(written))).orElseThrow();
      assertEquals(name, message.type().name());
    }
  }

  @Test
  void thereAreNoOtherExamples() {
    assertEquals(examples().keySet(), documented().keySet());
  }

  /** Hex digits of each example, without blanks and remarks. */
  private static Map<String, String> documented() {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher blocks = EXAMPLE.matcher(DOCUMENT);
    while (blocks.find()) {
      String hex = blocks.group(2).lines().map(l -> l.replaceAll("#.*", "").replace(" ", ""))
          .collect(Collectors.joining());
      found.put(blocks.group(1), hex);
    }
    return found;
  }

  @Test
  void theChannelIdIsThatOfTheKey() {
    assertTrue(DOCUMENT.contains("    " + HexFormat.of().formatHex(TestKeys.CHANNEL_ID.hash().toByteArray()) + "\n"));
    assertTrue(DOCUMENT.contains("    " + TestKeys.CHANNEL_ID + "\n"), TestKeys.CHANNEL_ID::toString);
  }

  @Test
  void everyTypeIsListedWithItsCodeAndHasASection() {
    Map<String, String> listed = rows(section("## Messages", "### HELLO"));
    Map<String, String> types = new TreeMap<>();
    for (MessageType type : MessageType.values()) {
      types.put(Integer.toString(type.code()), type.name());
      assertTrue(DOCUMENT.contains("\n### " + type.name() + "\n"), type + " has no section");
    }
    listed.remove("code");
    assertEquals(types, new TreeMap<>(listed));
  }

  /** Rows with a number for a size are fixed; messages of such rows alone have to add up. */
  @ParameterizedTest
  @MethodSource("fixedMessages")
  void theFieldsOfAMessageAddUpToItsSize(Message message) {
    int sum = rows(section("\n### " + message.type() + "\n", "\n###? ")).values().stream()
        .filter(size -> size.matches("\\d+")).mapToInt(Integer::parseInt).sum();
    int listsLeftOut =
        switch (message.type()) {
          case HELLO -> 2 + 2 + 2;
          case ACCEPT, REFUSE, PULL, NOT_HELD, CANDIDATES, GOODBYE, ROUND_TRIPS -> 1;
          case REPORT -> 2;
          case PROOF, ATTACH, RELEASE, TICK, SKIPPED, CANDIDATES_WANTED -> 0;
          case ROOT_PATH, DESCRIPTOR, HEAD, CHUNK, CONNECT_TO -> throw new IllegalStateException("not fixed");
        };
    assertEquals(Frames.bytes(message).length - 5 - listsLeftOut, sum, message.type().name());
  }

  /** With empty lists, which take a count, or for an address its reachability too. */
  static List<Message> fixedMessages() {
    Position position = new Position(1, 1);
    return List.of(
        new Message.Hello(
            1, 0, TestKeys.CHANNEL_ID, TestKeys.PEER.publicKey(), Message.Hello.Binding.PLAIN, Bytes32.ZERO, 0,
            Signature.NONE, PeerAddress.NONE, PeerAddress.NONE, ""),
        new Message.Proof(Signature.NONE),
        new Message.Attach(1, 1, position, false),
        new Message.Accept(1, 1, position, RootPath.NONE),
        new Message.Refuse(1, Message.Refuse.Reason.FULL, List.of()),
        new Message.Release(1),
        new Message.Tick(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
        new Message.Pull(1, List.of()),
        new Message.NotHeld(1, List.of()),
        new Message.Skipped(1, new SequenceRange(1, 1)),
        new Message.Report(1, 1, 1, 1, 1, 1, 1, PeerAddress.NONE),
        new Message.Candidates(Message.Candidates.Purpose.ANSWER, List.of()),
        new Message.CandidatesWanted(1),
        new Message.Goodbye(CloseReason.LEAVING, List.of()),
        new Message.RoundTrips(List.of()));
  }

  @Test
  void theSignedFieldsOfAHeadAddUp() {
    Head head = Head.sign(TestKeys.CHANNEL_ID, TestKeys.CHANNEL, 1, 1, 1, 1, 1, 1, 0);
    String section = section("\n### HEAD\n", "\n### ");
    int sum = rows(between(section, "The signed bytes hold", "\\z")).values().stream()
        .map(size -> size.replaceAll(":.*", ""))
        .filter(size -> size.matches("\\d+"))
        .mapToInt(Integer::parseInt)
        .sum();
    assertEquals(head.signed().length, sum);
    assertTrue(section.contains("| " + sum + " to " + Limits.MAX_HEAD_BYTES + " |"), section);
  }

  @Test
  void everyDetailIsListedWithItsBound() {
    Map<String, String> details = new TreeMap<>(Map.of(
        "`" + Descriptor.DETAIL_INDEX + "`", String.valueOf(Limits.MAX_DETAIL_BYTES)));
    for (Detail detail : Detail.values()) {
      if (detail != Detail.TITLE) {
        details.put("`" + detail.key() + "`", String.valueOf(detail.maxBytes()));
      }
    }
    String descriptor = section("\n### DESCRIPTOR\n", "\n### ");
    Map<String, String> listed = new TreeMap<>(rows(between(descriptor, "Details", "\\z")));
    listed.remove("detail");
    assertEquals(details, listed);
  }

  @Test
  void everyLimitIsListedWithItsValue() throws IllegalAccessException {
    Map<String, String> limits = new TreeMap<>();
    for (Field field : Limits.class.getFields()) {
      limits.put(field.getName(), String.valueOf(field.get(null)));
    }
    Map<String, String> listed = new TreeMap<>(rows(section("## Limits", "\n## ")));
    listed.remove("limit");
    assertEquals(limits, listed);
  }

  @Test
  void everyCodeIsListed() {
    String codes = section("## Codes", "\n## ");
    Map<String, String> refusals = new TreeMap<>();
    for (Message.Refuse.Reason reason : Message.Refuse.Reason.values()) {
      refusals.put(Integer.toString(reason.code), reason.name());
    }
    Map<String, String> purposes = new TreeMap<>();
    for (Message.Candidates.Purpose purpose : Message.Candidates.Purpose.values()) {
      purposes.put(Integer.toString(purpose.code), purpose.name());
    }
    Map<String, String> goodbyes = new TreeMap<>();
    for (CloseReason reason : CloseReason.values()) {
      goodbyes.put(Integer.toString(reason.code()), reason.name());
    }
    assertEquals(refusals, codesAfter(codes, "Reasons of REFUSE", "Purposes"));
    assertEquals(purposes, codesAfter(codes, "Purposes of CANDIDATES", "Reasons of GOODBYE"));
    assertEquals(goodbyes, codesAfter(codes, "Reasons of GOODBYE", "\\z"));
  }

  private static Map<String, String> codesAfter(String text, String from, String to) {
    Map<String, String> codes = new TreeMap<>(rows(between(text, from, to)));
    codes.remove("code");
    return codes;
  }

  @Test
  void everyContextIsListed() {
    String signatures = section("## Signatures", "\n## ");
    for (String context : List.of("chunk", "head", "descriptor", "link plain", "link tls", "channel record")) {
      assertTrue(signatures.contains("`banyan " + context + " v1`"), context);
    }
  }

  /** The first two columns of each row of the tables in a text. */
  private static Map<String, String> rows(String text) {
    Map<String, String> rows = new LinkedHashMap<>();
    Matcher found = ROW.matcher(text);
    while (found.find()) {
      rows.put(found.group(1).strip(), found.group(2).strip());
    }
    return rows;
  }

  private static String section(String from, String to) {
    return between(DOCUMENT, from, to);
  }

  /** @param to a pattern */
  private static String between(String text, String from, String to) {
    int start = text.indexOf(from);
    assertTrue(start >= 0, "no '" + from + "' in the document");
    String rest = text.substring(start + from.length());
    Matcher end = Pattern.compile(to).matcher(rest);
    return end.find() ? rest.substring(0, end.start()) : rest;
  }
}
