// The plane: where every point stands on the screen, and how it is drawn there.

const page = JSON.parse(document.getElementById("atlas").textContent);
const count = page.places.length / 2;
const xs = Float32Array.from({ length: count }, (_, i) => page.places[2 * i]);
const ys = Float32Array.from({ length: count }, (_, i) => page.places[2 * i + 1]);
const extent = { x: xs.reduce((a, b) => Math.max(a, b), 0), y: ys.reduce((a, b) => Math.max(a, b), 0) };
const { held, side: cellSide } = page.cells;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const LOOSE = 110; // a cell so many pixels wide comes apart into its points
const SHORT = 28;

// A text in at most so many letters, those around the word in brackets where there is one.
function snippet(text, most = SHORT) {
  const letters = [...label(text.replace(/\s+/g, " "))];
  if (letters.length <= most) return letters.join("");
  const at = letters.indexOf("[");
  const start = at > 0 ? Math.max(0, Math.min(at - 8, letters.length - most)) : 0;
  const kept = letters.slice(start, start + most).join("").trim();
  return `${start ? "…" : ""}${kept}${start + most < letters.length ? "…" : ""}`;
}

function colourOf(i, colours) {
  return page.labels ? colours.heads[page.labels[i] % colours.heads.length] : page.picture ? colours.ink : colours.accent;
}

// The commonest class of a cell's members, as one of them.
function typical({ members }) {
  if (!page.labels) return members[0];
  const votes = new Map();
  for (const i of members) votes.set(page.labels[i], (votes.get(page.labels[i]) ?? 0) + 1);
  const [most] = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  return members.find((i) => page.labels[i] === most);
}

// A sheet of thumbnails. Gray ones are ink of their class's colour on nothing; others stay as they are.
class Sheet {
  constructor(name, owners) {
    this.owners = owners;
    this.across = Math.ceil(Math.sqrt(owners.length));
    this.painted = null;
    this.image = new Image();
    this.ready = new Promise((done) => { this.image.onload = done; });
    this.image.src = `data:image/png;base64,${document.getElementById(name).textContent}`;
  }

  paint(colours) {
    if (!page.picture.gray) { this.painted = this.image; return; }
    const { width, height } = this.image;
    this.painted = document.createElement("canvas");
    Object.assign(this.painted, { width, height });
    const context = this.painted.getContext("2d");
    context.drawImage(this.image, 0, 0);
    const pixels = context.getImageData(0, 0, width, height);
    const { side } = page.picture;
    const inks = this.owners.map((i) => rgb(colourOf(i, colours)));
    for (let y = 0; y < height; y++) {
      const row = Math.floor(y / side) * this.across;
      for (let x = 0; x < width; x++) {
        const ink = inks[row + Math.floor(x / side)] ?? [0, 0, 0];
        const at = 4 * (y * width + x);
        pixels.data[at + 3] = pixels.data[at];
        for (let c = 0; c < 3; c++) pixels.data[at + c] = ink[c];
      }
    }
    context.putImageData(pixels, 0, 0);
  }

  draw(context, number, x, y, size) {
    const { side } = page.picture;
    context.drawImage(
      this.painted, (number % this.across) * side, Math.floor(number / this.across) * side, side, side,
      x - size / 2, y - size / 2, size, size);
  }
}

const sheets = page.picture ? {
  points: new Sheet("thumbnails", Array.from({ length: count }, (_, i) => i)),
  cells: held.length ? new Sheet("averages", held.map(typical)) : null,
} : null;

class Plane {
  constructor(place) {
    this.place = place;
    this.canvas = place.querySelector("canvas");
    this.context = this.canvas.getContext("2d");
    Object.assign(this, { x: extent.x / 2, y: extent.y / 2, scale: 1, fitted: 1, width: 1, height: 1 });
    this.widths = new Map();
  }

  resize() {
    const whole = this.scale === this.fitted;
    const { clientWidth, clientHeight } = this.place;
    const dense = window.devicePixelRatio || 1;
    Object.assign(this, { width: clientWidth, height: clientHeight, dense });
    Object.assign(this.canvas, { width: Math.round(clientWidth * dense), height: Math.round(clientHeight * dense) });
    this.fitted = 0.9 * Math.min(clientWidth / Math.max(extent.x, 0.05), clientHeight / Math.max(extent.y, 0.05));
    if (whole) this.fit();
  }

  fit() {
    Object.assign(this, { x: extent.x / 2, y: extent.y / 2, scale: this.fitted });
  }

  at(i) {
    return [this.left(xs[i]), this.top(ys[i])];
  }

  left(x) {
    return (x - this.x) * this.scale + this.width / 2;
  }

  top(y) {
    return this.height / 2 - (y - this.y) * this.scale;
  }

  move(dx, dy) {
    this.x = Math.min(Math.max(this.x - dx / this.scale, 0), extent.x);
    this.y = Math.min(Math.max(this.y + dy / this.scale, 0), extent.y);
  }

  // Closer by a factor, the place under (px, py) staying where it is.
  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const scale = Math.min(Math.max(this.scale * factor, this.fitted), this.fitted * 200);
    const [x, y] = [this.x + (px - this.width / 2) / this.scale, this.y - (py - this.height / 2) / this.scale];
    Object.assign(this, { scale, x: x - (px - this.width / 2) / scale, y: y + (py - this.height / 2) / scale });
    if (scale === this.fitted) this.fit();
    else this.move(0, 0);
  }

  // The point shown nearest a place of the screen, within so many pixels; -1 where there is none.
  nearest(px, py, within = Infinity, state = {}) {
    let [best, least] = [-1, within * within];
    for (let i = 0; i < count; i++) {
      if (state.hidden?.has(page.labels?.[i])) continue;
      const [x, y] = this.at(i);
      const far = (x - px) ** 2 + (y - py) ** 2;
      if (far < least) [best, least] = [i, far];
    }
    return best;
  }

  // The next point from `from` that way: near, and more along the way than across it.
  beside(from, dx, dy, state) {
    let [best, least] = [from, Infinity];
    for (let i = 0; i < count; i++) {
      if (i === from || state.hidden.has(page.labels?.[i])) continue;
      const [x, y] = [xs[i] - xs[from], ys[i] - ys[from]];
      const [along, across] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
      if (along <= across * 0.6 || along <= 0) continue;
      const far = along + 2 * across;
      if (far < least) [best, least] = [i, far];
    }
    return best;
  }

  draw(state, colours) {
    const { context, dense, width, height } = this;
    context.setTransform(dense, 0, 0, dense, 0, 0);
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, width, height);
    const grown = (this.scale / this.fitted) ** 0.45 * 2 ** (state.size / 2);
    const loose = cellSide * this.scale > LOOSE;
    if (state.show === "cells" && !loose && page.picture) this.drawCells(state, colours);
    else if (page.picture && state.show !== "dots") this.drawPictures(state, colours, Math.min(15 * grown, 140));
    else {
      this.drawDots(state, colours, Math.min(2.2 * grown, 12), state.show === "dots" ? 0.85 : 0.4);
      if (state.show !== "dots") this.drawWords(state, colours, Math.min(11 * grown, 22), !loose && state.show === "cells");
    }
    this.drawChosen(state, colours, Math.max(8, 6 * grown));
    context.globalAlpha = 1;
  }

  seen(i, state, margin) {
    if (state.hidden.has(page.labels?.[i])) return null;
    const [x, y] = this.at(i);
    return x < -margin || y < -margin || x > this.width + margin || y > this.height + margin ? null : [x, y];
  }

  faint(i, state) {
    return state.hits && !state.hits.has(i) ? 0.13 : 1;
  }

  drawCells(state, colours) {
    const { context } = this;
    const size = cellSide * this.scale;
    const lengths = held.map(({ members }) => members.length).sort((a, b) => a - b);
    const most = lengths[Math.floor(0.9 * (lengths.length - 1))];
    held.forEach((cell, number) => {
      if (state.hidden.has(page.labels?.[sheets.cells.owners[number]])) return;
      const [x, y] = [this.left((cell.column + 0.5) * cellSide), this.top((cell.row + 0.5) * cellSide)];
      const own = size * Math.min(Math.max(Math.sqrt(cell.members.length / most), 0.45), 1);
      context.globalAlpha = state.hits && !cell.members.some((i) => state.hits.has(i)) ? 0.13 : 1;
      sheets.cells.draw(context, number, x, y, own);
      if (!page.picture.gray) this.frame(x, y, own, colourOf(sheets.cells.owners[number], colours));
    });
  }

  drawPictures(state, colours, size) {
    const { context } = this;
    for (let i = 0; i < count; i++) {
      const place = this.seen(i, state, size);
      if (!place) continue;
      context.globalAlpha = this.faint(i, state);
      sheets.points.draw(context, i, ...place, size);
      if (!page.picture.gray && page.labels) this.frame(...place, size, colourOf(i, colours));
    }
  }

  frame(x, y, size, colour) {
    const { context } = this;
    context.strokeStyle = colour;
    context.lineWidth = Math.max(1, size / 14);
    context.strokeRect(x - size / 2, y - size / 2, size, size);
  }

  drawDots(state, colours, radius, opacity) {
    const { context } = this;
    for (let i = 0; i < count; i++) {
      const place = this.seen(i, state, radius);
      if (!place) continue;
      context.globalAlpha = this.faint(i, state) * opacity;
      context.fillStyle = colourOf(i, colours);
      context.beginPath();
      context.arc(...place, radius, 0, 7);
      context.fill();
    }
  }

  // As many words as fit beside one another: the chosen one, its neighbours and what was searched for go first.
  drawWords(state, colours, size, central) {
    const { context, width, height } = this;
    context.font = `${size}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const first = state.chosen < 0 ? [] : [state.chosen, ...neighboursOf(state.chosen)];
    const rest = central ? held.map(({ members }) => members[0]) : Array.from({ length: count }, (_, i) => i);
    const taken = [];
    const done = new Set();
    for (const i of [...first, ...(state.hits ?? []), ...rest]) {
      if (done.has(i)) continue;
      done.add(i);
      const place = this.seen(i, state, 0);
      if (!place) continue;
      const text = snippet(page.words[i]);
      const name = `${Math.round(size)}|${text}`;
      if (!this.widths.has(name)) this.widths.set(name, context.measureText(text).width);
      const half = this.widths.get(name) / 2 + 2;
      const [x, y] = [Math.min(Math.max(place[0], half), width - half), Math.min(Math.max(place[1], size), height - size)];
      const tall = size * 0.62;
      if (taken.some((b) => Math.abs(b.x - x) < b.half + half && Math.abs(b.y - y) < b.tall + tall)) continue;
      taken.push({ x, y, half, tall });
      context.globalAlpha = this.faint(i, state);
      context.fillStyle = colourOf(i, colours);
      context.fillText(text, x, y);
    }
  }

  drawChosen(state, colours, radius) {
    if (state.chosen < 0) return;
    const { context } = this;
    context.globalAlpha = 1;
    const [x, y] = this.at(state.chosen);
    context.strokeStyle = colours.quiet;
    context.lineWidth = 1;
    for (const i of neighboursOf(state.chosen)) {
      const [u, v] = this.at(i);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(u, v);
      context.stroke();
      this.ring(u, v, radius * 0.6, colours.accent, 1.2);
    }
    this.ring(x, y, radius, colours.generated, 3);
  }

  ring(x, y, radius, colour, thickness) {
    const { context } = this;
    context.strokeStyle = colour;
    context.lineWidth = thickness;
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.stroke();
  }
}

function neighboursOf(i) {
  return page.neighbours.slice(i * page.k, (i + 1) * page.k);
}

// Its nearest on the plane, as many.
function shownNear(i) {
  const far = (j) => (xs[j] - xs[i]) ** 2 + (ys[j] - ys[i]) ** 2;
  const others = Array.from({ length: count }, (_, j) => j).filter((j) => j !== i);
  return new Set(others.sort((a, b) => far(a) - far(b) || a - b).slice(0, page.k));
}
