package banyan.broadcast;

import java.net.URI;
import java.util.List;

/** What to do at an encoder to have it send here, in lines to be shown. */
final class EncoderRecipe {
  private static final String FFMPEG = "ffmpeg -re -i FILE -c:v libx264 -g 60 -c:a aac ";

  private EncoderRecipe() {}

  /**
   * @param url where encoders on this computer send to
   * @param host by which other computers that may send know this one; empty if none may
   */
  static List<String> of(String url, String host) {
    return switch (URI.create(url).getScheme()) {
      case "rtmp" -> rtmp(url, host);
      case "http" -> List.of(FFMPEG + "-f mpegts -method POST " + url);
      case "udp" -> List.of(FFMPEG + "-f mpegts " + url + "?pkt_size=1316");
      default -> List.of(FFMPEG + "-f mpegts " + url);
    };
  }

  /** In the words of OBS. */
  private static List<String> rtmp(String url, String host) {
    int key = url.lastIndexOf('/') + 1;
    String server = url.substring(0, key - 1);
    String elsewhere = host.isEmpty() ? ""
        : "   (from another computer: " + server.replace("/127.0.0.1:", "/" + host + ":") + ")";
    return List.of(
        "OBS: Settings, Stream, Service \"Custom...\"",
        "Server       " + server + elsewhere,
        "Stream Key   " + url.substring(key) + "   (keep it secret: who has it can send to your channel)",
        FFMPEG + "-f flv " + url);
  }
}
