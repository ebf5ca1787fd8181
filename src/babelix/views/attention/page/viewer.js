// The page: what is shown, the controls that change it, and the panels and overview that show it.

const control = (name) => document.getElementById(name);
const dark = window.matchMedia("(prefers-color-scheme: dark)");

const state = {
  shown: [0], kind: null, view: "head", drawing: "lines", layer: 0, head: 0, threshold: 0, scale: "largest", zoom: 0,
  theme: "system", overview: 0,
};
const panels = [];
const overview = new Overview(control("overview-grid"), (layer, head) => change({
  layer, head, view: state.view === "all" ? "all" : "head",
}));
const VIEWS = {
  head: "one head", all: "all heads", average: "average of heads", rollout: "rollout up to it",
};
const KINDS = { encoder: "encoder: the text to itself", decoder: "decoder: the text to itself", cross: "cross: target to source" };

function colours() {
  const chosen = state.theme === "system" ? (dark.matches ? "dark" : "light") : state.theme;
  document.documentElement.dataset.theme = chosen;
  return palette(chosen);
}

function lineColour(colours, figure, index) {
  return figure.sources.length > 1 ? colours.heads[index % colours.heads.length] : colours.accent;
}

function currentMap() {
  return texts[state.shown[0]].maps.get(state.kind);
}

// The matrices to draw: one, or one for each head where lines can show them all.
function matricesOf(map) {
  const layer = Math.min(state.layer, map.layers - 1);
  const head = Math.min(state.head, map.heads - 1);
  if (state.view === "rollout" && map.rollouts) return map.rollout(layer).then((matrix) => [matrix]);
  if (state.view === "head") return map.head(layer, head).then((matrix) => [matrix]);
  if (state.view === "all" && state.drawing === "lines") return map.allHeads(layer);
  return map.average(layer).then((matrix) => [matrix]);
}

function titleOf(map) {
  const layer = map.layer_numbers[Math.min(state.layer, map.layers - 1)];
  const head = map.head_numbers[Math.min(state.head, map.heads - 1)];
  const what = {
    head: `layer ${layer}, head ${head}`, all: `layer ${layer}, ${state.drawing === "lines" ? "all" : "average of all"} heads`,
    average: `layer ${layer}, average of heads`, rollout: `rollout up to layer ${layer}`,
  }[state.view];
  return `${map.model ? `${map.model}, ` : ""}${map.kind} attention, ${what}`;
}

function captionOf(map) {
  const parts = [titleOf(map)];
  if (state.view === "head") parts.push(describe(map, Math.min(state.layer, map.layers - 1), Math.min(state.head, map.heads - 1)));
  if (map.causal) parts.push("causal: a token sees itself and those before it");
  if (map.generated_from !== null) parts.push(`the model wrote the tokens from ${map.generated_from} on (marked)`);
  if (map.note) parts.push(map.note);
  return parts.join(" · ");
}

function figureOf(map, matrices, palette) {
  const figure = {
    title: titleOf(map), drawing: state.drawing, queries: map.queries, keys: map.keys, zoom: state.zoom,
    generatedFrom: map.generated_from, threshold: state.threshold, colours: palette, focus: NO_FOCUS,
    queryTitle: map.kind === "cross" ? "target" : "token", keyTitle: map.kind === "cross" ? "attends to source" : "attends to",
  };
  figure.sources = matrices.map((matrix, index) => ({ matrix, name: map.head_numbers[index] }));
  figure.sources.forEach((source, index) => { source.colour = lineColour(palette, figure, index); });
  return figure;
}

// What two figures beside each other must both have room for.
function roomOf(figures) {
  const most = (measure) => Math.max(...figures.map(measure));
  return {
    queries: most(({ queries }) => queries.length), keys: most(({ keys }) => keys.length),
    queryWidth: most(({ queries }) => widest(queries)), keyWidth: most(({ keys }) => widest(keys)),
  };
}

let latest = 0;

// Brings the page in line with the state. A later change overtakes one whose numbers are still being unpacked.
async function refresh() {
  const turn = ++latest;
  const scheme = colours();
  const maps = state.shown.map((index) => texts[index].maps.get(state.kind));
  const loaded = await Promise.all(maps.map((map) => map && matricesOf(map)));
  if (turn !== latest) return;
  const most = (measure) => Math.max(...loaded.flat().filter(Boolean).map(measure)) || 1;
  const full = {
    largest: () => most(({ largest }) => largest), thousandth: () => most((matrix) => matrix.exceededBy(0.001)), one: () => 1,
  }[state.scale]();
  while (panels.length < state.shown.length) panels.push(new Panel(control("panels"), followed));
  while (panels.length > state.shown.length) panels.pop().place.remove();
  const room = roomOf(maps.filter(Boolean));
  panels.forEach((panel, i) => {
    const [text, map] = [texts[state.shown[i]], maps[i]];
    const figure = map && { ...figureOf(map, loaded[i], scheme), full, room };
    panel.show(text.title, map ? captionOf(map) : "", figure, `This text has no ${state.kind} attention.`);
  });
  control("panels").dataset.count = panels.length;
  drawLegend(scheme, full);
  showNotice();
  for (const panel of panels) panel.draw();
  markOverview();
  document.dispatchEvent(new Event("drawn"));
}

function followed(panel) {
  for (const other of panels) if (other !== panel) other.follow(panel);
}

function markOverview() {
  if (overview.map) overview.mark(Math.min(state.layer, overview.map.layers - 1),
    Math.min(state.head, overview.map.heads - 1), state.view !== "head");
}

async function refreshOverview() {
  const map = texts[state.shown[state.overview] ?? state.shown[0]].maps.get(state.kind);
  control("overview").hidden = !map || map.layers * map.heads === 1;
  if (!map || control("overview").hidden) return;
  const done = overview.show(map, colours());
  markOverview();
  await done;
  document.dispatchEvent(new Event("overview-drawn"));
}

// How many rows two texts must share: a causal model computes them before it reads anything that differs.
function sharedRows() {
  const [low, high] = [...state.shown].sort((a, b) => a - b);
  const free = page.first_free_rows[`${low}-${high}`]?.[state.kind];
  if (state.shown.length < 2 || free === undefined) return 0;
  return free ?? Math.min(panels[0].figure.queries.length, panels[1].figure.queries.length);
}

function showNotice() {
  const count = sharedRows();
  const notice = control("notice");
  notice.hidden = count === 0;
  if (!count) return;
  const { queries } = panels[0].figure;
  const which = count === 1 ? `The row of ${quoted(queries[0])} is`
    : `The rows of tokens 0 to ${count - 1}, ${quoted(queries[0])} to ${quoted(queries[count - 1])}, are`;
  const why = element("p", {}, `${which} computed before anything that differs between the two texts is read: ` +
    "the same in both, whatever follows.");
  const show = element("button", { type: "button", onclick: () => panels[0].choose({ query: count, key: null }) },
    `Show the first row that can differ: ${count < queries.length ? quoted(queries[count]) : ""}`);
  notice.replaceChildren(why, ...(count < queries.length ? [show] : []));
}

function drawLegend(colours, full) {
  const canvas = control("legend");
  const context = canvas.getContext("2d");
  const pixels = ramp(colours);
  for (let x = 0; x < canvas.width; x++) {
    context.fillStyle = cssColour(pixels[Math.round((255 * x) / (canvas.width - 1))]);
    context.fillRect(x, 0, 1, canvas.height);
  }
  control("legend-middle").textContent = number(full / 4);
  control("legend-full").textContent = `${state.scale === "thousandth" ? "≥ " : ""}${number(full)}`;
}
