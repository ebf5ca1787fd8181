// Tracks: reference and alternative over each other, their difference below, genes at the foot.

const ROW = { label: 18, both: 48, difference: 34, gap: 10 };
const LANE = 24;

// The outline of columns from left to right, as a path; `top` is where 1 stands, `zero` where 0 does.
function outline(values, scale, left, width, zero, top) {
  const step = width / values.length;
  const y = (value) => short(zero - (value / scale) * (zero - top));
  const parts = [`M${short(left)} ${short(zero)}`];
  values.forEach((value, i) => parts.push(`L${short(left + i * step)} ${y(value)}H${short(left + (i + 1) * step)}`));
  return [...parts, `L${short(left + width)} ${short(zero)}`].join("");
}

function drawTracks(allele, range) {
  return (surface, colours, width, mark) => {
    const view = allele.views[range] ?? allele.views.whole;
    const { first, end: last } = view;
    const at = (place) => ((place - first) / (last - first)) * width;
    const tall = ROW.label + ROW.both + ROW.difference + ROW.gap;
    const genes = inLanes(allele.genes, { first, last, width, at });
    const lanes = Math.max(0, ...genes.map(({ lane }) => lane + 1));
    const foot = allele.tracks.length * tall;
    const height = foot + lanes * LANE + 44;
    surface.rect(0, 0, width, height, colours.paper);
    const [from, to] = [at(allele.place[0]), at(Math.max(allele.place[1], allele.place[0] + 1))];
    surface.rect(from, 0, Math.max(to - from, 1.5), foot + lanes * LANE, colours.chosen);
    allele.tracks.forEach(({ name }, row) => drawTrack(surface, colours, { name, view, row, top: row * tall, width }));
    drawGenes(surface, colours, genes, { first, last, top: foot, width, at });
    if (mark !== null) surface.rect(((mark + 0.5) / view.columns) * width, 0, 1, foot + lanes * LANE, colours.ink, 0.6);
    drawAxis(surface, colours, { left: 0, width, top: foot + lanes * LANE + 4, first, last, chrom: allele.chrom });
    return { height, places: view.columns, caption: captionOfTracks(allele, view), marked: readOut(allele, view, mark) };
  };
}

function drawTrack(surface, colours, { name, view, row, top, width }) {
  const [reference, alternative, difference] = view.tracks[row];
  const most = Math.max(...[reference, alternative].map((each) => each.reduce((a, b) => Math.max(a, b), 0))) || 1;
  const least = Math.min(...[reference, alternative].map((each) => each.reduce((a, b) => Math.min(a, b), 0)));
  const zero = top + ROW.label + (ROW.both * most) / (most - least);
  const height = zero - top - ROW.label;
  surface.text(0, top + 9, fit(visible(name), width - 150, 12.5, true), { size: 12.5, bold: true, fill: colours.ink });
  surface.text(width, top + 9, `0 to ${told(most)}`, { size: SMALL, fill: colours.quiet, align: "right" });
  const line = (values) => outline(values, most, 0, width, zero, zero - height);
  surface.shape(line(reference), { fill: colours.quiet, opacity: 0.3 });
  surface.shape(line(reference), { stroke: colours.quiet, thickness: 1 });
  surface.shape(line(alternative), { stroke: colours.accent, thickness: 1.4 });
  const middle = top + ROW.label + ROW.both + ROW.difference / 2 + 2;
  const largest = difference.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  surface.rect(0, middle, width, 0.7, colours.rule);
  if (largest > 0) {
    const shape = outline(difference, largest, 0, width, middle, middle - ROW.difference / 2 + 2);
    surface.shape(shape, { fill: colours.generated, opacity: 0.85 });
    surface.shape(shape, { stroke: colours.generated, thickness: 0.8 });
  }
  surface.text(width, middle - ROW.difference / 2 + 6, `± ${told(largest)}`, { size: SMALL, fill: colours.generated, align: "right" });
}

// The genes in view with their names, each in the first lane where neither runs into another.
function inLanes(genes, { first, last, width, at }) {
  const ends = [];
  measuring.font = font(SMALL, false);
  return genes.filter(({ place }) => place[0] < last && place[1] > first).map((gene) => {
    const arrow = { "1": " →", "-1": " ←" }[gene.strand] ?? "";
    const text = fit(`${visible(gene.name)}${arrow}`, Math.min(160, width), SMALL);
    const wide = measuring.measureText(text).width;
    const from = Math.max(at(gene.place[0]), 0);
    const to = Math.min(at(gene.place[1]), width);
    const left = Math.min(from, width - wide);
    let lane = ends.findIndex((end) => end < left - 6);
    if (lane < 0) lane = ends.length;
    ends[lane] = Math.max(to, left + wide);
    return { ...gene, text, left, from, to, lane };
  });
}

function drawGenes(surface, colours, genes, { first, last, top, width, at }) {
  for (const { text, left, from, to, lane, exons } of genes) {
    const y = top + lane * LANE + 17;
    // A file that tells no exons has its genes as bars.
    const thick = exons.length ? 1 : 4;
    surface.rect(from, y - thick / 2, Math.max(to - from, 1), thick, colours.quiet);
    for (const [open, close] of exons) {
      if (open >= last || close <= first) continue;
      const [x, right] = [Math.max(at(open), 0), Math.min(at(close), width)];
      surface.rect(x, y - 4, Math.max(right - x, 1), 8, colours.ink);
    }
    surface.text(left, y - 11, text, { size: SMALL, fill: colours.ink });
  }
}

function captionOfTracks(allele, view) {
  const each = view.step > allele.bin ? `; of every ${counted(view.step / allele.bin)} bins of ${counted(allele.bin)} bp the value of largest size is drawn`
    : `, bins of ${counted(allele.bin)} bp`;
  return `Gray: reference. Blue line: alternative. Orange, below: alternative less reference, on a scale of its own${each}. ` +
    `The band is where the variant lies.${withoutGenes(allele, view)}`;
}

// That a file of genes was given and none is drawn.
function withoutGenes({ genes }, { first, end }) {
  const file = page.made.find(([name]) => name === "Genes")?.[1];
  if (file === undefined || genes.some(({ place }) => place[0] < end && place[1] > first)) return "";
  return ` No gene of ${visible(file)} lies ${genes.length ? "here; elsewhere in what is compared some do" : "in what is compared"}.`;
}

function readOut(allele, view, mark) {
  if (mark === null) return "";
  const start = view.first + mark * view.step;
  const end = Math.min(start + view.step, view.end);
  const where = end - start === 1 ? base(start) : `${base(start)}–${counted(end)}`;
  const values = allele.tracks.map(({ name }, row) => {
    const [reference, alternative, difference] = view.tracks[row].map((each) => each[mark]);
    return `${visible(name)} ${told(reference)} → ${told(alternative)} (${told(difference)})`;
  });
  return `${visible(allele.chrom)}:${where}: ${values.join("; ")}`;
}
