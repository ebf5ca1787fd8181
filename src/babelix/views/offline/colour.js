// Colours and words as they are drawn.

// The palette of a theme, read from the style sheet, so that a light picture can be saved from a dark page.
function palette(theme) {
  const style = getComputedStyle(document.getElementById(`palette-${theme}`));
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    theme,
    paper: read("--paper"), ink: read("--ink"), quiet: read("--quiet"), rule: read("--rule"),
    accent: read("--accent"), chosen: read("--chosen"), generated: read("--generated"),
    scale: ["--scale-0", "--scale-1", "--scale-2", "--scale-3", "--scale-4"].map((name) => rgb(read(name))),
    heads: read("--heads").split(/\s+/),
  };
}

function rgb(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

// 256 steps of the scale as packed pixels. Lightness runs one way only, so it reads without hue and in print.
function ramp(colours) {
  const pixels = new Uint32Array(256);
  const last = colours.scale.length - 1;
  for (let step = 0; step < 256; step++) {
    const place = (step / 255) * last;
    const low = Math.min(Math.floor(place), last - 1);
    const mix = [0, 1, 2].map((i) =>
      Math.round(colours.scale[low][i] + (place - low) * (colours.scale[low + 1][i] - colours.scale[low][i])));
    pixels[step] = (255 << 24) | (mix[2] << 16) | (mix[1] << 8) | mix[0];
  }
  return pixels;
}

// The colour's place goes with the square root of the weight, so that small weights are told apart; the legend says so.
function step(weight, full) {
  return Math.min(255, Math.round(255 * Math.sqrt(weight / full)));
}

function cssColour(pixel) {
  return `rgb(${pixel & 255},${(pixel >> 8) & 255},${(pixel >> 16) & 255})`;
}

const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/g;
const NAMED = { "\n": "⏎", "\r": "␍", "\t": "⇥" };

// A token as a reader can see it: what is invisible gets a sign, a lone combining mark something to sit on.
function visible(token) {
  let text = token.toWellFormed ? token.toWellFormed() : token;
  if (text === "") return "∅";
  if (/^ +$/.test(text)) return "␣".repeat(text.length);
  text = text.replace(UNSEEN, (sign) =>
    NAMED[sign] ?? `⟨U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
  return /^[\p{M}\u200c\u200d]/u.test(text) ? `◌${text}` : text;
}

// The same without the space that says where a word begins: words in a column stand under each other.
function label(token) {
  return visible(/^ \S/.test(token) ? token.slice(1) : token);
}

// The same between marks that keep a right-to-left word from turning the sentence around it.
function quoted(token) {
  return `“\u2068${label(token)}\u2069”`;
}

// A title in at most so many characters: a text of 500 tokens would push its own picture out of sight.
function brief(title, most = 180) {
  const letters = [...visible(title.replace(/\s+/g, " "))];
  return letters.length <= most ? letters.join("") : `${letters.slice(0, most - 1).join("").trimEnd()}…`;
}

function number(weight) {
  if (weight > 0 && weight < 0.0005) return "<0.001";
  return weight >= 0.0995 || weight === 0 ? weight.toFixed(2) : weight.toFixed(3);
}

function counted(count) {
  return count.toLocaleString("en");
}
