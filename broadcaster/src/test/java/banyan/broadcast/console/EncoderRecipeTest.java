package banyan.broadcast.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderRecipeTest {
  private static final String FFMPEG = "ffmpeg -re -i FILE -c:v libx264 -g 60 -c:a aac ";

  @Test
  void obsIsToldInItsOwnWords() {
    assertEquals(
        List.of("OBS: Settings, Stream, Service \"Custom...\"",
            "Server       rtmp://127.0.0.1:1935/live   (from another computer: rtmp://10.0.0.7:1935/live)",
            "Stream Key   abcd-efgh   (keep it secret: who has it can send to your channel)",
            FFMPEG + "-f flv rtmp://127.0.0.1:1935/live/abcd-efgh"),
        EncoderRecipe.of("rtmp://127.0.0.1:1935/live/abcd-efgh", "10.0.0.7").lines());
    assertEquals(
        "Server       rtmp://[::1]:0/live", EncoderRecipe.of("rtmp://[::1]:0/live/abcd-efgh", "").lines().get(1));
  }

  @Test
  void eachProtocolHasItsLine() {
    assertEquals(List.of(FFMPEG + "-f mpegts -method POST http://127.0.0.1:8080/"),
        EncoderRecipe.of("http://127.0.0.1:8080/", "").lines());
    assertEquals(
        List.of(FFMPEG + "-f mpegts tcp://127.0.0.1:8080"), EncoderRecipe.of("tcp://127.0.0.1:8080", "").lines());
    assertEquals(List.of(FFMPEG + "-f mpegts udp://127.0.0.1:8080?pkt_size=1316"),
        EncoderRecipe.of("udp://127.0.0.1:8080", "").lines());
  }
}
