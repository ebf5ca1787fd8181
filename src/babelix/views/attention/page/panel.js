// A panel: one text, its figure or table, and what the chosen token attends to in words.

const NO_FOCUS = { query: null, key: null };
const HELP = {
  lines: "Up and Down move between tokens, Left and Right between the two columns, Home, End, Page Up and Page Down " +
    "jump, Escape shows all.",
  heat: "Up and Down move between tokens that attend, Left and Right between those attended to, Escape lets go.",
};

class Panel {
  constructor(place, onFocus) {
    this.onFocus = onFocus;
    this.pinned = NO_FOCUS;
    this.hovered = null;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.spacer = element("div", { class: "spacer" }, this.canvas);
    this.figurePlace = element("div", { class: "figure", tabindex: "0", role: "application" }, this.spacer);
    this.heading = element("h2", { dir: "auto" });
    this.caption = element("p", { class: "caption" });
    this.status = element("p", { class: "status", role: "status" });
    this.tablePlace = element("div", { class: "table", tabindex: "0", role: "region", hidden: true });
    this.place = element("article", { class: "panel" },
      this.heading, this.caption, element("div", {}, this.figurePlace, this.tablePlace), this.status);
    place.append(this.place);
    this.listen();
  }

  listen() {
    const { figurePlace } = this;
    figurePlace.addEventListener("scroll", () => this.redraw());
    figurePlace.addEventListener("pointermove", (event) => this.hover(this.at(event)));
    figurePlace.addEventListener("pointerleave", () => this.hover(null));
    figurePlace.addEventListener("click", (event) => this.pin(this.at(event) ?? NO_FOCUS, true));
    figurePlace.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(figurePlace);
  }

  // Takes a figure (see `figureOf` in viewer.js); null when the text has no attention of the kind asked for. It is
  // drawn when every panel has its words, which decide where the figures begin.
  show(title, caption, figure, missing) {
    this.heading.textContent = brief(title);
    this.heading.title = title;
    this.caption.textContent = caption;
    this.figure = figure;
    this.figurePlace.hidden = !figure || figure.drawing === "table";
    this.tablePlace.hidden = !figure || figure.drawing !== "table";
    if (!figure) {
      this.status.textContent = missing;
      return;
    }
    this.figurePlace.setAttribute("aria-label", `${brief(title)}: ${figure.title}. ${HELP[figure.drawing] ?? ""}`);
    this.tablePlace.setAttribute("aria-label", `Table of ${brief(title)}`);
    const inside = (index, tokens) => (index !== null && index < tokens.length ? index : null);
    this.pinned = { query: inside(this.pinned.query, figure.queries), key: inside(this.pinned.key, figure.keys) };
    if (figure.drawing === "table") showTable(this.tablePlace, figure);
    this.say();
  }

  get focus() {
    return this.hovered ?? this.pinned;
  }

  at(event) {
    if (!this.figure) return null;
    const box = this.canvas.getBoundingClientRect();
    const [left, top] = [event.clientX - box.left, event.clientY - box.top];
    const { scrollLeft, scrollTop } = this.figurePlace;
    if (this.figure.drawing === "lines") return lineAt(this.figure, left, top + scrollTop);
    const { left: marginLeft, top: marginTop } = heatLayout(this.figure);
    return heatAt(this.figure, left > marginLeft ? left + scrollLeft : -1, top > marginTop ? top + scrollTop : -1);
  }

  hover(focus) {
    if (same(focus, this.hovered)) return;
    this.hovered = focus;
    this.changed();
  }

  // Keeps a focus until another is chosen; choosing the same again lets go of it.
  pin(focus, toggle = false) {
    this.pinned = toggle && same(focus, this.pinned) ? NO_FOCUS : focus;
    this.hovered = null;
    this.changed();
  }

  // Pins a focus, brings it into view and hands it the keyboard.
  choose(focus) {
    this.pin(focus);
    this.reveal();
    this.figurePlace.focus();
  }

  changed() {
    this.redraw();
    this.say();
    this.onFocus(this);
  }

  // Takes over the focus of another panel: the same word in its text, where there is one.
  follow(other) {
    if (!this.figure || !other.figure) return;
    this.pinned = {
      query: corresponding(other.figure.queries, other.focus.query, this.figure.queries),
      key: corresponding(other.figure.keys, other.focus.key, this.figure.keys),
    };
    this.hovered = null;
    this.redraw();
    this.say();
  }

  key(event) {
    if (!this.figure || event.altKey || event.metaKey) return;
    const move = this.figure.drawing === "lines" ? moveOnLines : moveOnHeat;
    const focus = event.key === "Escape" ? NO_FOCUS : move(this.figure, this.pinned, event.key);
    if (!focus) return;
    event.preventDefault();
    this.pin(focus);
    this.reveal();
  }

  // Scrolls the chosen token into view.
  reveal() {
    const { figure, figurePlace, focus } = this;
    const heat = figure.drawing === "heat" && heatLayout(figure);
    const index = focus.query ?? focus.key;
    if (index === null) return;
    const row = lineRow(figure);
    const [start, size, margin] = heat ? [focus.query * heat.cell, heat.cell, heat.top] : [index * row, row, LINE_HEAD];
    figurePlace.scrollTop = Math.max(start + size - figurePlace.clientHeight + margin + 8,
      Math.min(figurePlace.scrollTop, start));
    if (!heat || focus.key === null) return;
    figurePlace.scrollLeft = Math.max((focus.key + 1) * heat.cell - figurePlace.clientWidth + heat.left + 8,
      Math.min(figurePlace.scrollLeft, focus.key * heat.cell));
  }

  redraw() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = null;
      this.draw();
    });
  }

  // Draws what can be seen: the canvas is as large as the window onto the figure, however long the text.
  draw() {
    const { figure, figurePlace, spacer, canvas } = this;
    if (!figure || figure.drawing === "table") return;
    figure.focus = this.focus;
    figure.width = Math.max(260, figurePlace.clientWidth);
    figure.height = this.roomBelow();
    figurePlace.style.maxHeight = `${figure.height + 2}px`;
    const size = figure.drawing === "lines" ? lineSize(figure) : heatLayout(figure);
    spacer.style.width = `${Math.floor(figure.drawing === "lines" ? 0 : size.width)}px`;
    spacer.style.minWidth = "100%";
    spacer.style.height = `${Math.ceil(size.height)}px`;
    const width = figurePlace.clientWidth;
    const height = Math.min(Math.ceil(size.height), figurePlace.clientHeight || figure.height);
    const density = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    context.scale(density, density);
    const surface = new CanvasSurface(context);
    surface.rect(0, 0, width, height, figure.colours.paper);
    const { scrollTop, scrollLeft } = figurePlace;
    if (figure.drawing === "heat") drawHeat(surface, figure, scrollLeft, scrollTop, width, height);
    else surface.moved(0, -scrollTop, () => drawLines(surface, figure, scrollTop, scrollTop + height));
  }

  // The height that leaves the line of words under the figure in the window; further down a page most of a window.
  roomBelow() {
    const above = this.figurePlace.getBoundingClientRect().top + window.scrollY;
    const below = window.innerHeight - above - 76;
    return below >= 340 ? below : Math.max(340, window.innerHeight - 220);
  }

  say() {
    if (this.figure) this.status.textContent = sentence(this.figure, this.focus);
  }
}

function same(one, other) {
  return one === other || (one && other && one.query === other.query && one.key === other.key);
}

// The place in `others` of the same word in the same turn ("the second “it”"), or else of the same position.
function corresponding(tokens, index, others) {
  if (index === null) return null;
  const turn = tokens.slice(0, index).filter((token) => token === tokens[index]).length;
  const places = others.flatMap((token, place) => (token === tokens[index] ? [place] : []));
  return places[turn] ?? (index < others.length ? index : null);
}

// What the focus attends to, for the line under the figure and for screen readers.
function sentence(figure, { query, key }) {
  const { queries, keys, sources, generatedFrom } = figure;
  if (query === null && key === null) {
    const shown = figure.threshold > 0 ? ` Weights below ${number(figure.threshold)} are hidden.` : "";
    return `${counted(queries.length)} tokens. Point at a token or use the arrow keys.${shown}`;
  }
  const mean = (row, column) => sources.reduce((sum, { matrix }) => sum + matrix.at(row, column), 0) / sources.length;
  const place = (index, tokens) => `${quoted(tokens[index])} (token ${index} of ${tokens.length})`;
  const made = query !== null && generatedFrom !== null && query >= generatedFrom ? ", generated by the model," : "";
  if (query !== null && key !== null) {
    return `${place(query, queries)}${made} gives ${place(key, keys)} the weight ${number(mean(query, key))}.`;
  }
  const own = query !== null ? queries : keys;
  const others = query !== null ? keys : queries;
  const weights = others.map((_, other) => (query !== null ? mean(query, other) : mean(other, key)));
  const list = strongest(weights, 5).map(([other, weight]) => `${quoted(others[other])} ${number(weight)}`);
  const verb = query !== null ? "attends most to" : "gets most attention from";
  return `${place(query ?? key, own)}${made} ${verb} ${list.join(", ") || "nothing"}.`;
}
