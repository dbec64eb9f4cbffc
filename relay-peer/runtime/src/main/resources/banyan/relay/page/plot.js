/* A small plot of the last two minutes: how far behind the broadcaster, how much in the buffer, and gaps. */

/** One a second. */
const SAMPLES = 120;
const MARKS = 3;

export class Plot {
  #canvas;
  #samples = [];

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  /** @param sample {behind, buffer} in seconds or null, and whether there was a gap since the last one */
  add(sample) {
    this.#samples.push(sample);
    while (this.#samples.length > SAMPLES) {
      this.#samples.shift();
    }
    this.#draw();
  }

  #draw() {
    const canvas = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (width === 0) {
      return;
    }
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const style = getComputedStyle(canvas);
    const color = name => style.getPropertyValue(name).trim();
    const most = Math.max(1, ...this.#samples.map(sample => Math.max(sample.behind ?? 0, sample.buffer ?? 0))) * 1.12;
    const x = i => width - 2 - (this.#samples.length - 1 - i) * (width - 4) / (SAMPLES - 1);
    const y = value => height - 2 - value / most * (height - 8);

    pen.font = `11px ${style.fontFamily}`;
    pen.lineWidth = 1;
    for (let mark = 0; mark < most; mark += step(most / MARKS)) {
      pen.strokeStyle = color("--line");
      pen.beginPath();
      pen.moveTo(0, Math.round(y(mark)) + 0.5);
      pen.lineTo(width, Math.round(y(mark)) + 0.5);
      pen.stroke();
      if (mark > 0) {
        pen.fillStyle = color("--soft");
        pen.fillText(`${Number(mark.toFixed(1))} s`, 2, y(mark) - 3);
      }
    }
    pen.fillStyle = color("--bad");
    this.#samples.forEach((sample, i) => sample.gap && pen.fillRect(x(i) - 1.5, 2, 3, height - 4));
    this.#line(pen, color("--accent"), sample => sample.buffer, x, y);
    this.#line(pen, color("--sky"), sample => sample.behind, x, y);
  }

  #line(pen, color, value, x, y) {
    pen.strokeStyle = color;
    pen.lineWidth = 2;
    pen.lineJoin = "round";
    pen.beginPath();
    let isDrawing = false;
    this.#samples.forEach((sample, i) => {
      const at = value(sample);
      if (at === null) {
        isDrawing = false;
      } else if (isDrawing) {
        pen.lineTo(x(i), y(at));
      } else {
        pen.moveTo(x(i), y(at));
        isDrawing = true;
      }
    });
    pen.stroke();
  }
}

/** The next of 0.1, 0.2, 0.5, 1, 2, 5 … */
function step(atLeast) {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * [1, 2, 5, 10].find(factor => factor * power >= atLeast);
}
