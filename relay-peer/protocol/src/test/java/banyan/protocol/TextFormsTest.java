package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids, addresses and links as people read and paste them. */
class TextFormsTest {
  private static final String ID = TestKeys.CHANNEL_ID.toString();

  @ParameterizedTest
  @CsvSource({"f, my", "fo, mzxq", "foo, mzxw6", "foob, mzxw6yq", "fooba, mzxw6ytb", "foobar, mzxw6ytboi"})
  void base32IsThatOfTheRfcInLowerCaseWithoutPadding(String plain, String encoded) {
    byte[] bytes = plain.getBytes(StandardCharsets.US_ASCII);
    assertEquals(encoded, Base32.encode(bytes));
    assertArrayEquals(bytes, Base32.decode(encoded, bytes.length));
    assertArrayEquals(bytes, Base32.decode(encoded.toUpperCase(Locale.ROOT), bytes.length));
  }

  @Test
  void everyIdComesBackFromItsText() {
    for (long seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      Bytes32 bytes = new Bytes32(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
      String text = bytes.toString();
      assertEquals(52, text.length(), "seed " + seed);
      assertEquals(new ChannelId(bytes), ChannelId.parse(text), "seed " + seed);
      assertEquals(new PeerId(bytes), PeerId.parse(text), "seed " + seed);
    }
  }

  @Test
  void aTextHasOneMeaningAndAnIdOneText() {
    // 52 characters carry 260 bits; of the last one four belong to nothing and have to be 0.
    assertThrows(IllegalArgumentException.class, () -> ChannelId.parse("a".repeat(51) + "b"));
    assertThrows(IllegalArgumentException.class, () -> ChannelId.parse("a".repeat(51)));
    assertThrows(IllegalArgumentException.class, () -> ChannelId.parse("a".repeat(53)));
    assertThrows(IllegalArgumentException.class, () -> ChannelId.parse("1" + "a".repeat(51)));
    assertThrows(IllegalArgumentException.class, () -> ChannelId.parse("ä" + "a".repeat(51)));
    assertEquals(new ChannelId(Bytes32.ZERO), ChannelId.parse("a".repeat(52)));
  }

  @Test
  void idsAreOrderedAsUnsignedBytes() {
    Bytes32 low = new Bytes32(1, -1, -1, -1);
    Bytes32 high = new Bytes32(-1, 0, 0, 0);
    assertTrue(new PeerId(low).compareTo(new PeerId(high)) < 0);
    assertTrue(low.compareTo(new Bytes32(1, -1, -1, 0)) > 0);
    assertEquals(0, low.compareTo(new Bytes32(1, -1, -1, -1)));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:7170, IPV4, 127.0.0.1, 7170", "[::1]:1, IPV6, ::1, 1", "[2001:db8::7]:65535, IPV6, 2001:db8::7, 65535",
    "example.org:80, NAME, example.org, 80", "localhost:7170, NAME, localhost, 7170",
    "my_host-1.lan.:7, NAME, my_host-1.lan., 7", "1.2.3:80, NAME, 1.2.3, 80"
  })
  void anAddressIsReadAndWrittenTheSameWay(String text, Endpoint.Kind kind, String host, int port) {
    Endpoint endpoint = Endpoint.parse(text);
    assertEquals(new Endpoint(kind, host, port, Endpoint.Transport.TCP), endpoint);
    assertEquals(text, endpoint.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", ":", "host", "host:", ":7170", "host:0", "host:65536", "host:-1", "host:1x", "::1:7170", "[::1]", "[::1:7170",
    "a b:80", "-a.org:80", "a..b:80", "[example.org]:80", "[127.0.0.1]:80", "[1::2::3]:80", "[fe80::1%eth0]:80",
    "host/x:80", "a@b:80"
  })
  void whatIsNoAddressIsRefusedWithASentence(String text) {
    IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text));
    assertTrue(String.valueOf(thrown.getMessage()).length() > 10, thrown::toString);
  }

  @Test
  void addressesAreReadAsTheJdkReadsThem() throws Exception {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      // Runs of zeros are what :: is for.
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(3) == 0 ? 0 : bytes[i];
      }
      String text = IpLiteral.text(bytes);
      InetAddress jdk = InetAddress.getByAddress(bytes);
      assertArrayEquals(bytes, bytes.length == 4 ? IpLiteral.ipv4(text) : IpLiteral.ipv6(text), text);
      assertEquals(InetAddress.getByName(text), jdk, text);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "::, 00000000000000000000000000000000", "::1, 00000000000000000000000000000001",
    "1::, 00010000000000000000000000000000", "2001:DB8::8:800:200c:417a, 20010db80000000000080800200c417a",
    "1:2:3:4:5:6:7:8, 00010002000300040005000600070008", "1:2:3:4:5:6:7::, 00010002000300040005000600070000",
    "::2:3:4:5:6:7:8, 00000002000300040005000600070008"
  })
  void anIpv6AddressMayLeaveOutZeros(String text, String hex) {
    assertArrayEquals(HexFormat.of().parseHex(hex), IpLiteral.ipv6(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "1::2::3",
    "::ffff:1.2.3.4", "1:", ":1", "-1::", "+1::"
  })
  void whatIsNoIpv6AddressIsNone(String text) {
    assertNull(IpLiteral.ipv6(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.1.1.-1", "1.1.1.+1", "0001.1.1.1", "1..1.1"})
  void whatIsNoIpv4AddressIsNone(String text) {
    assertFalse(IpLiteral.isIpv4(text));
  }

  @Test
  void aLinkComesBackFromItsText() {
    for (String text : new String[] {
      "banyan://127.0.0.1:7170/" + ID,
      "banyan://127.0.0.1:7170,[::1]:7170,example.org:7171/" + ID,
      "banyan://example.org:7170/" + ID + "?index=http://127.0.0.1:7180",
      "banyan:///" + ID + "?index=https://index.example.org/"
    }) {
      assertEquals(text, ChannelLink.parse(text).toString());
    }
  }

  @Test
  void aLinkIsReadAsPeoplePasteIt() {
    ChannelLink link = ChannelLink.parse(
        "  BANYAN://127.0.0.1:7170/" + ID.toUpperCase(Locale.ROOT) + "?colour=green&index=http://i.example/\n");
    assertEquals(TestKeys.CHANNEL_ID, link.channel());
    assertEquals(Optional.of("http://i.example/"), link.index());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "banyan", "banyan://", "http://127.0.0.1:7170/x", "banyan://127.0.0.1:7170", "banyan://127.0.0.1:7170/",
    "banyan://127.0.0.1:7170/short", "banyan://127.0.0.1/ID", "banyan://nowhere/ID", "banyan:///ID", "banyan:///ID?x=y",
    "banyan://a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8,i:9/ID"
  })
  void whatIsNoLinkIsRefusedWithASentenceThatShowsOne(String text) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> ChannelLink.parse(text.replace("ID", ID)));
    assertTrue(
        String.valueOf(thrown.getMessage()).contains("banyan://HOST:PORT/CHANNEL"), thrown::toString);
  }
}
