// One variant: what is said of it in words and numbers, then its figures.

const figures = [];

const NAMES = { sad: "SAD", sar: "SAR", l2: "L2", max: "largest", null_l2: "null L2" };

function headOf(allele) {
  const title = visible(allele.name);
  if (!allele.tracks) return [title, `Not scored: ${allele.fate.replaceAll("_", " ")}.`];
  const [{ name, scores }] = allele.tracks;
  const way = scores.max < 0 ? "falls" : "rises";
  const rank = scores.l2_percentile;
  const ranked = rank === undefined ? "" : ` In L2 it stands at percentile ${told(rank)} of the background.`;
  return [title, `Of the tracks ${visible(name)} changes most: it ${way} by ${told(Math.abs(scores.max))} in the bin where it changes most.${ranked}`];
}

function scoresOf(allele) {
  const names = page.scores.filter((name) => !name.endsWith("_percentile"));
  const ranked = (name) => page.scores.includes(`${name}_percentile`);
  const heads = names.flatMap((name) => [NAMES[name] ?? name, ...(ranked(name) ? ["percentile"] : [])]);
  const row = ({ name, scores }) => element("tr", {}, element("th", { scope: "row" }, visible(name)),
    ...names.flatMap((each) => [scores[each], ...(ranked(each) ? [scores[`${each}_percentile`]] : [])])
      .map((value) => element("td", {}, told(value))));
  return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Scores of ${visible(allele.name)}` },
    element("table", { class: "scores" },
      element("thead", {}, element("tr", {}, ...["track", ...heads].map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...allele.tracks.map(row))),
    ...(allele.others ? [element("p", { class: "quiet" }, `${counted(allele.others)} tracks that change less are not shown.`)] : []));
}

function ownOf(allele) {
  const own = Object.entries(allele.own);
  if (!own.length) return [];
  return [element("h3", {}, "What the model says itself"), element("div", { class: "scroll", tabindex: 0, role: "region",
    "aria-label": `The model's own scores of ${visible(allele.name)}` }, element("table", {},
    element("thead", {}, element("tr", {}, ...own.map(([name]) => element("th", { scope: "col" }, visible(name))))),
    element("tbody", {}, element("tr", {}, ...own.map(([, value]) => element("td", {}, told(value)))))))];
}

function selectOf(name, entries, change) {
  return element("label", {}, `${name} `, element("select", { onchange: ({ target }) => change(target.value) },
    ...entries.map(([value, text]) => element("option", { value: `${value}` }, text))));
}

// A heading with its controls, a figure, and a button that saves it on white.
function shown(title, figure, file, ...controls) {
  figures.push(figure);
  const save = element("button", { type: "button", onclick: () => {
    const [text] = figure.svg(palette("light"), 900);
    offer(new Blob([text], { type: "image/svg+xml" }), `${file}.svg`);
    figure.show(figure.colours);
  } }, "Save SVG");
  return [element("div", { class: "beside" }, element("h3", {}, title), element("span", {}, ...controls, save)), figure.whole];
}

function tracksOf(allele, number, state) {
  const figure = new Figure(`Tracks around ${visible(allele.name)}`, (...all) => drawTracks(allele, state.range)(...all));
  return shown("Tracks", figure, `tracks-${number + 1}`);
}

function lettersOf(allele, number) {
  if (!allele.letters) return [element("p", { class: "quiet" }, `No letters: ${allele.unlettered}.`)];
  let track = 0;
  const figure = new Figure(`Letters around ${visible(allele.name)}`, (...all) => drawLetters(allele, track)(...all));
  const choice = selectOf("Track", allele.letters.tracks.map((name, each) => [each, visible(name)]), (value) => {
    track = Number(value);
    figure.show(figure.colours);
  });
  return shown("Letters", figure, `letters-${number + 1}`, choice);
}

function reachOf(allele, number) {
  if (!allele.reach) return [];
  let [head, which] = [null, 0];
  const figure = new Figure(`Attention from ${visible(allele.name)}`, (...all) => drawReach(allele, head, which)(...all));
  const heads = [["", "average"], ...Array.from({ length: allele.reach.heads }, (_, each) => [each, `${each}`])];
  const again = () => figure.show(figure.colours);
  const choices = [
    selectOf("Head", heads, (value) => { head = value === "" ? null : Number(value); again(); }),
    selectOf("Allele", [[0, "reference"], [1, "alternative"]], (value) => { which = Number(value); again(); }),
  ];
  return shown("Attention by distance", figure, `attention-${number + 1}`, ...choices);
}

function sectionOf(allele, number, state) {
  const [title, said] = headOf(allele);
  const id = `variant-${number + 1}`;
  const drawn = allele.tracks ? [scoresOf(allele), ...ownOf(allele), ...tracksOf(allele, number, state),
    ...lettersOf(allele, number), ...reachOf(allele, number)] : ownOf(allele);
  return element("section", { class: "panel allele", id, tabindex: -1, "aria-labelledby": `${id}-title` },
    element("h2", { id: `${id}-title`, dir: "auto" }, title), element("p", {}, said), ...drawn);
}
