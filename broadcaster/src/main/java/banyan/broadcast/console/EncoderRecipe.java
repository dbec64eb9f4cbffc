package banyan.broadcast.console;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What to do at an encoder to have it send here.
 *
 * @param server where encoders on this computer send to
 * @param elsewhere the same for other computers; empty if none may
 * @param streamKey what they have to show; empty if that is not asked for
 * @param command of ffmpeg's
 */
public record EncoderRecipe(String server, String elsewhere, String streamKey, String command) {
  private static final String FFMPEG = "ffmpeg -re -i FILE -c:v libx264 -g 60 -c:a aac ";
  private static final String THIS_COMPUTER = "/127.0.0.1:";

  /**
   * @param url where encoders on this computer send to
   * @param host by which other computers that may send know this one; empty if none may
   */
  public static EncoderRecipe of(String url, String host) {
    String elsewhere = host.isEmpty() || !url.contains(THIS_COMPUTER) ? ""
        : url.replace(THIS_COMPUTER, "/" + host + ":");
    return switch (URI.create(url).getScheme()) {
      case "rtmp" -> new EncoderRecipe(
          folder(url), folder(elsewhere), url.substring(url.lastIndexOf('/') + 1), FFMPEG + "-f flv " + url);
      case "http" -> new EncoderRecipe(url, elsewhere, "", FFMPEG + "-f mpegts -method POST " + url);
      case "udp" -> new EncoderRecipe(url, elsewhere, "", FFMPEG + "-f mpegts " + url + "?pkt_size=1316");
      default -> new EncoderRecipe(url, elsewhere, "", FFMPEG + "-f mpegts " + url);
    };
  }

  /** Without the last part, which is a secret. */
  private static String folder(String url) {
    return url.isEmpty() ? "" : url.substring(0, url.lastIndexOf('/'));
  }

  /** To be shown; for RTMP in the words of OBS. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!streamKey.isEmpty()) {
      lines.add("OBS: Settings, Stream, Service \"Custom...\"");
      lines.add("Server       " + server
          + (elsewhere.isEmpty() ? "" : "   (from another computer: " + elsewhere + ")"));
      lines.add("Stream Key   " + streamKey + "   (keep it secret: who has it can send to your channel)");
    }
    lines.add(command);
    return lines;
  }
}
