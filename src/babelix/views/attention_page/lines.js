// Lines between words: those that attend on the left, those attended to on the right.

const LINE_ROW = 22;
const LINE_HEAD = 30;

function lineSize(figure) {
  return {
    width: figure.width,
    height: LINE_HEAD + LINE_ROW * Math.max(figure.queries.length, figure.keys.length) + 6,
  };
}

// Words get what the longest needs, up to a third of the width; the lines the rest.
function lineColumns(figure) {
  const squares = figure.sources.length > 1 ? figure.sources.length * 7 + 8 : 0;
  const most = (figure.width - squares) * 0.36;
  const left = Math.min(Math.max(66, widest(figure.queries)) + 26, most);
  const right = Math.min(Math.max(66, widest(figure.keys)) + 22, most) + squares;
  return { left, right: figure.width - right, squares };
}

function lineY(index) {
  return LINE_HEAD + LINE_ROW * (index + 0.5);
}

// Draws the part of the figure between `top` and `bottom`.
function drawLines(surface, figure, top, bottom) {
  const { colours } = figure;
  const columns = lineColumns(figure);
  surface.text(columns.left - 12, 13, figure.queryTitle, { size: 12, fill: colours.quiet, align: "right" });
  surface.text(columns.right + 12, 13, figure.keyTitle, { size: 12, fill: colours.quiet });
  const first = Math.max(0, Math.floor((top - LINE_HEAD) / LINE_ROW));
  const last = Math.ceil((bottom - LINE_HEAD) / LINE_ROW);
  drawBands(surface, figure, columns);
  drawCurves(surface, figure, columns, first, last);
  drawWords(surface, figure, columns, first, last);
}

function drawBands(surface, figure, columns) {
  const { focus, colours } = figure;
  const band = (index, x, width) => {
    surface.rect(x, lineY(index) - LINE_ROW / 2 + 1, width, LINE_ROW - 2, colours.chosen);
  };
  if (focus.query !== null) band(focus.query, 0, columns.left - 4);
  else if (focus.key !== null) band(focus.key, columns.right + 4, figure.width - columns.right - 4);
}

function drawCurves(surface, figure, columns, first, last) {
  const { focus, sources, threshold, full } = figure;
  const focused = focus.query !== null || focus.key !== null;
  const draw = (query, key, weight, colour) => {
    if (weight < threshold || weight === 0) return;
    const share = weight / full;
    const opacity = focused ? Math.sqrt(share) : share;
    if (opacity < 0.02) return;
    const thickness = sources.length > 1 ? 1.5 : 1 + 2.5 * share;
    surface.curve(columns.left, lineY(query), columns.right, lineY(key), colour, opacity, thickness);
  };
  for (const { matrix, colour } of sources) {
    if (focus.query !== null) {
      for (let key = 0; key < matrix.width(focus.query); key++) draw(focus.query, key, matrix.at(focus.query, key), colour);
    } else if (focus.key !== null) {
      for (let query = 0; query < matrix.rows; query++) draw(query, focus.key, matrix.at(query, focus.key), colour);
    } else {
      for (let query = first; query < Math.min(matrix.rows, last); query++) {
        for (let key = 0; key < matrix.width(query); key++) draw(query, key, matrix.at(query, key), colour);
      }
    }
  }
}

function drawWords(surface, figure, columns, first, last) {
  const { focus, colours, queries, keys, generatedFrom } = figure;
  for (let query = first; query < Math.min(queries.length, last); query++) {
    const chosen = focus.query === query;
    const made = generatedFrom !== null && query >= generatedFrom;
    const word = fit(visible(queries[query]), columns.left - 22, 13, chosen);
    surface.text(columns.left - 8, lineY(query), word, { fill: colours.ink, align: "right", bold: chosen });
    if (made) surface.rect(2, lineY(query) - 7, 3, 14, colours.generated);
  }
  for (let key = first; key < Math.min(keys.length, last); key++) {
    const chosen = focus.query === null && focus.key === key;
    const word = fit(visible(keys[key]), figure.width - columns.right - 14 - columns.squares, 13, chosen);
    surface.text(columns.right + 8, lineY(key), word, { fill: colours.ink, bold: chosen });
    if (columns.squares && focus.query !== null) drawSquares(surface, figure, columns, key);
  }
}

// One small square for each head, in the order of the heads, so that no head is known by colour alone.
function drawSquares(surface, figure, columns, key) {
  const left = figure.width - columns.squares + 4;
  figure.sources.forEach(({ matrix, colour }, head) => {
    const weight = matrix.at(figure.focus.query, key);
    if (weight < figure.threshold) return;
    surface.rect(left + head * 7, lineY(key) - 7, 6, 14, colour, Math.sqrt(weight / figure.full));
  });
}

// The word under a point of the figure; null between the columns.
function lineAt(figure, x, y) {
  const columns = lineColumns(figure);
  const index = Math.floor((y - LINE_HEAD) / LINE_ROW);
  if (index < 0) return null;
  if (x < columns.left && index < figure.queries.length) return { query: index, key: null };
  if (x > columns.right && index < figure.keys.length) return { query: null, key: index };
  return null;
}

function moveOnLines(figure, focus, key) {
  const onKeys = focus.query === null && focus.key !== null;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const index = (onKeys ? focus.key : focus.query) ?? 0;
    return key === "ArrowLeft"
      ? { query: Math.min(index, figure.queries.length - 1), key: null }
      : { query: null, key: Math.min(index, figure.keys.length - 1) };
  }
  const count = onKeys ? figure.keys.length : figure.queries.length;
  const index = moved(onKeys ? focus.key : focus.query, count, key);
  if (index === null) return null;
  return onKeys ? { query: null, key: index } : { query: index, key: null };
}

// The next place on one axis for a key of the keyboard, or null when the key does not move.
function moved(index, count, key) {
  const steps = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (!(key in steps)) return null;
  if (index === null) return 0;
  return Math.max(0, Math.min(count - 1, index + steps[key]));
}
