// On the CPU a run is the same bit for bit in every browser: the curves are those of `curves.json`, one file for all
// engines. Only a change of what is trained may change them, and then they are written anew on purpose:
//
//     RENEW=1 ENGINE=chromium node --test portable/curves.test.mjs

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { ENGINE } from "./support/engine.mjs";
import { scenarios } from "./support/scenario.mjs";

const FILE = new URL("curves.json", import.meta.url);

const RENEW = process.env.RENEW === "1";
if (RENEW && ENGINE !== "chromium") throw new Error("The curves are renewed in Chromium: set ENGINE=chromium.");

// JSON holds the shortest decimals that give the same number again, so equal text is equal bits.
const stored = RENEW ? {} : JSON.parse(readFileSync(FILE, "utf8"));

const scenario = await scenarios();

/** Digits that need no download; a report of every step. */
const SETTINGS = { dataset: "synthetic", split: "600+100", batchSize: 16, seed: 7, reportEvery: 1, learningRate: 0.003 };

/** Networks with what dense ones have not, five steps each. */
const OTHERS = {
  dropout: "32-relu.drop-30.16-relu",
  convolution: "conv-4-5-same-relu.max-2.conv-6-3-tanh.avg-2.flatten.16-relu",
  lstm: "lstm-12",
};

/** Trains a network from its first weights; gives everything that a report says of it. */
async function run(play, model, steps) {
  await play.configure({ ...SETTINGS, model });
  await play.script(async (p) => void (await p.reset()));
  await play.trainTo({ steps });
  const { step, loss, accuracy, gradientNorm } = await play.history();
  const norms = [...gradientNorm.own, ...gradientNorm.counterpart].map(({ weight, bias, signal }) => [weight, bias, signal].map((all) => all.at(-1)));
  return { model, step: step.at(-1), loss, accuracy, norms };
}

/** Compares with what is stored; or stores it, and says so. */
function same(name, found, t) {
  assert.ok(found.loss.every(Number.isFinite), `${name}: ${found.loss}`);
  if (RENEW) {
    stored[name] = found;
    writeFileSync(FILE, `{\n${Object.entries(stored).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(",\n")}\n}\n`);
    t.diagnostic(`RENEWED: the curve of ${name}`);
  } else {
    assert.deepEqual(found, stored[name], name);
  }
}

scenario("the CPU's curve of a dense network is the stored one bit for bit, with every activation", { backend: "cpu" }, async (play, t) => {
  const keys = await play.page.evaluate(() => [...document.querySelector(PART.firstActivation).options].map(({ value }) => value));
  assert.ok(keys.length > 10, keys.join());
  for (const key of keys) same(key, await run(play, `24-${key}.16-${key}`, 50), t);
  // None that is gone from the menu stays behind.
  assert.deepEqual(Object.keys(stored).filter((key) => !OTHERS[key]), keys);
});

for (const [name, model] of Object.entries(OTHERS)) {
  scenario(`the CPU's curve with ${name} is the stored one bit for bit`, { backend: "cpu" }, async (play, t) => {
    same(name, await run(play, model, 5), t);
  });
}
