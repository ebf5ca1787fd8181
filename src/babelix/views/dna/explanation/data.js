// The numbers of the page: read once as JSON; those of figures are unpacked before the first is drawn.

const page = JSON.parse(document.getElementById("explanation").textContent);
const STEPS = 32767;

async function steps(id) {
  const bytes = await unpack(id);
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
}

// A view's numbers: for each track reference, alternative and difference, each on a scale of its own.
async function unpackView(view) {
  const values = await steps(view.id);
  view.tracks = view.scales.map((scales, track) => scales.map((scale, kind) => {
    const from = (track * 3 + kind) * view.columns;
    return Float32Array.from(values.subarray(from, from + view.columns), (value) => (value / STEPS) * scale);
  }));
}

async function unpackReach(reach) {
  const values = await steps(reach.id);
  const places = reach.distances.length;
  reach.weights = (allele, layer, head) => {
    const from = ((allele * reach.layers + layer) * reach.heads + head) * places;
    return Float32Array.from(values.subarray(from, from + places), (value) => (value / STEPS) * reach.largest);
  };
  // The mean over heads, or one of them.
  reach.row = (allele, layer, head) => {
    if (head !== null) return reach.weights(allele, layer, head);
    const rows = Array.from({ length: reach.heads }, (_, each) => reach.weights(allele, layer, each));
    return rows[0].map((_, place) => rows.reduce((sum, row) => sum + row[place], 0) / rows.length);
  };
}

async function unpackAll() {
  const waiting = page.alleles.flatMap((allele) => [
    ...Object.values(allele.views ?? {}).map(unpackView),
    ...(allele.reach ? [unpackReach(allele.reach)] : []),
  ]);
  await Promise.all(waiting);
}

// A number in three digits, with a minus sign as print has it.
function told(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return visible(`${value}`);
  const size = Math.abs(value);
  const text = size === 0 ? "0" : size >= 0.001 && size < 100000 ? Number(size.toPrecision(3)).toString() : size.toExponential(1);
  return value < 0 ? `−${text}` : text;
}

function base(place) {
  return counted(place + 1);
}
