package banyan.node;

import banyan.protocol.Candidate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * At a root that nobody can dial: keeps a link open to each peer that it was told to feed. The other end asks for the
 * stream on it, like on any link.
 */
final class Pushes {
  private static final class Target {
    final Candidate candidate;
    @Nullable Link link;
    /** Of the dial that has not ended yet, or 0. */
    long attempt;
    long nextDialMicros = Long.MIN_VALUE;
    long waitMicros = Timing.RETRY_MIN;

    Target(Candidate candidate) {
      this.candidate = candidate;
    }
  }

  private final Core core;
  private final List<Target> targets = new ArrayList<>();
  private long attempts;

  Pushes(Core core) {
    this.core = core;
    if (core.config.isRoot()) {
      core.config.entries().forEach(entry -> targets.add(new Target(entry)));
    }
  }

  /** Dials whoever is not linked; again and again, jittered, for as long as the channel is on air. */
  void pulse() {
    for (Target target : targets) {
      Link link = target.link;
      if (link != null && link.down == Link.Down.CHILD) {
        target.waitMicros = Timing.RETRY_MIN;
      } else if (link == null && target.attempt == 0 && target.nextDialMicros <= core.now()) {
        target.attempt = ++attempts;
        core.out().open(target.attempt, target.candidate.address());
      }
    }
  }

  void opened(Link link, long attempt) {
    for (Target target : targets) {
      if (attempt != 0 && target.attempt == attempt) {
        target.attempt = 0;
        target.link = link;
      }
    }
  }

  void failed(long attempt) {
    for (Target target : targets) {
      if (target.attempt == attempt) {
        target.attempt = 0;
        waitForNext(target);
      }
    }
  }

  void lost(Link link) {
    for (Target target : targets) {
      if (target.link == link) {
        target.link = null;
        waitForNext(target);
      }
    }
  }

  private void waitForNext(Target target) {
    target.nextDialMicros = core.now() + core.jittered(target.waitMicros);
    target.waitMicros = Math.min(2 * target.waitMicros, Timing.PUSH_RETRY_MAX);
  }
}
