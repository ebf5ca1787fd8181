// The overview: a small picture of every head, layers down, heads across. Arrow keys move, the head follows.

const OVERVIEW_STRONGEST = 0.01;

class Overview {
  constructor(place, choose) {
    this.place = place;
    this.choose = choose;
    this.cells = [];
    place.addEventListener("keydown", (event) => this.move(event));
  }

  // Builds the grid of `map` and draws its heads once their pictures are unpacked.
  async show(map, colours) {
    if (this.map !== map) this.build(map);
    const heads = await map.thumbnails();
    if (this.map !== map) return;
    const pixels = ramp(colours);
    heads.forEach((matrix, index) => this.draw(this.cells[index].firstChild, matrix, pixels));
  }

  build(map) {
    this.map = map;
    this.cells = [];
    // A picture of 10 tokens wants fewer pixels than one of 500, and many heads leave less room for each.
    const room = window.innerWidth < 1000 ? window.innerWidth - 90 : 372;
    this.place.style.setProperty("--cell", `${Math.max(12, Math.min(56, Math.floor(room / map.heads) - 3))}px`);
    this.place.style.setProperty("--columns", map.heads);
    const header = element("div", { role: "row" }, element("span", { role: "columnheader", class: "corner" }, "layer"),
      ...map.head_numbers.map((head) => element("span", { role: "columnheader" }, `${head}`)));
    const rows = map.layer_numbers.map((number, layer) => element("div", { role: "row" },
      element("span", { role: "rowheader" }, `${number}`),
      ...map.head_numbers.map((_, head) => this.cell(map, layer, head))));
    this.place.replaceChildren(header, ...rows);
  }

  cell(map, layer, head) {
    const name = `layer ${map.layer_numbers[layer]}, head ${map.head_numbers[head]}`;
    const about = `${name}: ${describe(map, layer, head)}`;
    const cell = element("div", {
      role: "gridcell", tabindex: "-1", "aria-label": about, title: about, "aria-selected": "false",
      onclick: () => this.choose(layer, head),
    }, element("canvas", { width: 1, height: 1, "aria-hidden": "true" }));
    this.cells.push(cell);
    return cell;
  }

  draw(canvas, matrix, pixels) {
    const side = Math.round(canvas.parentElement.clientWidth * (window.devicePixelRatio || 1)) || 48;
    const [width, height] = [Math.min(side, matrix.columns), Math.min(side, matrix.rows)];
    const values = matrix.pooled(width, height);
    canvas.width = width;
    canvas.height = height;
    const full = matrix.exceededBy(OVERVIEW_STRONGEST);
    const picture = matrix.coloured(values, (weight) => pixels[step(weight, full)]);
    canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(picture.buffer), width, height), 0, 0);
  }

  // Marks what is shown: one head, or a whole layer where all its heads are.
  mark(layer, head, wholeLayer) {
    this.cells.forEach((cell, index) => {
      const here = Math.floor(index / this.map.heads) === layer;
      const chosen = here && (wholeLayer || index % this.map.heads === head);
      cell.setAttribute("aria-selected", `${chosen}`);
      cell.tabIndex = here && index % this.map.heads === head ? 0 : -1;
    });
  }

  move(event) {
    const index = this.cells.indexOf(document.activeElement);
    if (index < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const { heads } = this.map;
    const row = Math.floor(index / heads);
    const places = {
      ArrowLeft: index % heads ? index - 1 : index, ArrowRight: (index + 1) % heads ? index + 1 : index,
      ArrowUp: index - heads, ArrowDown: index + heads, Home: row * heads, End: row * heads + heads - 1,
      PageUp: index % heads, PageDown: (this.map.layers - 1) * heads + (index % heads), Enter: index, " ": index,
    };
    if (!(event.key in places)) return;
    event.preventDefault();
    const next = places[event.key];
    if (!this.cells[next]) return;
    this.choose(Math.floor(next / heads), next % heads);
    this.cells[next].focus();
  }
}

// The statistics of a head in words.
function describe(map, layer, head) {
  const names = {
    entropy: (value) => `entropy ${value.toFixed(2)} bits`, distance: (value) => `mean distance ${value.toFixed(1)}`,
    previous: (value) => `previous token ${number(value)}`, first: (value) => `first token ${number(value)}`,
    same: (value) => `own position ${number(value)}`,
  };
  return Object.entries(names).filter(([name]) => map.statistics[name])
    .map(([name, words]) => words(map.statistics[name][layer][head])).join(", ");
}
