/* Staying close to live, whatever happens: when to hurry, when to jump. Knows no page, so that it can be tested alone. */

/** Seconds of media in hand that a steady computer needs. */
export const CUSHION = 0.4;
/** Of one that stalls again and again. */
export const CUSHION_MOST = 2.5;
/** A cushion that a stall has made larger shrinks again after so many calm seconds. */
const CALM_SECONDS = 30;
/** Beyond the cushion: seconds that are caught up a little faster, and those that are jumped over. */
const HURRY_BEYOND = 0.25;
const JUMP_BEYOND = 1.2;
/** What nobody hears, since pitch is kept. */
const HURRIED = 1.08;
const EASED = 0.96;

export class LiveEdge {
  cushion = CUSHION;
  rate = 1;
  #calmSince = 0;

  /** The picture stood still for want of media. */
  stalled(now) {
    this.cushion = Math.min(CUSHION_MOST, this.cushion * 1.5);
    this.#calmSince = now;
  }

  /**
   * What to do now.
   *
   * @param now seconds, of any origin
   * @param ahead seconds of media that are here and not shown yet
   * @returns {{rate: number, jump: number}} how fast to play, and seconds to jump forward, mostly 0
   */
  look(now, ahead) {
    if (now - this.#calmSince > CALM_SECONDS) {
      this.cushion = Math.max(CUSHION, this.cushion * 0.8);
      this.#calmSince = now;
    }
    if (ahead > this.cushion + JUMP_BEYOND) {
      this.rate = 1;
      return {rate: 1, jump: ahead - this.cushion};
    }
    if (ahead > this.cushion + HURRY_BEYOND) {
      this.rate = HURRIED;
    } else if (ahead < this.cushion / 3) {
      this.rate = EASED;
    } else if (this.rate > 1 ? ahead <= this.cushion : ahead >= this.cushion * 2 / 3) {
      this.rate = 1;
    }
    return {rate: this.rate, jump: 0};
  }
}

/** Where the next piece begins if playback stands in front of a hole; null if it does not. */
export function beyondHole(ranges, at) {
  for (let i = 0; i < ranges.length; i++) {
    if (at >= ranges.start(i) - 0.05 && at < ranges.end(i) - 0.1) {
      return null;
    }
    if (ranges.start(i) > at) {
      return ranges.start(i);
    }
  }
  return null;
}
