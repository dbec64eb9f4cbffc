/* What is going on, in the viewer's words. Knows no page, so that it can be tested alone. */

/** Seconds without a sign of the broadcaster, or without anything new from it, that are worth a word. */
const AWAY = 3;
/** Seconds that a picture may stand still before something is laid over it. */
const STILL = 1.2;

/**
 * The situation.
 *
 * @param facts
 *   unknown     this address knows no such channel
 *   peerIsGone  the program that the page comes from does not answer
 *   here        what it says of the channel; null before the first answer, and if it has left
 *   hasLeft     it was on the channel and is no more
 *   quietFor    seconds without new media at the peer
 *   player      its phase, hasPlayed, missing, stillFor
 *   behind      seconds behind the broadcaster, or null
 * @returns {{tone: string, text: string, detail: string, notice: ?string, button: ?string, waits: boolean}}
 *   tone "live", "wait", "bad" or "off"; text for the line below the picture, which changes only with the situation,
 *   since it is read aloud to some; a detail behind it, which may change each second; what is laid over the picture,
 *   if anything, with the words on its button; whether waiting helps
 */
export function situation(facts) {
  const {here, player} = facts;
  const stands = !player.hasPlayed || player.stillFor > STILL;
  const over = (tone, text, notice, button = null, detail = "") => ({
    tone, text, detail, notice: stands || button ? notice : null, button, waits: button === null && tone !== "off",
  });

  if (facts.unknown) {
    return over("off", "This address knows no such channel.",
      "This address knows no such channel. Is the link complete? The program that shows this page has to be on the "
      + "channel: banyan watch LINK.", "See what is on here");
  }
  if (facts.peerIsGone) {
    return over("bad", "The Banyan program that shows this page does not answer.",
      "The Banyan program that shows this page has ended, or is held up. The picture comes back with it.");
  }
  if (facts.hasLeft) {
    return over("off", "The Banyan program that shows this page has left the channel.",
      "The Banyan program that shows this page has left the channel.", "See what is on here");
  }
  if (player.phase === "unplayable") {
    const why = player.missing
      ? "This build of Banyan lacks its players for browsers: it was built where npm was not installed. Install npm "
        + "and build again, or open the address below in VLC, mpv or ffplay."
      : "This browser cannot play live H.264. Open the address below in VLC, mpv or ffplay.";
    return {tone: "bad", text: "The picture cannot be shown here.", detail: "", notice: why, button: null, waits: false};
  }
  if (player.phase === "blocked") {
    return over("wait", "Ready to play.", "Your browser wants you to begin.", "Play");
  }
  if (player.phase === "paused") {
    return {tone: "off", text: "Paused.", detail: "", notice: null, button: null, waits: false};
  }
  if (here === null) {
    return over("wait", "Connecting…", "Connecting…");
  }
  return withChannel(facts, over);
}

function withChannel({here, player, quietFor, behind}, over) {
  const lag = here.lagMicros / 1e6;
  if (here.ended) {
    return over("off", "The channel has ended.",
      "The broadcaster has ended the channel. Should it go on air again, the picture comes back by itself.");
  }
  if (here.phase === "JOINING") {
    return over("wait", "Looking for somebody who passes the channel on…",
      "Looking for somebody who passes the channel on…");
  }
  if (lag > AWAY) {
    const since = duration(lag);
    return over("bad", "The broadcaster is away.",
      `The broadcaster has been away for ${since}. The picture comes back by itself when it is there again.`, null,
      `For ${since} now.`);
  }
  if (here.phase === "ORPHANED") {
    return over("wait", "Looking for another way to the broadcaster…", "Looking for another way to the broadcaster…");
  }
  if (quietFor > AWAY) {
    return over("bad", "The broadcaster is there, but sends no picture.",
      "The broadcaster is there, but sends no picture just now. It comes back by itself.");
  }
  if (!player.hasPlayed) {
    return over("wait", "Waiting for the picture…", "Waiting for the picture…");
  }
  if (player.stillFor > STILL) {
    return over("wait", "The picture is late; it comes back by itself.", "One moment…");
  }
  return {
    tone: "live",
    text: "Live",
    detail: behind === null ? "" : `about ${behind.toFixed(1)} s behind the broadcaster`,
    notice: null,
    button: null,
    waits: false,
  };
}

/** As people say it. */
export function duration(seconds) {
  if (seconds < 60) {
    return `${Math.round(seconds)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
