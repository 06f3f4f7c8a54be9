// The images that everybody trains on: MNIST where it is at hand, else a set of its size that is made here.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DATA, HAS_MNIST } from "../../e2e/support/environment.mjs";
import { bars, generator, images, labels } from "../../e2e/support/idx.mjs";

const COUNTS = { train: 60_000, t10k: 10_000 };
/** One made image in so many has a wrong label: a loss that can reach 0 would make numbers so small that they are slow. */
const ONE_IN = 10;

/** `{title, files}`: the four packed IDX files by name. */
export function trainingImages() {
  return HAS_MNIST ? { title: "MNIST", files: mnist() } : { title: "generated bars", files: made() };
}

function mnist() {
  const names = Object.keys(COUNTS).flatMap((part) => [`${part}-images-idx3-ubyte.gz`, `${part}-labels-idx1-ubyte.gz`]);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(DATA, "mnist", name))]));
}

function made() {
  const files = {};
  for (const [seed, [part, count]] of Object.entries(COUNTS).entries()) {
    const { pixels, classes } = bars(count, seed + 1);
    const next = generator(seed + 11);
    classes.forEach((_, i) => {
      if (next() % ONE_IN === 0) classes[i] = next() % 10;
    });
    files[`${part}-images-idx3-ubyte.gz`] = gzipSync(images(pixels), { level: 1 });
    files[`${part}-labels-idx1-ubyte.gz`] = gzipSync(labels(classes), { level: 1 });
  }
  return files;
}
