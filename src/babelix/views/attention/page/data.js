// The numbers of the page: read once as JSON, unpacked one head at a time, when a head is first asked for.

const page = JSON.parse(document.getElementById("attention").textContent);

// weight = (code / levels) ^ power: fine steps for small weights, none wider than 0.008 (see pack.py).
const WEIGHT_OF_CODE = Float32Array.from({ length: 256 }, (_, code) => (code / page.levels) ** page.power);

// Rows of weights. A causal matrix keeps row i as its first i + 1 keys and nothing else.
class Matrix {
  constructor(rows, columns, causal, values) {
    Object.assign(this, { rows, columns, causal, values, coded: values instanceof Uint8Array });
    this.largest = 0;
    for (let i = 0; i < values.length; i++) if (values[i] > this.largest) this.largest = values[i];
    if (this.coded) this.largest = WEIGHT_OF_CODE[this.largest];
  }

  // The weight that at most `share` of all cells exceed. Of a causal model the first rows are near 1 whatever it does;
  // a scale that ends there would show the rest of a long text as blank.
  exceededBy(share) {
    const counts = new Uint32Array(256);
    const { values, coded } = this;
    for (let i = 0; i < values.length; i++) {
      counts[coded ? values[i] : Math.ceil(page.levels * values[i] ** (1 / page.power) - 1e-6)]++;
    }
    let left = Math.floor(this.rows * this.columns * share);
    let code = page.levels;
    while (code > 1 && counts[code] <= left) left -= counts[code--];
    return WEIGHT_OF_CODE[code];
  }

  start(row) {
    return this.causal ? (row * (row + 1)) / 2 : row * this.columns;
  }

  // How many keys a row stores; the rest are 0.
  width(row) {
    return this.causal ? row + 1 : this.columns;
  }

  at(row, column) {
    if (column >= this.width(row)) return 0;
    const value = this.values[this.start(row) + column];
    return this.coded ? WEIGHT_OF_CODE[value] : value;
  }

  row(row) {
    return Float32Array.from({ length: this.columns }, (_, column) => this.at(row, column));
  }

  column(column) {
    return Float32Array.from({ length: this.rows }, (_, row) => this.at(row, column));
  }

  // The largest value under each of width x height pixels, for pictures smaller than the matrix. Codes stay codes:
  // they grow with their weights.
  pooled(width, height) {
    const picture = new this.values.constructor(width * height);
    const place = Int32Array.from({ length: this.columns }, (_, column) => Math.floor((column * width) / this.columns));
    for (let row = 0; row < this.rows; row++) {
      const line = Math.floor((row * height) / this.rows) * width;
      const start = this.start(row);
      const end = this.width(row);
      for (let column = 0; column < end; column++) {
        const value = this.values[start + column];
        const pixel = line + place[column];
        if (value > picture[pixel]) picture[pixel] = value;
      }
    }
    return picture;
  }

  // The pixels of stored values; `colour` is asked once a code, not once a pixel.
  coloured(values, colour) {
    if (!this.coded) return Uint32Array.from(values, colour);
    const table = Uint32Array.from(WEIGHT_OF_CODE, colour);
    const pixels = new Uint32Array(values.length);
    for (let i = 0; i < values.length; i++) pixels[i] = table[values[i]];
    return pixels;
  }
}

// Unpacked matrices, the latest used last; the oldest leave when they fill more than this.
const CACHE_BYTES = 192 * 2 ** 20;
const cache = new Map();

async function remembered(name, make) {
  let promise = cache.get(name);
  if (promise) cache.delete(name);
  else promise = make();
  cache.set(name, promise);
  const matrix = await promise;
  promise.bytes = matrix.values.byteLength;
  let total = 0;
  for (const other of cache.values()) total += other.bytes ?? 0;
  for (const [oldest, other] of cache) {
    if (total <= CACHE_BYTES || oldest === name) break;
    total -= other.bytes ?? 0;
    cache.delete(oldest);
  }
  return matrix;
}

// One attention map of one text. Heads are named by their place in the map; `layer_numbers` are the model's own.
class AttentionMap {
  constructor(fields, place) {
    Object.assign(this, fields);
    this.place = place;
    this.layers = fields.layer_numbers.length;
    this.heads = fields.head_numbers.length;
    this.keys = fields.keys ?? fields.queries;
  }

  matrix(values) {
    return new Matrix(this.queries.length, this.keys.length, this.causal, values);
  }

  packed(name) {
    const id = `packed-${this.place}-${name}`;
    return remembered(id, async () => this.matrix(await unpack(id)));
  }

  // The heads of a short text are packed together, those of a long one each by itself.
  async head(layer, head) {
    const index = layer * this.heads + head;
    if (this.thumbnail[0]) return this.packed(`${index}`);
    this.together ??= unpack(`packed-${this.place}-heads`);
    const codes = await this.together;
    const size = codes.length / (this.layers * this.heads);
    return this.matrix(codes.subarray(index * size, (index + 1) * size));
  }

  rollout(layer) {
    return this.packed(`rollout-${layer}`);
  }

  allHeads(layer) {
    return Promise.all(Array.from({ length: this.heads }, (_, head) => this.head(layer, head)));
  }

  average(layer) {
    return remembered(`${this.place}-average-${layer}`, async () => {
      const heads = await this.allHeads(layer);
      const sum = new Float32Array(heads[0].values.length);
      for (const { values } of heads) for (let i = 0; i < sum.length; i++) sum[i] += WEIGHT_OF_CODE[values[i]];
      for (let i = 0; i < sum.length; i++) sum[i] /= heads.length;
      return this.matrix(sum);
    });
  }

  // Small pictures of every head: packed ready-made for long texts, the heads themselves for short ones.
  async thumbnails() {
    const [rows, columns] = this.thumbnail;
    if (!rows) {
      const heads = await Promise.all(Array.from({ length: this.layers }, (_, layer) => this.allHeads(layer)));
      return heads.flat();
    }
    const codes = await unpack(`packed-${this.place}-thumbnails`);
    const size = rows * columns;
    return Array.from({ length: this.layers * this.heads }, (_, head) =>
      new Matrix(rows, columns, false, codes.subarray(head * size, (head + 1) * size)));
  }
}

const texts = page.texts.map((text, i) => ({
  ...text,
  maps: new Map(text.maps.map((fields, j) => [fields.kind, new AttentionMap(fields, `${i}-${j}`)])),
}));
