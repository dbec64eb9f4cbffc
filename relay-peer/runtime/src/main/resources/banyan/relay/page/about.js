/* What a channel says of itself, fit to be shown. Knows no page, so that it can be tested alone. */

/** Marks that cannot be seen and turn the direction of writing, or steer; texts go in as text, so markup does nothing. */
const UNSEEN = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
/** The longest that a channel may say, in bytes; letters take one or more. */
const MOST = 1024;

function plain(text) {
  return typeof text === "string" ? [...text.replace(UNSEEN, " ").trim()].slice(0, MOST).join("") : "";
}

/** The address of a picture, if that is what it is: nothing else may be named where the page gets things from. */
function picture(text) {
  try {
    const {protocol, href} = new URL(plain(text));
    return protocol === "http:" || protocol === "https:" ? href : "";
  } catch {
    return "";
  }
}

/**
 * What is shown of a channel.
 *
 * @param description as in /status; null before the channel has said anything
 * @returns {{title: string, nowPlaying: string, genre: string, description: string, contact: string, poster: string}}
 *   an empty text for what it has not said
 */
export function about(description) {
  const {title, nowPlaying, genre, description: text, contact, poster} = description ?? {};
  return {
    title: plain(title),
    nowPlaying: plain(nowPlaying),
    genre: plain(genre),
    description: plain(text),
    contact: plain(contact),
    poster: picture(poster),
  };
}
