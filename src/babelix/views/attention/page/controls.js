// The controls: each writes one entry of the state; `change` brings controls and page in line again.

function change(entries) {
  const before = { ...state };
  Object.assign(state, entries);
  settle();
  const changed = (...names) => names.some((name) => before[name] !== state[name]);
  const overviewNeeds = changed("kind", "theme", "shown", "overview");
  return Promise.all([refresh(), overviewNeeds && refreshOverview()]);
}

// Makes the state one that can be shown (a kind the first text has, a layer it has) and the controls say it.
function settle() {
  const [first] = state.shown;
  const kinds = [...texts[first].maps.keys()];
  if (!kinds.includes(state.kind)) state.kind = kinds[0];
  const map = currentMap();
  state.layer = Math.min(state.layer, map.layers - 1);
  state.head = Math.min(state.head, map.heads - 1);
  if (state.view === "rollout" && !map.rollouts) state.view = "average";
  if (state.overview >= state.shown.length) state.overview = 0;
  choices("kind", kinds.map((kind) => [kind, KINDS[kind]]), state.kind);
  choices("view", Object.entries(VIEWS).filter(([view]) => view !== "rollout" || map.rollouts), state.view);
  choices("layer", map.layer_numbers.map((number, place) => [place, `${number}`]), state.layer);
  choices("head", map.head_numbers.map((number, place) => [place, `${number}`]), state.head);
  choices("first", texts.map(({ title }, place) => [place, brief(title)]), first);
  choices("second", [["", "nothing"], ...texts.map(({ title }, place) => [place, brief(title)])], state.shown[1] ?? "");
  choices("overview-of", state.shown.map((place, panel) => [panel, `${["first", "second"][panel]}: ${brief(texts[place].title, 60)}`]), state.overview);
  control("head").disabled = state.view !== "head";
  control("zoom").disabled = state.drawing !== "heat";
  control("threshold-shown").textContent = number(state.threshold);
  control("overview-of-label").hidden = state.shown.length < 2;
  control("texts").hidden = texts.length < 2;
  control("legend-place").hidden = state.drawing !== "heat";
  for (const drawing of ["lines", "heat", "table"]) control(drawing).checked = state.drawing === drawing;
}

// Fills a select, only where its choices changed, so that an open or focused one is left in peace.
function choices(name, entries, chosen) {
  const select = control(name);
  const wanted = JSON.stringify(entries);
  if (select.dataset.choices !== wanted) {
    select.dataset.choices = wanted;
    select.replaceChildren(...entries.map(([value, text]) => element("option", { value: `${value}` }, visible(text))));
  }
  select.value = `${chosen}`;
}

function listen() {
  const on = (name, event, entries) => control(name).addEventListener(event, ({ target }) => change(entries(target.value)));
  on("kind", "change", (kind) => ({ kind }));
  on("view", "change", (view) => ({ view }));
  on("layer", "change", (layer) => ({ layer: Number(layer) }));
  on("head", "change", (head) => ({ head: Number(head) }));
  on("first", "change", (place) => ({ shown: [Number(place), ...state.shown.slice(1)] }));
  on("second", "change", (place) => ({ shown: place === "" ? [state.shown[0]] : [state.shown[0], Number(place)] }));
  on("overview-of", "change", (panel) => ({ overview: Number(panel) }));
  for (const drawing of ["lines", "heat", "table"]) on(drawing, "change", () => ({ drawing }));
  // The slider is finer where weights are many: its square is the weight.
  on("threshold", "input", (value) => ({ threshold: (Number(value) / 100) ** 2 }));
  on("scale", "change", (scale) => ({ scale }));
  on("zoom", "change", (zoom) => ({ zoom: Number(zoom) }));
  on("theme", "change", (theme) => ({ theme }));
  window.addEventListener("resize", () => panels.forEach((panel) => panel.redraw()));
  dark.addEventListener("change", () => Promise.all([refresh(), refreshOverview()]));
  for (const format of ["svg", "png"]) {
    control(`save-${format}`).addEventListener("click", async () => {
      control("message").textContent = await save(panels, format, fileName());
    });
  }
}

function fileName() {
  const map = currentMap();
  const layer = map.layer_numbers[state.layer];
  const head = state.view === "head" ? `-head-${map.head_numbers[state.head]}` : `-${state.view}`;
  return `attention-${state.kind}-layer-${layer}${head}`;
}

// What the page was asked to open with; layers and heads there carry the model's own numbers.
async function open() {
  const { start } = page;
  document.title = page.title;
  control("title").textContent = page.title;
  const kind = start.kind ?? texts[0].maps.keys().next().value;
  const map = texts[0].maps.get(kind) ?? texts[0].maps.values().next().value;
  const place = (numbers, wanted) => Math.max(0, numbers.indexOf(wanted ?? numbers[0]));
  const long = Math.max(map.queries.length, map.keys.length) > 64;
  control("threshold").value = "0";
  if (long) control("scale").value = state.scale = "thousandth";
  listen();
  const ready = change({
    kind, view: start.view ?? "head", drawing: start.drawing ?? (long ? "heat" : "lines"),
    layer: place(map.layer_numbers, start.layer), head: place(map.head_numbers, start.head),
    shown: texts.length > 1 && start.compare ? [0, 1] : [0],
  });
  await ready;
  if (start.token !== null) {
    panels[0].pin({ query: start.token, key: null });
    panels[0].reveal();
  }
  document.documentElement.dataset.ready = "true";
}

open();
