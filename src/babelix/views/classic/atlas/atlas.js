// The page: what is shown, and the controls, keys and pointers that change it.

const control = (name) => document.getElementById(name);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const plane = new Plane(control("plane"));
const state = { show: "", size: 0, theme: "system", chosen: -1, hits: null, hidden: new Set() };
let scheme = null;

function dress(theme = state.theme === "system" ? (dark.matches ? "dark" : "light") : state.theme) {
  document.documentElement.dataset.theme = theme;
  scheme = palette(theme);
  for (const sheet of Object.values(sheets ?? {})) sheet?.paint(scheme);
  document.querySelectorAll("#classes i").forEach((each, label) => {
    each.style.background = scheme.heads[label % scheme.heads.length];
  });
}

let asked = false;

function redraw() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    plane.draw(state, scheme);
    document.dispatchEvent(new Event("drawn"));
  });
}

function say(text) {
  control("status").textContent = text;
}

// Chooses a point, -1 for none, and brings it into view.
function choose(i) {
  state.chosen = i;
  if (i >= 0) {
    const [x, y] = plane.at(i);
    if (x < 20 || y < 20 || x > plane.width - 20 || y > plane.height - 20) Object.assign(plane, { x: xs[i], y: ys[i] });
  }
  say(i < 0 ? "" : sentence(i));
  showChosen(state, scheme, choose);
  redraw();
}

function search(text) {
  const wanted = text.trim().toLocaleLowerCase();
  const numbered = /^#?(\d+)$/.exec(wanted);
  const fits = (i) => page.words?.[i].toLocaleLowerCase().includes(wanted)
    || classOf(i)?.toLocaleLowerCase() === wanted || (numbered && page.picture && Number(numbered[1]) === i + 1);
  state.hits = wanted === "" ? null : new Set(Array.from({ length: count }, (_, i) => i).filter(fits));
  say(state.hits ? `${counted(state.hits.size)} of ${counted(count)} points match.` : "");
  redraw();
}

function nextHit() {
  if (!state.hits?.size) return;
  const hits = [...state.hits];
  const at = hits.indexOf(state.chosen);
  choose(hits[(at + 1) % hits.length]);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const way = ARROWS[event.key];
  const middle = () => plane.nearest(plane.width / 2, plane.height / 2, Infinity, state);
  if (way && event.shiftKey) choose(state.chosen < 0 ? middle() : plane.beside(state.chosen, ...way, state));
  else if (way) plane.move(-way[0] * plane.width / 8, way[1] * plane.height / 8);
  else if (event.key === "+" || event.key === "=") plane.zoom(1.4);
  else if (event.key === "-" || event.key === "_") plane.zoom(1 / 1.4);
  else if (event.key === "0" || event.key === "Home") plane.fit();
  else if (event.key === "Enter") choose(middle());
  else if (event.key.toLowerCase() === "n" && state.chosen >= 0) choose(neighboursOf(state.chosen)[0]);
  else if (event.key === "Escape") choose(-1);
  else if (event.key === "/") control("search").focus();
  else return;
  event.preventDefault();
  redraw();
}

// One finger or the mouse moves the plane, two fingers bring it closer; what does not move is a click.
function followPointers(canvas) {
  const down = new Map();
  let moved = 0;
  const place = ({ offsetX, offsetY }) => [offsetX, offsetY];
  const apart = ([[a, b], [c, d]]) => Math.hypot(a - c, b - d);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(event));
    if (down.size === 1) moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = place(event);
    if (!down.has(event.pointerId)) {
      if (state.chosen < 0 && !state.hits) {
        const under = plane.nearest(...now, 12, state);
        say(under < 0 ? "" : `${nameOf(under)}${classOf(under) === null ? "" : `, ${classOf(under)}`}`);
      }
      return;
    }
    const before = [...down.values()];
    const last = down.get(event.pointerId);
    down.set(event.pointerId, now);
    moved += Math.hypot(now[0] - last[0], now[1] - last[1]);
    if (down.size === 2) {
      const after = [...down.values()];
      const middle = [0, 1].map((axis) => (after[0][axis] + after[1][axis]) / 2);
      plane.zoom(apart(after) / Math.max(apart(before), 1), ...middle);
    } else plane.move(now[0] - last[0], now[1] - last[1]);
    redraw();
  });
  const up = (event) => {
    if (down.size === 1 && moved < 5 && event.type === "pointerup") choose(plane.nearest(...place(event), 16, state));
    down.delete(event.pointerId);
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    plane.zoom(Math.exp(-event.deltaY / 400), ...place(event));
    redraw();
  }, { passive: false });
}

function fillClasses() {
  if (!page.labels) return;
  control("classes").hidden = false;
  const counts = page.classes.map((_, label) => page.labels.filter((each) => each === label).length);
  page.classes.forEach((name, label) => {
    const box = element("input", { type: "checkbox", checked: true, onchange: ({ target }) => {
      if (target.checked) state.hidden.delete(label);
      else state.hidden.add(label);
      redraw();
    } });
    const text = ` ${visible(name)} (${counted(counts[label])})`;
    control("classes").append(element("label", {}, box, element("i", { "aria-hidden": "true" }), text));
  });
}

function listen() {
  const on = (name, event, act) => control(name).addEventListener(event, ({ target }) => { act(target.value); redraw(); });
  on("show", "change", (show) => { state.show = show; });
  on("size", "input", (size) => { state.size = Number(size); });
  on("theme", "change", (theme) => { state.theme = theme; dress(); showChosen(state, scheme, choose); });
  on("closer", "click", () => plane.zoom(1.4));
  on("farther", "click", () => plane.zoom(1 / 1.4));
  on("whole", "click", () => plane.fit());
  on("search", "input", search);
  control("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextHit();
    if (event.key === "Escape") { event.target.value = ""; search(""); control("plane").focus(); }
  });
  control("plane").addEventListener("keydown", onKey);
  followPointers(plane.canvas);
  control("save").addEventListener("click", () => {
    plane.draw(state, scheme);
    plane.canvas.toBlob((blob) => offer(blob, "atlas.png"), "image/png");
    say("Saved atlas.png.");
  });
  new ResizeObserver(() => { plane.resize(); redraw(); }).observe(plane.place);
  dark.addEventListener("change", () => { dress(); showChosen(state, scheme, choose); redraw(); });
  // Paper is white, whatever the screen is.
  const onPaper = (theme) => { dress(theme); showChosen(state, scheme, choose); plane.draw(state, scheme); };
  window.addEventListener("beforeprint", () => onPaper("light"));
  window.addEventListener("afterprint", () => onPaper());
}

async function open() {
  control("remarks").textContent = page.remarks.join("; ");
  control("remarks").hidden = !page.remarks.length;
  const kinds = [...(held.length ? [["cells", page.picture ? "cells, each its average" : "the most central word of each cell"]] : []),
    page.picture ? ["points", "every picture"] : ["points", "as many words as fit"], ["dots", "dots"]];
  state.show = kinds[0][0];
  control("show").append(...kinds.map(([value, text]) => element("option", { value }, text)));
  control("plane").setAttribute("aria-label", `${page.method} of ${page.what}, ${counted(count)} points`);
  fillClasses();
  showNumbers();
  await Promise.all(Object.values(sheets ?? {}).map((sheet) => sheet?.ready));
  dress();
  showChosen(state, scheme, choose);
  plane.resize();
  plane.fit();
  listen();
  plane.draw(state, scheme);
  document.documentElement.dataset.ready = "true";
}

open();
