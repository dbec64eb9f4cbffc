package banyan.broadcast.rtmp;

/** Why somebody was turned away at the RTMP port. */
enum Refusal {
  NO_RTMP,
  WRONG_APP,
  WRONG_KEY,
  ANOTHER_ENCODER,
  PLAYER
}
