"use strict";

/* The page at /watch/CHANNEL: a player that stays live by itself, and what the peer tells of the network. */
(() => {
  const channel = decodeURIComponent(location.pathname.split("/").pop());
  const byId = id => document.getElementById(id);
  const video = byId("video");
  const liveUrl = `${location.origin}/live/${channel}.ts`;
  const hlsUrl = `${location.origin}/live/${channel}/index.m3u8`;

  /** Seconds without progress after which the player is made anew. */
  const STUCK = 3;
  /** Seconds in the buffer beyond which the player jumps forward, and how many are left then. */
  const TOO_MUCH = 4;
  const ENOUGH = 0.7;
  const RETRY = {first: 0.5, most: 5};
  /** Samples of the plot, one a second. */
  const SAMPLES = 120;

  // ---- what the viewer is told

  function tell(text, bad = false) {
    const state = byId("state");
    if (state.textContent !== text) {
      state.textContent = text;
      state.classList.toggle("bad", bad);
    }
  }

  const notice = byId("notice");
  const noticeButton = notice.querySelector("button");
  noticeButton.addEventListener("click", () => player.restart());

  function showNotice(text, canRetry = false) {
    notice.querySelector("p").textContent = text;
    noticeButton.hidden = !canRetry;
    notice.hidden = false;
  }

  function hideNotice() {
    notice.hidden = true;
  }

  // ---- the player

  /** Ways to play, best first; each returns what ends it. */
  const engines = [
    {
      name: "mpegts.js",
      usable: () => window.mpegts && mpegts.getFeatureList().mseLivePlayback,
      start(failed) {
        const engine = mpegts.createPlayer({type: "mpegts", isLive: true, url: liveUrl}, {
          enableWorker: false, enableStashBuffer: false, lazyLoad: false, autoCleanupSourceBuffer: true,
          liveBufferLatencyChasing: true, liveBufferLatencyMaxLatency: 1.5, liveBufferLatencyMinRemain: 0.4,
        });
        engine.on(mpegts.Events.ERROR, (type, detail) => failed(`${type}: ${detail}`));
        engine.on(mpegts.Events.LOADING_COMPLETE, () => failed("the stream has ended"));
        engine.attachMediaElement(video);
        engine.load();
        return () => engine.destroy();
      },
    },
    {
      name: "hls.js",
      usable: () => window.Hls && Hls.isSupported(),
      start(failed) {
        const engine = new Hls({liveSyncDurationCount: 2, maxLiveSyncPlaybackRate: 1.1, backBufferLength: 10});
        engine.on(Hls.Events.ERROR, (event, data) => data.fatal && failed(data.details));
        engine.loadSource(hlsUrl);
        engine.attachMedia(video);
        return () => engine.destroy();
      },
    },
    {
      name: "HLS of the browser",
      usable: () => video.canPlayType("application/vnd.apple.mpegurl") !== "",
      start(failed) {
        video.onerror = () => failed(video.error ? video.error.message : "error");
        video.src = hlsUrl;
        return () => { video.onerror = null; video.removeAttribute("src"); video.load(); };
      },
    },
  ];

  const player = {
    engine: null,
    stop: null,
    retryAfter: RETRY.first,
    timer: 0,
    restarts: 0,
    progressAt: 0,
    lastTime: -1,
    gaps: 0,
    stalledSeconds: 0,
    hasPlayed: false,

    choose() {
      const wanted = new URLSearchParams(location.search).get("engine");
      this.engine = engines.filter(one => !wanted || one.name === wanted).find(one => one.usable()) || null;
      if (!this.engine) {
        showNotice("This browser cannot play live MPEG-TS. Open the channel in VLC or mpv: the address is below.");
      }
      return this.engine !== null;
    },

    start() {
      clearTimeout(this.timer);
      if (!this.engine && !this.choose()) {
        return;
      }
      this.progressAt = performance.now();
      this.lastTime = -1;
      this.stop = this.engine.start(why => this.failed(why));
      // Browsers let a page begin by itself only when it is silent.
      video.play().catch(() => showNotice("Press play to begin."));
    },

    failed(why) {
      console.info(`${this.engine.name}: ${why}`);
      this.end();
      this.timer = setTimeout(() => this.start(), this.retryAfter * 1000);
      this.retryAfter = Math.min(2 * this.retryAfter, RETRY.most);
    },

    end() {
      const stop = this.stop;
      this.stop = null;
      if (stop) {
        try {
          stop();
        } catch (e) {
          console.warn(e);
        }
      }
    },

    restart() {
      this.restarts++;
      this.end();
      hideNotice();
      this.start();
    },

    /** Seconds between what is shown and the end of what is here. */
    buffered() {
      const ranges = video.buffered;
      return ranges.length ? Math.max(0, ranges.end(ranges.length - 1) - video.currentTime) : 0;
    },

    /** Each quarter of a second: a live picture moves. */
    watch() {
      const now = performance.now();
      if (!this.stop || document.hidden && video.paused) {
        return;
      }
      if (video.currentTime !== this.lastTime) {
        const still = (now - this.progressAt) / 1000;
        if (this.hasPlayed && still > 0.6 && this.lastTime >= 0) {
          this.gaps++;
          this.stalledSeconds += still;
        }
        this.lastTime = video.currentTime;
        this.progressAt = now;
        this.retryAfter = RETRY.first;
        if (video.currentTime > 0) {
          this.hasPlayed = true;
          hideNotice();
        }
      } else if (!video.paused && now - this.progressAt > STUCK * 1000) {
        this.failed("the picture stands still");
        return;
      }
      if (this.buffered() > TOO_MUCH && !video.paused) {
        const ranges = video.buffered;
        video.currentTime = ranges.end(ranges.length - 1) - ENOUGH;
      }
    },
  };

  byId("unmute").addEventListener("click", () => { video.muted = false; video.play(); });
  video.addEventListener("volumechange", () => { byId("unmute").hidden = !video.muted; });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && player.stop && player.buffered() > TOO_MUCH) {
      player.restart();
    }
  });

  // ---- the network

  const samples = [];
  let peerIsGone = 0;

  async function ask() {
    try {
      const answer = await fetch("/status", {cache: "no-store"});
      if (!answer.ok) {
        throw new Error(`status ${answer.status}`);
      }
      const status = await answer.json();
      peerIsGone = 0;
      show(status, status.channels.find(one => one.channel === channel));
    } catch (e) {
      peerIsGone++;
      if (peerIsGone >= 2) {
        tell("The Banyan program on this computer does not answer.", true);
        showNotice("The Banyan program that this page comes from has ended or is held up. The picture comes back with it.");
      }
    } finally {
      setTimeout(ask, 1000);
    }
  }

  const seconds = micros => micros < 0 ? "–" : `${(micros / 1e6).toFixed(micros < 1e7 ? 2 : 0)} s`;
  const millis = micros => micros > 0 ? `${(micros / 1000).toFixed(micros < 1e4 ? 1 : 0)} ms` : "";
  const bits = rate => rate >= 1e6 ? `${(rate / 1e6).toFixed(1)} Mbit/s` : `${Math.round(rate / 1e3)} kbit/s`;

  function show(status, here) {
    if (!here) {
      tell("This peer has left the channel.", true);
      return;
    }
    const about = here.description || {};
    const title = about.title || "Channel";
    byId("title").textContent = title;
    document.title = `${title} – Banyan`;
    byId("unmute").hidden = !video.muted || !about.audioCodec;
    tellHow(here);
    showPath(here);
    const buffer = player.buffered();
    samples.push({lag: here.lagMicros < 0 ? null : here.lagMicros / 1e6 + buffer, buffer});
    while (samples.length > SAMPLES) {
      samples.shift();
    }
    draw();
    showFigures(here, about, buffer);
  }

  function tellHow(here) {
    const lag = here.lagMicros;
    if (here.phase === "JOINING") {
      tell("Looking for somebody who passes the channel on…");
    } else if (here.phase === "ORPHANED") {
      tell("Looking for another way to the broadcaster…", true);
    } else if (lag > 3e6) {
      tell(`Nothing from the broadcaster for ${Math.round(lag / 1e6)} s; playback goes on when it is back.`, true);
    } else if (player.hasPlayed && !video.paused) {
      tell(`Live, ${(Math.max(0, lag) / 1e6 + player.buffered()).toFixed(1)} s behind the broadcaster`);
    } else if (video.paused && player.hasPlayed) {
      tell("Paused");
    } else {
      tell("Waiting for the next keyframe…");
    }
  }

  function showPath(here) {
    const up = here.links.find(link => link.role === "PARENT");
    const steps = [];
    if (here.depth === 0) {
      steps.push({name: "This broadcaster", me: true});
    } else {
      steps.push({name: "Broadcaster"});
      const between = here.depth - (up && up.depth > 0 ? 2 : 1);
      if (between > 0) {
        steps.push({name: between === 1 ? "1 peer" : `${between} peers`});
      }
      if (up && up.depth > 0) {
        steps.push({name: up.peer.slice(0, 8)});
      }
      steps.push({name: "You", me: true, way: up ? millis(up.roundTripMicros) : "…"});
    }
    if (here.children > 0) {
      steps.push({name: here.children === 1 ? "1 child" : `${here.children} children`});
    }
    const path = byId("path");
    path.replaceChildren(...steps.map(step => {
      const item = document.createElement("li");
      item.dataset.way = step.way ? `→ ${step.way} →` : "→";
      item.classList.toggle("me", Boolean(step.me));
      const name = document.createElement("span");
      name.textContent = step.name;
      item.append(name);
      return item;
    }));
  }

  function showFigures(here, about, buffer) {
    const up = here.links.find(link => link.role === "PARENT");
    const figures = [
      ["Hops from the broadcaster", here.depth === 255 ? "–" : here.depth],
      ["Round trip to the parent", up ? millis(up.roundTripMicros) || "–" : "–"],
      ["Backups ready", here.backups],
      ["Fed by you", here.freeSlots > 0 ? `${here.children}, room for ${here.freeSlots}` : here.children],
      ["Watching below you", here.subtreeViewers],
      ["Newest sign of the broadcaster", seconds(here.lagMicros)],
      ["Buffer", `${buffer.toFixed(2)} s`],
      ["Gaps in this window", player.gaps ? `${player.gaps}, ${player.stalledSeconds.toFixed(1)} s` : "none"],
      ["Changes of parent", here.counters.parentChanges],
      ["Chunks lost", here.counters.chunksLost],
      ["Passed on", `${(here.counters.bytesSent / 1e6).toFixed(1)} MB`],
      ["Stream", about.peakBitsPerSecond ? `up to ${bits(about.peakBitsPerSecond)}` : "–"],
    ];
    byId("figures").replaceChildren(...figures.flatMap(([name, value]) => {
      const term = document.createElement("dt");
      term.textContent = name;
      const text = document.createElement("dd");
      text.textContent = value;
      const pair = document.createElement("div");
      pair.append(term, text);
      return pair;
    }));
  }

  function draw() {
    const canvas = byId("plot");
    const scale = window.devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const most = Math.max(2, ...samples.map(sample => Math.max(sample.lag || 0, sample.buffer)));
    const style = getComputedStyle(document.documentElement);
    const y = value => height - 4 - value / most * (height - 12);
    pen.strokeStyle = style.getPropertyValue("--line");
    pen.fillStyle = style.getPropertyValue("--soft");
    pen.font = "11px system-ui, sans-serif";
    for (let mark = 1; mark < most; mark += Math.ceil(most / 4)) {
      pen.beginPath();
      pen.moveTo(0, y(mark));
      pen.lineTo(width, y(mark));
      pen.stroke();
      pen.fillText(`${mark} s`, 4, y(mark) - 3);
    }
    const line = (color, value) => {
      pen.strokeStyle = style.getPropertyValue(color);
      pen.lineWidth = 2;
      pen.beginPath();
      let down = false;
      samples.forEach((sample, i) => {
        const at = value(sample);
        if (at === null) {
          down = false;
          return;
        }
        const x = width - (samples.length - 1 - i) * width / (SAMPLES - 1);
        if (down) {
          pen.lineTo(x, y(at));
        } else {
          pen.moveTo(x, y(at));
        }
        down = true;
      });
      pen.stroke();
    };
    line("--leaf", sample => sample.buffer);
    line("--sky", sample => sample.lag);
  }

  byId("ts").href = liveUrl;
  player.start();
  setInterval(() => player.watch(), 250);
  ask();
})();
