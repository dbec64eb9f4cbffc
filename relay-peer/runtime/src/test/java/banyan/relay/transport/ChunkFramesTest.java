package banyan.relay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.Position;
import banyan.relay.crypto.Ed25519Key;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ChunkFramesTest {
  private final Ed25519Key key = Ed25519Key.generate();
  private final ChunkFrames frames = new ChunkFrames();

  private Chunk chunk(long sequence) {
    return Chunk.sign(
        ChannelId.of(key.publicKey()), key, new Position(1, sequence), 0, 0, 1, 0, ByteBuffer.allocate(188));
  }

  @Test
  void aFrameIsWrappedOnceForAllLinksAndForgottenWhenItIsToBe() {
    Chunk chunk = chunk(1);
    ByteBuf first = frames.of(chunk);
    ByteBuf second = frames.of(chunk);
    assertSame(first.unwrap(), second.unwrap());
    second.release();
    assertEquals(2, first.refCnt(), "the link's, and the one kept for the next link");
    frames.clear();
    assertEquals(1, first.refCnt(), "what is being sent stays");
    first.release();
    assertEquals(0, first.refCnt());
    ByteBuf again = frames.of(chunk);
    again.release();
    frames.clear();
    frames.clear();
    assertEquals(0, again.refCnt());
  }
}
