// Lines between words: those that attend on the left, those attended to on the right.

const LINE_ROW = 22;
const LINE_LARGEST_ROW = 32;
const LINE_HEAD = 30;
const LINE_SQUARE = 9;

// The height of a word's row: more where few words leave room, the same in two texts beside each other.
function lineRow({ room, height }) {
  const fitting = Math.floor((height - LINE_HEAD - 6) / Math.max(room.queries, room.keys));
  return Math.max(LINE_ROW, Math.min(LINE_LARGEST_ROW, fitting));
}

function lineLetters(figure) {
  return Math.min(18, Math.round((13 * lineRow(figure)) / LINE_ROW));
}

function lineSize(figure) {
  return {
    width: figure.width,
    height: LINE_HEAD + lineRow(figure) * Math.max(figure.queries.length, figure.keys.length) + 6,
  };
}

// Words get what the longest needs, up to a third of the width; the lines the rest.
function lineColumns(figure) {
  const squares = figure.sources.length > 1 ? figure.sources.length * LINE_SQUARE + 10 : 0;
  const most = (figure.width - squares) * 0.36;
  const need = (width) => Math.max(66, (width * lineLetters(figure)) / 13);
  const left = Math.min(need(figure.room.queryWidth) + 26, most);
  const right = Math.min(need(figure.room.keyWidth) + 22, most) + squares;
  return { left, right: figure.width - right, squares };
}

function lineY(figure, index) {
  return LINE_HEAD + lineRow(figure) * (index + 0.5);
}

// Draws the part of the figure between `top` and `bottom`.
function drawLines(surface, figure, top, bottom) {
  const { colours } = figure;
  const columns = lineColumns(figure);
  surface.text(columns.left - 12, 13, figure.queryTitle, { size: 12, fill: colours.quiet, align: "right" });
  surface.text(columns.right + 12, 13, figure.keyTitle, { size: 12, fill: colours.quiet });
  const first = Math.max(0, Math.floor((top - LINE_HEAD) / lineRow(figure)));
  const last = Math.ceil((bottom - LINE_HEAD) / lineRow(figure));
  drawBands(surface, figure, columns);
  drawCurves(surface, figure, columns, first, last);
  drawWords(surface, figure, columns, first, last);
}

function drawBands(surface, figure, columns) {
  const { focus, colours } = figure;
  const band = (index, x, width) => {
    const row = lineRow(figure);
    surface.rect(x, lineY(figure, index) - row / 2 + 1, width, row - 2, colours.chosen);
  };
  if (focus.query !== null) band(focus.query, 0, columns.left - 4);
  else if (focus.key !== null) band(focus.key, columns.right + 4, figure.width - columns.right - 4);
}

function drawCurves(surface, figure, columns, first, last) {
  const { focus, sources, threshold, full } = figure;
  const focused = focus.query !== null || focus.key !== null;
  // Several heads run beside each other, in their order: on one path the last would paint over the others.
  const apart = Math.min(2, (lineRow(figure) - 6) / sources.length);
  const draw = (query, key, weight, colour, head) => {
    if (weight < threshold || weight === 0) return;
    const share = Math.min(1, weight / full);
    const opacity = focused ? Math.sqrt(share) : share;
    if (opacity < 0.02) return;
    const thickness = sources.length > 1 ? 1.5 : 1.2 + 3.3 * share;
    const beside = (head - (sources.length - 1) / 2) * apart;
    surface.curve(columns.left, lineY(figure, query) + beside, columns.right, lineY(figure, key) + beside, colour,
      opacity, thickness);
  };
  sources.forEach(({ matrix, colour }, head) => {
    const line = (query, key) => draw(query, key, matrix.at(query, key), colour, head);
    if (focus.query !== null) {
      for (let key = 0; key < matrix.width(focus.query); key++) line(focus.query, key);
    } else if (focus.key !== null) {
      for (let query = 0; query < matrix.rows; query++) line(query, focus.key);
    } else {
      for (let query = first; query < Math.min(matrix.rows, last); query++) {
        for (let key = 0; key < matrix.width(query); key++) line(query, key);
      }
    }
  });
}

function drawWords(surface, figure, columns, first, last) {
  const { focus, colours, queries, keys, generatedFrom } = figure;
  const size = lineLetters(figure);
  for (let query = first; query < Math.min(queries.length, last); query++) {
    const chosen = focus.query === query;
    const made = generatedFrom !== null && query >= generatedFrom;
    const y = lineY(figure, query);
    const word = fit(label(queries[query]), columns.left - 22, size, chosen);
    surface.text(columns.left - 8, y, word, { size, fill: colours.ink, align: "right", bold: chosen });
    if (made) surface.rect(2, y - 7, 3, 14, colours.generated);
  }
  const squares = columns.squares && focus.query !== null;
  if (squares) drawHeadNumbers(surface, figure, columns);
  for (let key = first; key < Math.min(keys.length, last); key++) {
    const chosen = focus.query === null && focus.key === key;
    const word = fit(label(keys[key]), figure.width - columns.right - 14 - columns.squares, size, chosen);
    surface.text(columns.right + 8, lineY(figure, key), word, { size, fill: colours.ink, bold: chosen });
    if (squares) drawSquares(surface, figure, columns, key);
  }
}

function squareX(figure, columns, head) {
  return figure.width - columns.squares + 4 + head * LINE_SQUARE;
}

// Above the squares the heads' numbers; every second one where they have two digits.
function drawHeadNumbers(surface, figure, columns) {
  const every = figure.sources.length > 10 ? 2 : 1;
  figure.sources.forEach(({ name }, head) => {
    if (head % every) return;
    surface.text(squareX(figure, columns, head) + LINE_SQUARE / 2 - 0.5, 14, `${name}`,
      { size: 10, fill: figure.colours.quiet, align: "center" });
  });
}

// One small square for each head, in the order of the heads, so that no head is known by colour alone.
function drawSquares(surface, figure, columns, key) {
  const tall = lineRow(figure) - 8;
  figure.sources.forEach(({ matrix, colour }, head) => {
    const weight = matrix.at(figure.focus.query, key);
    if (weight < figure.threshold) return;
    surface.rect(squareX(figure, columns, head), lineY(figure, key) - tall / 2, LINE_SQUARE - 1, tall, colour,
      Math.sqrt(Math.min(1, weight / figure.full)));
  });
}

// The word under a point of the figure; null between the columns.
function lineAt(figure, x, y) {
  const columns = lineColumns(figure);
  const index = Math.floor((y - LINE_HEAD) / lineRow(figure));
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
