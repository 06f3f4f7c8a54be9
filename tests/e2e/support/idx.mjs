// IDX files made for the occasion: good ones and broken ones.

import { gzipSync } from "node:zlib";

const SIDE = 28;

/** An IDX file of images; `pixels` is a Buffer of whole images. `count` may lie. */
export function images(pixels, { count = pixels.length / (SIDE * SIDE), rows = SIDE, columns = SIDE } = {}) {
  const head = Buffer.from([0, 0, 8, 3, ...word(count), ...word(rows), ...word(columns)]);
  return Buffer.concat([head, pixels]);
}

/** An IDX file of labels. */
export function labels(values, { count = values.length } = {}) {
  return Buffer.concat([Buffer.from([0, 0, 8, 1, ...word(count)]), Buffer.from(values)]);
}

function word(n) {
  return [n >>> 24, n >>> 16, n >>> 8, n].map((byte) => byte & 255);
}

/** Small numbers that look random and are the same in every run. */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

/**
 * A set of ten easy classes: each class has a bar of its own, at a height of its own, with noise around it.
 * Gives the pixels and the labels of `count` images.
 */
export function bars(count, seed = 1) {
  const next = generator(seed);
  const pixels = Buffer.alloc(count * SIDE * SIDE);
  const classes = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    const digit = next() % 10;
    classes[i] = digit;
    const at = i * SIDE * SIDE;
    const shade = 128 + (next() % 128);
    const start = at + (4 + 2 * digit) * SIDE + 4 + (next() % 3);
    for (let row = 0; row < 2; row += 1) pixels.fill(shade, start + row * SIDE, start + row * SIDE + 18);
    for (let dots = 0; dots < 12; dots += 1) pixels[at + (next() % (SIDE * SIDE))] = next() % 256;
  }
  return { pixels, classes };
}

/** A set of `classes` easy classes, each with a spot of its own. Gives the pixels and the labels of `count` images. */
export function spots(count, classes, seed = 1) {
  const next = generator(seed);
  const pixels = Buffer.alloc(count * SIDE * SIDE);
  const labelled = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    const label = i % classes;
    labelled[i] = label;
    const at = (i * SIDE + 4 + 2 * Math.floor(label / 10)) * SIDE + 4 + 2 * (label % 10);
    for (const start of [at, at + SIDE]) pixels.fill(128 + (next() % 128), start, start + 2);
  }
  return { pixels, classes: labelled };
}

/** The four packed files of a set of the size of MNIST, to host where the real one is not at hand. */
export function barsAsMnist() {
  const train = bars(60_000, 1);
  const test = bars(10_000, 2);
  const pack = (bytes) => gzipSync(bytes, { level: 1 });
  return {
    "train-images-idx3-ubyte.gz": pack(images(train.pixels)),
    "train-labels-idx1-ubyte.gz": pack(labels(train.classes)),
    "t10k-images-idx3-ubyte.gz": pack(images(test.pixels)),
    "t10k-labels-idx1-ubyte.gz": pack(labels(test.classes)),
  };
}

/** A small file that unpacks to `megabytes` of zeros behind a header that promises `count` images. */
export function bomb(megabytes, count) {
  return gzipSync(images(Buffer.alloc(megabytes << 20), { count }));
}
