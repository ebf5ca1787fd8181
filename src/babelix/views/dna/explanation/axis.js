// What figures share: a frame to draw in, the axis of bases, marks that move with keys and pointers.

const SMALL = 11;

// Round distances between ticks so that some `most` of them fit.
function ticks(first, last, most) {
  const rough = Math.max((last - first) / most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const found = [];
  for (let at = Math.ceil(first / step) * step; at <= last; at += step) found.push(at);
  return found;
}

// Ticks at `marks`, each an x and a text: a text that would run into the one before it is left out.
function drawTicks(surface, colours, marks, { left, width, top }) {
  measuring.font = font(SMALL, false);
  let free = -Infinity;
  for (const [x, text] of marks) {
    const half = measuring.measureText(text).width / 2;
    const middle = Math.min(Math.max(x, left + half), left + width - half);
    surface.rect(x, top, 1, 4, colours.quiet);
    if (middle - half < free) continue;
    surface.text(middle, top + 13, text, { size: SMALL, fill: colours.quiet, align: "center" });
    free = middle + half + 8;
  }
}

// How many texts as wide as this one find room.
function roomFor(text, width) {
  measuring.font = font(SMALL, false);
  return Math.max(2, Math.floor(width / (measuring.measureText(text).width + 30)));
}

// The axis below a figure of the bases [first, last) counted from 0; ticks are counted from 1.
function drawAxis(surface, colours, { left, width, top, first, last, chrom }) {
  const at = (place) => left + ((place - first) / (last - first)) * width;
  surface.rect(left, top, width, 1, colours.quiet);
  const found = ticks(first + 1, last, roomFor(counted(last), width));
  drawTicks(surface, colours, found.map((tick) => [at(tick - 0.5), counted(tick)]), { left, width, top });
  surface.text(left, top + 28, `${visible(chrom)}, base counted from 1`, { size: SMALL, fill: colours.quiet });
}

// A figure as an element: drawn anew where its width changes, with a mark moved by keys and pointers.
class Figure {
  constructor(name, draw) {
    this.draw = draw;
    this.place = element("div", { tabindex: 0, role: "application", "aria-label": name,
      onkeydown: (event) => this.key(event), onpointermove: (event) => this.point(event),
      onpointerdown: (event) => this.point(event) });
    this.status = element("p", { class: "status", role: "status" });
    this.caption = element("figcaption");
    this.whole = element("figure", { class: "figure" }, this.place, this.status, this.caption);
    this.mark = null;
    this.places = 1;
  }

  svg(colours, width) {
    const surface = new SvgSurface();
    const { height, caption, places, marked } = this.draw(surface, colours, width, this.mark);
    Object.assign(this, { places, marked, caption_: caption });
    return [surface.document(width, height), height];
  }

  // As wide as its place, or as paper.
  show(colours, paper = 0) {
    const width = paper || Math.max(280, Math.round(this.whole.clientWidth || 900));
    this.colours = colours;
    const [text] = this.svg(colours, width);
    const drawn = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-hidden", "true");
    this.place.replaceChildren(document.adoptNode(drawn));
    this.caption.textContent = this.caption_;
    this.status.textContent = this.marked ?? "";
  }

  moveTo(mark) {
    this.mark = mark === null ? null : Math.min(Math.max(mark, 0), this.places - 1);
    this.show(this.colours);
  }

  key(event) {
    const middle = Math.floor(this.places / 2);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) this.moveTo(this.mark === null ? middle : this.mark + step * (event.shiftKey ? 10 : 1));
    else if (event.key === "Home") this.moveTo(0);
    else if (event.key === "End") this.moveTo(this.places - 1);
    else if (event.key === "Escape") this.moveTo(null);
    else return;
    event.preventDefault();
  }

  point(event) {
    const box = this.place.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    this.moveTo(Math.floor(share * this.places));
  }
}
