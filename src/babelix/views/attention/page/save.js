// Saving what is shown as a picture for a paper: always on white, whole, whatever part is in view.

const SAVED_WIDTH = 480;
const SAVED_GAP = 28;
const SAVED_HEAD = 52;
const LARGEST_SIDE = 16000;

// The figures as they go into a picture: light, each with its place and size.
function arrange(panels) {
  let x = SAVED_GAP;
  return panels.filter((panel) => panel.figure).map((panel) => {
    const { figure } = panel;
    const drawing = figure.drawing === "table" ? "heat" : figure.drawing;
    const longest = Math.max(figure.queries.length, figure.keys.length);
    const readable = longest <= 64 ? Math.max(12, Math.min(28, Math.floor(400 / longest))) : 0;
    const copy = {
      ...figure, drawing, colours: palette("light"), focus: panel.focus, width: SAVED_WIDTH, height: SAVED_WIDTH,
      zoom: Math.max(figure.zoom, readable), room: roomOf([figure]),
    };
    copy.sources = figure.sources.map((source, index) => ({ ...source, colour: lineColour(copy.colours, figure, index) }));
    const size = drawing === "lines" ? lineSize(copy) : heatLayout(copy);
    const arranged = { panel, figure: copy, x, width: Math.max(size.width, SAVED_WIDTH * 0.8), height: size.height };
    x += arranged.width + SAVED_GAP;
    return arranged;
  });
}

function drawSaved(surface, arranged, width, height) {
  surface.rect(0, 0, width, height, "#ffffff");
  for (const { panel, figure, x, width: own, height: tall } of arranged) {
    const { colours } = figure;
    surface.text(x, 18, fit(panel.heading.textContent, own, 14, true),
      { size: 14, bold: true, fill: colours.ink });
    surface.text(x, 38, fit(figure.title, own, 12), { size: 12, fill: colours.quiet });
    surface.moved(x, SAVED_HEAD, () => {
      if (figure.drawing === "lines") drawLines(surface, figure, 0, tall);
      else drawHeat(surface, figure);
    });
  }
}

function sizeOf(arranged) {
  const last = arranged.at(-1);
  return [
    Math.ceil(last.x + last.width + SAVED_GAP),
    Math.ceil(SAVED_HEAD + Math.max(...arranged.map(({ height }) => height)) + SAVED_GAP / 2),
  ];
}

// Returns a sentence on what was saved, or on why nothing was.
async function save(panels, format, name) {
  const arranged = arrange(panels);
  if (!arranged.length) return "Nothing is shown that could be saved.";
  const [width, height] = sizeOf(arranged);
  if (format === "svg") {
    const surface = new SvgSurface();
    drawSaved(surface, arranged, width, height);
    offer(new Blob([surface.document(width, height)], { type: "image/svg+xml" }), `${name}.svg`);
    return `Saved ${name}.svg.`;
  }
  const scale = Math.min(3, LARGEST_SIDE / Math.max(width, height));
  if (scale < 1) return `The figure is ${counted(height)} pixels tall, more than a PNG can hold; save it as SVG.`;
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(width * scale);
  canvas.height = Math.floor(height * scale);
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  drawSaved(new CanvasSurface(context), arranged, width, height);
  offer(await new Promise((done) => canvas.toBlob(done, "image/png")), `${name}.png`);
  return `Saved ${name}.png.`;
}
