// The page: its controls and keys, and what is drawn anew when they, the window or the paper change.

const control = (name) => document.getElementById(name);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const state = { range: "near", theme: "system" };

const PAPER = 1100; // pixels across a sheet: eight tracks and their scores fit on one

function redraw(theme = state.theme === "system" ? (dark.matches ? "dark" : "light") : state.theme, paper = 0) {
  document.documentElement.dataset.theme = theme;
  const colours = palette(theme);
  for (const figure of figures) figure.show(colours, paper);
  document.dispatchEvent(new Event("drawn"));
}

function setRange(range) {
  state.range = range;
  control("range").value = range;
  for (const figure of figures) figure.mark = null;
  redraw();
}

let reached = -1;

function go(step) {
  const sections = [...document.querySelectorAll(".allele")];
  reached = Math.min(Math.max(reached + step, 0), sections.length - 1);
  sections[reached].scrollIntoView();
  sections[reached].focus({ preventScroll: true });
}

function onKey(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || ["SELECT", "INPUT"].includes(target.tagName)) return;
  if (key === "n" || key === "N") go(1);
  else if (key === "p" || key === "P") go(-1);
  else if ((key === "r" || key === "R") && !control("range").closest("label").hidden) setRange(state.range === "near" ? "whole" : "near");
  else return;
  event.preventDefault();
}

function fill() {
  control("remark").hidden = !page.remark;
  control("remark").textContent = visible(page.remark);
  control("made").replaceChildren(element("tbody", {}, ...page.made.map(([name, text]) => element("tr", {},
    element("th", { scope: "row" }, name), element("td", {}, visible(text))))));
  control("alleles").replaceChildren(...page.alleles.map((allele, number) => sectionOf(allele, number, state)));
  control("variants").replaceChildren(...page.alleles.map((allele, number) => element("li", {},
    element("a", { href: `#variant-${number + 1}`, onclick: () => { reached = number; } }, visible(allele.name)))));
  for (const name of ["variants", "help-variants"]) control(name).hidden = page.alleles.length < 2;
  const two = page.alleles.some(({ views }) => views?.near);
  control("range").closest("label").hidden = !two;
  control("help-range").hidden = !two;
}

async function open() {
  await unpackAll();
  fill();
  redraw();
  control("range").addEventListener("change", ({ target }) => setRange(target.value));
  control("theme").addEventListener("change", ({ target }) => { state.theme = target.value; redraw(); });
  document.addEventListener("keydown", onKey);
  dark.addEventListener("change", () => redraw());
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) redraw();
    width = window.innerWidth;
  });
  // Paper is white whatever the screen is.
  window.addEventListener("beforeprint", () => redraw("light", PAPER));
  window.addEventListener("afterprint", () => redraw());
  document.documentElement.dataset.ready = "true";
}

open();
