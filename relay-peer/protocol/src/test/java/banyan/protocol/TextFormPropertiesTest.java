package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever people paste, it is read and written back the same, or refused with a sentence. */
class TextFormPropertiesTest {
  /** In lower case some become others, or several. */
  private static final String ODD = "\u0130\u212a\u017f\u0660\uff11\ud83c\udf33\u0000\u0307";

  @Property
  void base32ComesBack(@ForAll @Size(max = 100) byte[] bytes) {
    assertArrayEquals(bytes, Base32.decode(Base32.encode(bytes), bytes.length));
  }

  @Property(tries = 2_000)
  void aTextIsRefusedOrIsTheIdsOwnButForItsCase(@ForAll("damagedIds") String text) {
    accepted(text, ChannelId::parse)
        .ifPresent(id -> assertEquals(id.toString(), asciiLowerCase(text)));
  }

  /** A dotted capital I becomes two characters in lower case, which made the reader look behind the text's end. */
  @Example
  void aCharacterThatGrowsInLowerCaseIsNoBase32() {
    assertEquals(Optional.empty(), accepted("a".repeat(51) + "\u0130", ChannelId::parse));
    assertEquals(Optional.empty(), accepted("a".repeat(51) + "\u212a", ChannelId::parse));
  }

  @Property(tries = 2_000)
  void anAddressIsRefusedOrWrittenAsItWasRead(@ForAll("addressLike") String text) {
    accepted(text, Endpoint::parse).ifPresent(endpoint -> {
      assertEquals(endpoint, Endpoint.parse(endpoint.toString()));
      assertTrue(text.chars().allMatch(c -> c > ' ' && c < 0x7f), "'" + text + "' has a character that no address has");
    });
  }

  @Property
  void anAddressOfAnyBytesComesBack(@ForAll boolean old, @ForAll @Size(16) byte[] bytes,
      @ForAll @IntRange(min = 1, max = 65_535) int port) {
    byte[] address = old ? Arrays.copyOf(bytes, 4) : bytes;
    Endpoint endpoint = Endpoint.tcp(IpLiteral.text(address), port);
    assertEquals(endpoint, Endpoint.parse(endpoint.toString()));
    assertArrayEquals(address, old ? IpLiteral.ipv4(endpoint.host()) : IpLiteral.ipv6(endpoint.host()));
  }

  @Property(tries = 2_000)
  void aLinkIsRefusedOrComesBackFromItsText(@ForAll("linkLike") String text) {
    accepted(text, ChannelLink::parse).ifPresent(link -> assertEquals(link, ChannelLink.parse(link.toString())));
  }

  private static <T> Optional<T> accepted(String text, Function<String, T> parse) {
    try {
      return Optional.of(parse.apply(text));
    } catch (IllegalArgumentException e) {
      assertTrue(String.valueOf(e.getMessage()).length() > 10, "no sentence: " + e);
      return Optional.empty();
    }
  }

  private static String asciiLowerCase(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(c -> out.append(c < 0x80 ? Character.toString(c).toLowerCase(Locale.ROOT)
        : Character.toString(c)));
    return out.toString();
  }

  /** Ids with a few characters put in the place of others. */
  @Provide
  Arbitrary<String> damagedIds() {
    Arbitrary<Character> odd = Arbitraries.chars().with("aA7Zz01=- " + ODD);
    return Combinators.combine(
        Arbitraries.bytes().array(byte[].class).ofSize(32), Arbitraries.integers().between(0, 51).list().ofMaxSize(3),
        odd).as((bytes, places, with) -> {
          StringBuilder id = new StringBuilder(Base32.encode(bytes));
          places.forEach(at -> id.setCharAt(at, with));
          return id.toString();
        });
  }

  @Provide
  Arbitrary<String> addressLike() {
    Arbitrary<String> host = Arbitraries.oneOf(
        Arbitraries.of("example.org", "localhost", "[::1]", "127.0.0.1", "[2001:db8::7]", "::1", "1.2.3.04", "a..b"),
        Arbitraries.strings().withChars("ab.:[]019-_ " + ODD).ofMaxLength(20));
    Arbitrary<String> port = Arbitraries.oneOf(
        Arbitraries.integers().between(-1, 70_000).map(String::valueOf),
        Arbitraries.strings().withChars("0189+- :" + ODD).ofMaxLength(6));
    return Combinators.combine(host, Arbitraries.of(":", ":", "", "::"), port).as((h, colon, p) -> h + colon + p);
  }

  @Provide
  Arbitrary<String> linkLike() {
    Arbitrary<String> id = Arbitraries.oneOf(Arbitraries.just(TestKeys.CHANNEL_ID.toString()), damagedIds());
    Arbitrary<String> query = Arbitraries.oneOf(
        Arbitraries.of("", "?", "?index=http://h:1", "?x=y&index=https://[::1]:1/", "?index=", "?index=ftp://h"),
        Arbitraries.strings().withChars("?=&index:/.h1#% " + ODD).ofMaxLength(20));
    return Combinators.combine(
        Arbitraries.of("banyan://", "BANYAN://", "banyan:/", " banyan://", "http://", ""),
        addressLike().list().ofMaxSize(9), Arbitraries.of("/", "/", "", "//"), id, query)
        .as((scheme, entries, slash, channel, rest) ->
            scheme + String.join(",", entries) + slash + channel + rest);
  }

  /** Every text that is no link is told what one looks like. */
  @Property
  void whatIsNoLinkIsToldWhatOneLooksLike(@ForAll("linkLike") String text) {
    try {
      ChannelLink.parse(text);
    } catch (IllegalArgumentException e) {
      assertTrue(List.of("banyan://HOST:PORT/CHANNEL", "http://HOST:7190").stream()
          .anyMatch(String.valueOf(e.getMessage())::contains), e::toString);
    }
  }
}
