// The table: the numbers of one head for those who cannot or would rather not look at a picture.

const TABLE_CELLS = 1600;
const TABLE_STRONGEST = 8;
const TABLE_PAGE = 100;

function word(token) {
  return element("bdi", {}, label(token));
}

// The strongest of a row of weights, the strongest first: [position, weight], nothing below the threshold.
function strongest(weights, count, threshold = 0) {
  return Array.from(weights, (weight, position) => [position, weight])
    .filter(([, weight]) => weight > 0 && weight >= threshold)
    .sort((a, b) => b[1] - a[1])
    .slice(0, count);
}

// Fills `place` with the table of a figure, from row `from` on.
function showTable(place, figure, from = 0) {
  const [{ matrix }] = figure.sources;
  const whole = matrix.rows * matrix.columns <= TABLE_CELLS;
  const until = whole ? matrix.rows : Math.min(matrix.rows, from + TABLE_PAGE);
  const caption = whole
    ? `${figure.title}. Rows attend to columns; weights of at least ${number(figure.threshold)}.`
    : `${figure.title}. The ${TABLE_STRONGEST} strongest keys of tokens ${from} to ${until - 1} of ${matrix.rows}.`;
  const table = element("table", {}, element("caption", {}, element("span", {}, caption)), whole ? headOfKeys(figure) : headOfRanks());
  const body = table.createTBody();
  for (let row = from; row < until; row++) {
    const made = figure.generatedFrom !== null && row >= figure.generatedFrom;
    const name = element("th", { scope: "row" }, word(figure.queries[row]), made ? " (generated)" : "");
    body.append(element("tr", {}, name, ...(whole ? cells(figure, row) : ranks(figure, row))));
  }
  place.replaceChildren(table);
  if (!whole) place.append(pages(place, figure, from, until));
}

function headOfKeys(figure) {
  const keys = figure.keys.map((key) => element("th", { scope: "col" }, word(key)));
  return element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "token"), ...keys));
}

function headOfRanks() {
  const names = ["token", ...Array.from({ length: TABLE_STRONGEST }, (_, rank) => `key ${rank + 1}`)];
  return element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name))));
}

function cells(figure, row) {
  return Array.from(figure.sources[0].matrix.row(row), (weight) =>
    element("td", {}, weight > 0 && weight >= figure.threshold ? number(weight) : "·"));
}

function ranks(figure, row) {
  const best = strongest(figure.sources[0].matrix.row(row), TABLE_STRONGEST, figure.threshold);
  return Array.from({ length: TABLE_STRONGEST }, (_, rank) => {
    if (!best[rank]) return element("td", {}, "·");
    const [position, weight] = best[rank];
    return element("td", {}, word(figure.keys[position]), ` [${position}] ${number(weight)}`);
  });
}

function pages(place, figure, from, until) {
  const button = (text, to, usable) => element("button", {
    type: "button", disabled: !usable, onclick: () => {
      showTable(place, figure, to);
      place.focus();
    },
  }, text);
  return element("p", {},
    button("Earlier tokens", Math.max(0, from - TABLE_PAGE), from > 0), " ",
    button("Later tokens", until, until < figure.queries.length));
}
