// What every peer needs that is not its own: the images as bytes, batches drawn from them, first weights.

const PIXELS = 28 * 28;
const HEADS = { images: 16, labels: 8 };

/** The training images as bytes, `[count, 784]`, and their labels. */
export async function fetchImages() {
  const [images, labels] = await Promise.all([unpacked("images-idx3"), unpacked("labels-idx1")]);
  return { pixels: images.subarray(HEADS.images), labels: labels.subarray(HEADS.labels) };
}

async function unpacked(kind) {
  const response = await fetch(`/data/train-${kind}-ubyte.gz`);
  if (!response.ok) throw new Error(`The images could not be fetched: ${response.status}.`);
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Numbers in [0, 1) that are the same in every run. */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Draws batches without replacement, anew each epoch; the last partial batch of an epoch is left out, as ours is. */
export class Batches {
  constructor({ pixels, labels }, size, seed = 42) {
    Object.assign(this, { pixels, labels, size });
    this.random = generator(seed);
    this.order = Uint32Array.from(labels, (_, i) => i);
    this.at = this.order.length;
  }

  /** `{inputs: Float32Array [size, 784] in [0, 1], targets: Int32Array [size]}`, of its own each time. */
  next() {
    if (this.at + this.size > this.order.length) this.shuffle();
    const inputs = new Float32Array(this.size * PIXELS);
    const targets = new Int32Array(this.size);
    for (let row = 0; row < this.size; row += 1) {
      const image = this.order[this.at + row];
      const from = image * PIXELS;
      const to = row * PIXELS;
      for (let i = 0; i < PIXELS; i += 1) inputs[to + i] = this.pixels[from + i] / 255;
      targets[row] = this.labels[image];
    }
    this.at += this.size;
    return { inputs, targets };
  }

  shuffle() {
    for (let i = this.order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(this.random() * (i + 1));
      [this.order[i], this.order[j]] = [this.order[j], this.order[i]];
    }
    this.at = 0;
  }
}

/** He-normal weights: standard deviation √(2 / fan-in). */
export function heNormal(random, count, fanIn) {
  const deviation = Math.sqrt(2 / fanIn);
  // Box and Muller; 1 − random is never 0.
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Float32Array.from({ length: count }, () => deviation * normal());
}
