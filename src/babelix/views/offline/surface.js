// Two surfaces with the same strokes: a canvas for the screen and PNG, text for SVG. Drawing code knows neither.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const measuring = document.createElement("canvas").getContext("2d");
const graphemes = new Intl.Segmenter();

function font(size, bold) {
  return `${bold ? "600 " : ""}${size}px ${FONT}`;
}

const widths = new WeakMap();

// The width of the widest of some tokens (of the first 400, in a long text), measured once.
function widest(tokens) {
  if (!widths.has(tokens)) {
    measuring.font = font(13, true);
    const all = tokens.slice(0, 400).map((token) => measuring.measureText(label(token)).width);
    widths.set(tokens, Math.max(...all));
  }
  return widths.get(tokens);
}

const fitted = new Map();

// The text, shortened with an ellipsis to what fits; never cut inside a letter and its marks.
function fit(text, width, size, bold = false) {
  const name = `${width}|${size}|${bold}|${text}`;
  if (fitted.has(name)) return fitted.get(name);
  measuring.font = font(size, bold);
  let result = text;
  if (measuring.measureText(text).width > width) {
    const letters = [...graphemes.segment(text)].map((part) => part.segment);
    let kept = letters.length;
    while (kept > 1 && measuring.measureText(`${letters.slice(0, kept).join("")}…`).width > width) kept--;
    result = `${letters.slice(0, kept).join("")}…`;
  }
  if (fitted.size > 20000) fitted.clear();
  fitted.set(name, result);
  return result;
}

// Lines between words bend: flat at both ends, so that a line is seen to leave its word.
function bend(x1, x2) {
  return x1 + (x2 - x1) * 0.5;
}

class CanvasSurface {
  constructor(context) {
    this.context = context;
  }

  moved(dx, dy, draw) {
    this.context.save();
    this.context.translate(dx, dy);
    draw(this);
    this.context.restore();
  }

  rect(x, y, width, height, fill, opacity = 1) {
    this.context.globalAlpha = opacity;
    this.context.fillStyle = fill;
    this.context.fillRect(x, y, width, height);
    this.context.globalAlpha = 1;
  }

  frame(x, y, width, height, stroke, thickness) {
    this.context.strokeStyle = stroke;
    this.context.lineWidth = thickness;
    this.context.strokeRect(x, y, width, height);
  }

  curve(x1, y1, x2, y2, stroke, opacity, thickness) {
    const { context } = this;
    const middle = bend(x1, x2);
    context.globalAlpha = opacity;
    context.strokeStyle = stroke;
    context.lineWidth = thickness;
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(middle, y1, middle, y2, x2, y2);
    context.stroke();
    context.globalAlpha = 1;
  }

  // A path as SVG has it, moved to (x, y) and stretched.
  shape(path, { fill = null, stroke = null, thickness = 1, opacity = 1, x = 0, y = 0, across = 1, down = 1 }) {
    const { context } = this;
    context.save();
    context.globalAlpha = opacity;
    context.translate(x, y);
    context.scale(across, down);
    if (fill) {
      context.fillStyle = fill;
      context.fill(new Path2D(path), "evenodd");
    }
    if (stroke) {
      context.strokeStyle = stroke;
      context.lineWidth = thickness;
      context.stroke(new Path2D(path));
    }
    context.restore();
  }

  text(x, y, text, { size = 13, fill, align = "left", bold = false, turn = 0 }) {
    const { context } = this;
    context.font = font(size, bold);
    context.fillStyle = fill;
    context.textAlign = align;
    context.textBaseline = "middle";
    context.direction = "ltr";
    context.save();
    context.translate(x, y);
    context.rotate((turn * Math.PI) / 180);
    context.fillText(text, 0, 0);
    context.restore();
  }

  image(x, y, width, height, picture) {
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(picture, x, y, width, height);
  }
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}

const ANCHOR = { left: "start", center: "middle", right: "end" };

class SvgSurface {
  constructor() {
    this.parts = [];
  }

  moved(dx, dy, draw) {
    this.parts.push(`<g transform="translate(${dx} ${dy})">`);
    draw(this);
    this.parts.push("</g>");
  }

  rect(x, y, width, height, fill, opacity = 1) {
    this.parts.push(`<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" ` +
      `fill="${fill}"${opacity < 1 ? ` fill-opacity="${short(opacity)}"` : ""}/>`);
  }

  frame(x, y, width, height, stroke, thickness) {
    this.parts.push(`<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" ` +
      `fill="none" stroke="${stroke}" stroke-width="${thickness}"/>`);
  }

  curve(x1, y1, x2, y2, stroke, opacity, thickness) {
    const middle = short(bend(x1, x2));
    this.parts.push(`<path d="M${short(x1)} ${short(y1)}C${middle} ${short(y1)} ${middle} ${short(y2)} ` +
      `${short(x2)} ${short(y2)}" fill="none" stroke="${stroke}" stroke-opacity="${short(opacity)}" ` +
      `stroke-width="${short(thickness)}"/>`);
  }

  shape(path, { fill = null, stroke = null, thickness = 1, opacity = 1, x = 0, y = 0, across = 1, down = 1 }) {
    const moved = x || y || across !== 1 || down !== 1
      ? ` transform="translate(${short(x)} ${short(y)}) scale(${short(across)} ${short(down)})"` : "";
    this.parts.push(`<path d="${path}"${moved} fill="${fill ?? "none"}" fill-rule="evenodd"` +
      `${stroke ? ` stroke="${stroke}" stroke-width="${thickness}"` : ""}${opacity < 1 ? ` opacity="${opacity}"` : ""}/>`);
  }

  text(x, y, text, { size = 13, fill, align = "left", bold = false, turn = 0 }) {
    const turned = turn ? ` transform="rotate(${turn} ${short(x)} ${short(y)})"` : "";
    this.parts.push(`<text x="${short(x)}" y="${short(y)}" font-size="${size}" fill="${fill}" ` +
      `text-anchor="${ANCHOR[align]}" dominant-baseline="central" xml:space="preserve"` +
      `${bold ? ' font-weight="600"' : ""}${turned}>${escaped(text)}</text>`);
  }

  image(x, y, width, height, picture) {
    this.parts.push(`<image x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" ` +
      `preserveAspectRatio="none" image-rendering="pixelated" href="${picture.toDataURL("image/png")}"/>`);
  }

  document(width, height) {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}">${this.parts.join("")}</svg>`;
  }
}

function short(value) {
  return Math.round(value * 1000) / 1000;
}
