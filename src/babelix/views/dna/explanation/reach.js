// Attention by distance: layers down, distance across, the weight as colour.

const BAND = 14;

function drawReach(allele, head, which) {
  return (surface, colours, width, mark) => {
    const { reach } = allele;
    const { distances, layers } = reach;
    const left = 58;
    const wide = (width - left) / distances.length;
    const rows = Array.from({ length: layers }, (_, layer) => reach.row(which, layer, head));
    const full = Math.max(...rows.map((row) => row.reduce((a, b) => Math.max(a, b), 0))) || 1;
    const pixels = ramp(colours);
    const height = layers * BAND + 40;
    surface.rect(0, 0, width, height, colours.paper);
    rows.forEach((row, layer) => {
      surface.text(left - 6, (layer + 0.5) * BAND, `layer ${layer}`, { size: SMALL, fill: colours.quiet, align: "right" });
      row.forEach((weight, place) => {
        const colour = step(weight, full);
        if (colour > 0) surface.rect(left + place * wide, layer * BAND, wide + 0.25, BAND - 1, cssColour(pixels[colour]));
      });
    });
    surface.frame(left, 0, width - left, layers * BAND - 1, colours.rule, 1);
    if (mark !== null) surface.frame(left + mark * wide, 0, wide, layers * BAND - 1, colours.ink, 1);
    const first = distances[0] - reach.bases / 2;
    const last = distances.at(-1) + reach.bases / 2;
    const x = (tick) => left + ((tick - first) / (last - first)) * (width - left);
    const marks = ticks(first, last, roomFor("−500 bp", width - left)).map((tick) => [x(tick), far(tick)]);
    drawTicks(surface, colours, marks, { left, width: width - left, top: layers * BAND + 2 });
    surface.text(left, layers * BAND + 30, "distance from the variant's bin", { size: SMALL, fill: colours.quiet });
    const share = `Colour by the square root of the weight, the strongest at ${told(full)}; places of ${counted(reach.bases)} bp. `;
    const caption = `${share}What the bin that holds the variant attends to. Between the alleles at most ${(100 * reach.moved).toFixed(reach.moved < 0.001 ? 4 : 1)} % of a head's weight moves.`;
    return { height, places: distances.length, caption, marked: readReach(reach, rows, mark) };
  };
}

function far(bases) {
  const size = Math.abs(bases);
  const text = size >= 1000 ? `${Number((size / 1000).toPrecision(4))} kb` : `${size} bp`;
  return bases < 0 ? `−${text}` : bases > 0 ? `+${text}` : text;
}

function readReach(reach, rows, mark) {
  if (mark === null) return "";
  return `${far(reach.distances[mark])}: ${rows.map((row, layer) => `layer ${layer} ${told(row[mark])}`).join(", ")}`;
}
