package banyan.protocol;

import java.util.List;

/**
 * All that two peers say to each other about one channel over one link, in the order in which a newcomer meets it.
 *
 * <p>Roles do not depend on who dialled: after the handshake either end may ask the other to feed it.
 */
public sealed interface Message {
  /** The version that this code speaks. */
  int PROTOCOL_VERSION = 1;

  MessageType type();

  /**
   * The first message of each end: who I am and which channel this link is for.
   *
   * @param version protocol version
   * @param capabilities bit set; unknown bits are ignored; none is defined yet
   * @param channel the channel that this link belongs to
   * @param key the sender's
   * @param binding how the key is tied to this connection
   * @param nonce fresh random bytes, which the other end signs in its {@link Proof} ({@link Binding#PLAIN})
   * @param expiryUnixSeconds when {@code signature} ends to hold ({@link Binding#TLS}; else 0)
   * @param signature over {@link SignedBytes#tlsLink} ({@link Binding#TLS}; else {@link Signature#NONE})
   * @param address where strangers can dial the sender
   * @param observed where the sender sees the receiver: none, or one endpoint
   * @param agent program and version, for people
   */
  record Hello(
      int version, long capabilities, ChannelId channel, PublicKey key, Binding binding, Bytes32 nonce,
      long expiryUnixSeconds, Signature signature, PeerAddress address, PeerAddress observed, String agent)
      implements Message {
    public Hello {
      if (observed.endpoints().size() > Limits.MAX_OBSERVED_ENDPOINTS) {
        throw new IllegalArgumentException(
            observed.endpoints().size() + " observed endpoints; at most " + Limits.MAX_OBSERVED_ENDPOINTS);
      }
    }

    /** How a key is tied to a connection. */
    public enum Binding {
      PLAIN(1),
      TLS(2);

      final int code;

      Binding(int code) {
        this.code = code;
      }
    }

    @Override
    public MessageType type() {
      return MessageType.HELLO;
    }
  }

  /** The second message of each end of a plain link: a signature over {@link SignedBytes#plainLink}. */
  record Proof(Signature signature) implements Message {
    @Override
    public MessageType type() {
      return MessageType.PROOF;
    }
  }

  /**
   * Asks the other end to take me as a child, or as one that may have to become one.
   *
   * @param request echoed in the answer; each new request on a link counts up
   * @param stripes mask of those that I want to be fed; 0 to stand by
   * @param from the first position that I lack, or {@link #NEWEST_JOIN_POINT}
   * @param orphan I have lost my parent and have children or a viewer who is waiting
   */
  record Attach(int request, long stripes, Position from, boolean orphan) implements Message {
    /** Stripe mask of a link that stands by. */
    public static final long STANDBY = 0;
    /** Start wherever a decoder can. */
    public static final Position NEWEST_JOIN_POINT = new Position(0, -1);

    @Override
    public MessageType type() {
      return MessageType.ATTACH;
    }
  }

  /**
   * Takes the other end as a child. A descriptor, a head and a tick go before it; chunks follow it.
   *
   * @param request the {@link Attach} that this answers
   * @param stripes mask of what I feed from now on; 0 for a standby
   * @param start the first position that I shall send; a sequence of −1 stands for the next join point
   * @param path my way to the root, myself last
   */
  record Accept(int request, long stripes, Position start, RootPath path) implements Message {
    @Override
    public MessageType type() {
      return MessageType.ACCEPT;
    }
  }

  /**
   * Does not take the other end as a child.
   *
   * @param request the {@link Attach} that this answers
   * @param reason why
   * @param candidates who might, best first
   */
  record Refuse(int request, Reason reason, List<Candidate> candidates) implements Message {
    /** Why an attach was refused. */
    public enum Reason {
      /** No slot is free. */
      FULL(1),
      /** The asker is above me. */
      LOOP(2),
      /** I hear nothing fresh from the root myself. */
      STALE(3),
      /** I have no parent yet, or am between two. */
      NOT_ATTACHED(4),
      /** I am going. */
      LEAVING(5),
      /** I am too far from the root already. */
      TOO_DEEP(6),
      /** A reason that a later version knows. */
      OTHER(255);

      final int code;

      Reason(int code) {
        this.code = code;
      }
    }

    public Refuse {
      candidates = List.copyOf(candidates);
    }

    @Override
    public MessageType type() {
      return MessageType.REFUSE;
    }
  }

  /**
   * A child needs these stripes no more from this parent; with none left the link stands by.
   *
   * @param stripes mask
   */
  record Release(long stripes) implements Message {
    @Override
    public MessageType type() {
      return MessageType.RELEASE;
    }
  }

  /**
   * A sign of life: every 100 ms without a chunk on a feeding link, every second on one that stands by.
   *
   * @param epoch that the sender is in, 0 if in none
   * @param newestSequence the newest that the sender holds, or {@link Head#NO_SEQUENCE}
   * @param beat the newest that the sender has heard of
   * @param beatAgeMicros how long ago the root made that beat, by residence and half round trips, 0 to 2³²−1
   * @param slots children that the sender can feed in all
   * @param freeSlots children that the sender could still take
   * @param depth the sender's, {@link Candidate#DEPTH_UNKNOWN} without a way to the root
   * @param state of {@link #UNSETTLED}, {@link #LEAVING}
   * @param sentMicros the sender's clock, to be echoed
   * @param echoMicros the last {@code sentMicros} that the sender has got on this link, 0 for none
   * @param echoHeldMicros how long the sender has had it, 0 to 2³²−1
   */
  record Tick(
      long epoch, long newestSequence, long beat, long beatAgeMicros, int slots, int freeSlots, int depth, int state,
      long sentMicros, long echoMicros, long echoHeldMicros) implements Message {
    /** The sender's own parent is suspect, late or gone. */
    public static final int UNSETTLED = 1;
    /** The sender is going. */
    public static final int LEAVING = 2;
    /** The most that the two ages can say. */
    public static final long MAX_AGE_MICROS = 0xffff_ffffL;

    @Override
    public MessageType type() {
      return MessageType.TICK;
    }
  }

  /** The sender's way to the root has changed, itself last. */
  record Path(RootPath path) implements Message {
    @Override
    public MessageType type() {
      return MessageType.ROOT_PATH;
    }
  }

  /** The channel's signed descriptor, verbatim. */
  record Describe(Descriptor descriptor) implements Message {
    @Override
    public MessageType type() {
      return MessageType.DESCRIPTOR;
    }
  }

  /** The root's newest signed head, verbatim. */
  record HeadNews(Head head) implements Message {
    @Override
    public MessageType type() {
      return MessageType.HEAD;
    }
  }

  /** A piece of the stream, verbatim. */
  record Media(Chunk chunk) implements Message {
    @Override
    public MessageType type() {
      return MessageType.CHUNK;
    }
  }

  /**
   * Asks for single chunks, which come as {@link Media}; the link's role stays as it is.
   *
   * @param epoch theirs
   * @param ranges at most {@link Limits#MAX_RANGES}, together at most {@link Limits#MAX_PULL_CHUNKS} chunks
   */
  record Pull(long epoch, List<SequenceRange> ranges) implements Message {
    public Pull {
      ranges = List.copyOf(ranges);
    }

    @Override
    public MessageType type() {
      return MessageType.PULL;
    }
  }

  /** The answer to a {@link Pull} for what the sender does not have or will not send now. */
  record NotHeld(long epoch, List<SequenceRange> ranges) implements Message {
    public NotHeld {
      ranges = List.copyOf(ranges);
    }

    @Override
    public MessageType type() {
      return MessageType.NOT_HELD;
    }
  }

  /** A parent tells a child that fell behind: these will not come from me. */
  record Skipped(long epoch, SequenceRange range) implements Message {
    @Override
    public MessageType type() {
      return MessageType.SKIPPED;
    }
  }

  /**
   * A child tells its parent once a second how it does, and who is below it.
   *
   * @param epoch that the child is in
   * @param receivedThrough the last sequence up to which it lacks nothing, or {@link Head#NO_SEQUENCE}
   * @param freeSlots its own
   * @param subtreePeers peers in the tree below and with it
   * @param subtreeViewers viewers in that tree
   * @param subtreeFreeSlots free slots in that tree
   * @param subtreeDepth levels in that tree, 1 for a child without children
   * @param address where strangers can dial the child
   */
  record Report(
      long epoch, long receivedThrough, int freeSlots, int subtreePeers, int subtreeViewers, int subtreeFreeSlots,
      int subtreeDepth, PeerAddress address) implements Message {
    @Override
    public MessageType type() {
      return MessageType.REPORT;
    }
  }

  /**
   * Peers that may be good for the receiver.
   *
   * @param purpose what for
   * @param candidates best first, at most {@link Limits#MAX_CANDIDATES}
   */
  record Candidates(Purpose purpose, List<Candidate> candidates) implements Message {
    /** What candidates are named for. */
    public enum Purpose {
      /** Backups that a parent suggests to its child. */
      BACKUPS(1),
      /** The answer to {@link CandidatesWanted}. */
      ANSWER(2),
      /**
       * A parent asks its child to move to one of these, or wherever it finds a place: somebody who can feed more has
       * taken the slot. It feeds the child until then.
       */
      MOVE(3),
      /** A purpose that a later version knows. */
      OTHER(255);

      final int code;

      Purpose(int code) {
        this.code = code;
      }
    }

    public Candidates {
      candidates = List.copyOf(candidates);
    }

    @Override
    public MessageType type() {
      return MessageType.CANDIDATES;
    }
  }

  /** @param count how many the sender can use, 1 to {@link Limits#MAX_CANDIDATES} */
  record CandidatesWanted(int count) implements Message {
    @Override
    public MessageType type() {
      return MessageType.CANDIDATES_WANTED;
    }
  }

  /**
   * The sender is about to close the link. With {@link CloseReason#LEAVING} it goes on feeding for a bounded time,
   * until its children have gone; with every other reason the socket closes behind this message.
   *
   * @param reason why
   * @param candidates where to go instead, best first
   */
  record Goodbye(CloseReason reason, List<Candidate> candidates) implements Message {
    public Goodbye {
      candidates = List.copyOf(candidates);
    }

    @Override
    public MessageType type() {
      return MessageType.GOODBYE;
    }
  }

  /** Reserved: dial this peer now, it dials you. */
  record ConnectTo(Candidate candidate) implements Message {
    @Override
    public MessageType type() {
      return MessageType.CONNECT_TO;
    }
  }

  /**
   * How far neighbours are from each other on the sender's way to the root, for people to look at: nothing is decided
   * by what strangers say of other strangers.
   *
   * @param micros root first, one for each hop of the sender's {@link RootPath}; 0 for those not known, at most 2³²−1
   */
  record RoundTrips(List<Long> micros) implements Message {
    /** The most that one can say. */
    public static final long MAX_MICROS = 0xffff_ffffL;

    public RoundTrips {
      micros = List.copyOf(micros);
      if (micros.size() > Limits.MAX_ROOT_PATH_HOPS) {
        throw new IllegalArgumentException("round trips of " + micros.size() + " hops");
      }
    }

    @Override
    public MessageType type() {
      return MessageType.ROUND_TRIPS;
    }
  }
}
