// The heat map: a row for each token that attends, a column for each attended to.

const HEAT_LABEL_CELL = 11;
const HEAT_LARGEST_CELL = 56;

// Where everything is: the side of a cell, the margins for labels, the size of the whole. Two texts beside each other
// share cell and margins (`room`: the larger of each), so that their rows stand side by side.
function heatLayout(figure) {
  const { queries, keys, queryWidth, keyWidth } = figure.room;
  const layout = (cell) => {
    const labelled = cell >= HEAT_LABEL_CELL;
    const size = Math.min(18, Math.max(Math.min(13, cell - 1), Math.floor(cell * 0.42)));
    const margin = (width) => Math.min(150, Math.max(20, (width * size) / 13) + 18);
    const [left, top] = labelled ? [margin(queryWidth), margin(keyWidth) + 4] : [40, 26];
    return {
      cell, size, left, top, labelled,
      width: left + figure.keys.length * cell + 24, height: top + figure.queries.length * cell + 8,
    };
  };
  if (figure.zoom) return layout(figure.zoom);
  // Letters grow with the cells and the margins with the letters: the largest cell with which all of it fits.
  for (let cell = HEAT_LARGEST_CELL; cell >= HEAT_LABEL_CELL; cell--) {
    const { left, top } = layout(cell);
    if (left + keys * cell + 26 <= figure.width && top + queries * cell + 10 <= figure.height) return layout(cell);
  }
  return layout(Math.min(HEAT_LABEL_CELL - 0.1, (figure.width - 66) / keys, (figure.height - 36) / queries));
}

// Draws the window of the figure that starts at (x, y); the margins stay in place.
function drawHeat(surface, figure, x = 0, y = 0, width = Infinity, height = Infinity) {
  const layout = heatLayout(figure);
  const { cell, left, top } = layout;
  const { colours, focus } = figure;
  const seen = {
    firstRow: Math.floor(y / cell), lastRow: Math.min(figure.queries.length, Math.ceil((y + height - top) / cell)),
    firstColumn: Math.floor(x / cell), lastColumn: Math.min(figure.keys.length, Math.ceil((x + width - left) / cell)),
  };
  surface.moved(left - x, top - y, () => {
    drawCells(surface, figure, cell, seen);
    if (focus.query !== null) surface.frame(0, focus.query * cell, figure.keys.length * cell, cell, colours.accent, 1.5);
    if (focus.key !== null) surface.frame(focus.key * cell, 0, cell, figure.queries.length * cell, colours.accent, 1.5);
  });
  if (x > 0) surface.rect(0, 0, left, layout.height, colours.paper);
  if (y > 0) surface.rect(0, 0, layout.width, top, colours.paper);
  (layout.labelled ? drawLabels : drawTicks)(surface, figure, layout, seen, x, y);
}

function drawCells(surface, figure, cell, { firstRow, lastRow, firstColumn, lastColumn }) {
  const [{ matrix }] = figure.sources;
  const pixels = ramp(figure.colours);
  const rows = lastRow - firstRow;
  const columns = lastColumn - firstColumn;
  const colour = (weight) => pixels[weight < figure.threshold ? 0 : step(weight, figure.full)];
  if (surface instanceof SvgSurface && rows * columns <= 4096) {
    for (let row = firstRow; row < lastRow; row++) {
      for (let column = firstColumn; column < lastColumn; column++) {
        surface.rect(column * cell, row * cell, cell, cell, cssColour(colour(matrix.at(row, column))));
      }
    }
    return;
  }
  if (cell < 1) {
    const [width, height] = [Math.ceil(matrix.columns * cell), Math.ceil(matrix.rows * cell)];
    surface.image(0, 0, matrix.columns * cell, matrix.rows * cell,
      pictureOf(width, height, matrix.coloured(matrix.pooled(width, height), colour)));
    return;
  }
  const values = new matrix.values.constructor(rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = matrix.start(firstRow + row) + firstColumn;
    const stored = Math.max(0, Math.min(columns, matrix.width(firstRow + row) - firstColumn));
    values.set(matrix.values.subarray(start, start + stored), row * columns);
  }
  const picture = matrix.coloured(values, colour);
  surface.image(firstColumn * cell, firstRow * cell, columns * cell, rows * cell, pictureOf(columns, rows, picture));
}

function pictureOf(width, height, pixels) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const bytes = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  canvas.getContext("2d").putImageData(new ImageData(bytes, width, height), 0, 0);
  return canvas;
}

function drawLabels(surface, figure, { cell, size, left, top }, seen, x, y) {
  const { colours, focus, generatedFrom } = figure;
  for (let row = seen.firstRow; row < seen.lastRow; row++) {
    const middle = top - y + (row + 0.5) * cell;
    if (middle < top) continue;
    const bold = focus.query === row;
    surface.text(left - 6, middle, fit(label(figure.queries[row]), left - 12, size, bold),
      { size, bold, fill: colours.ink, align: "right" });
    if (generatedFrom !== null && row >= generatedFrom) {
      surface.rect(0, middle - cell * 0.35, 3, cell * 0.7, colours.generated);
    }
  }
  for (let column = seen.firstColumn; column < seen.lastColumn; column++) {
    const middle = left - x + (column + 0.5) * cell;
    if (middle < left) continue;
    const bold = focus.key === column;
    surface.text(middle, top - 6, fit(label(figure.keys[column]), top - 12, size, bold),
      { size, bold, fill: colours.ink, turn: -90 });
  }
}

// Bins of a genome are named by their distance in thousands of bases; any other token by its number.
const place = (token, number) => (/^[+-][\d.]+kb$/.test(label(token)) ? `${Math.round(parseFloat(label(token)))}kb` : `${number}`);

// Too small for words: positions, at round numbers, and the chosen one.
function drawTicks(surface, figure, { cell, left, top }, seen, x, y) {
  const { colours } = figure;
  const every = [5, 10, 20, 50, 100, 200, 500, 1000].find((count) => count * cell >= 44) ?? 2000;
  for (let row = Math.ceil(seen.firstRow / every) * every; row < seen.lastRow; row += every) {
    const middle = top - y + (row + 0.5) * cell;
    if (middle >= top) surface.text(left - 6, middle, place(figure.queries[row], row), { size: 11, fill: colours.quiet, align: "right" });
  }
  for (let column = Math.ceil(seen.firstColumn / every) * every; column < seen.lastColumn; column += every) {
    const middle = left - x + (column + 0.5) * cell;
    if (middle >= left) surface.text(middle, top - 12, place(figure.keys[column], column), { size: 11, fill: colours.quiet, align: "center" });
  }
}

function heatAt(figure, x, y) {
  const { cell, left, top } = heatLayout(figure);
  const query = Math.floor((y - top) / cell);
  const key = Math.floor((x - left) / cell);
  const row = query >= 0 && query < figure.queries.length ? query : null;
  const column = key >= 0 && key < figure.keys.length ? key : null;
  return row === null && column === null ? null : { query: row, key: column };
}

function moveOnHeat(figure, focus, key) {
  const horizontal = ["ArrowLeft", "ArrowRight", "Home", "End"].includes(key);
  const next = horizontal
    ? moved(focus.key, figure.keys.length, key)
    : moved(focus.query, figure.queries.length, key);
  if (next === null) return null;
  return horizontal ? { query: focus.query ?? 0, key: next } : { query: next, key: focus.key ?? 0 };
}
