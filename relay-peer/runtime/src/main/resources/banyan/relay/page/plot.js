/* A plot of what was measured once a second: lines, and marks where something went wrong. */

const MARKS = 3;

export class Plot {
  #canvas;
  #how;
  #samples = [];

  /**
   * @param how
   *   samples  how many there are at most
   *   lines    of each its color, as a property of the style such as "--accent", and what of a sample is its value,
   *            null for none
   *   mark     whether a sample is marked
   *   label    a value in words, for the scale
   *   least    what the scale goes up to at least
   */
  constructor(canvas, how) {
    this.#canvas = canvas;
    this.#how = how;
    new ResizeObserver(() => this.#draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  add(sample) {
    this.show([...this.#samples, sample]);
  }

  /** These in place of those before, the oldest first. */
  show(samples) {
    this.#samples = samples.slice(-this.#how.samples);
    this.#draw();
  }

  #draw() {
    const canvas = this.#canvas;
    const {samples, lines, mark: isMarked, label, least} = this.#how;
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
    const most = lines.reduce(
      (top, line) => this.#samples.reduce((sum, sample) => Math.max(sum, line.value(sample) ?? 0), top), least) * 1.12;
    const x = i => width - 2 - (this.#samples.length - 1 - i) * (width - 4) / (samples - 1);
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
        pen.fillText(label(mark), 2, y(mark) - 3);
      }
    }
    pen.fillStyle = color("--bad");
    this.#samples.forEach((sample, i) => isMarked?.(sample) && pen.fillRect(x(i) - 1.5, 2, 3, height - 4));
    lines.forEach(line => this.#line(pen, color(line.color), line.value, x, y));
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
