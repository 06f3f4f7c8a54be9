// How long the page takes to answer all 10,000 test images on the CPU, as a script asks it to.

import { launch } from "../../e2e/support/browser.mjs";
import { Playground } from "../../e2e/support/playground.mjs";
import { serve } from "../../e2e/support/server.mjs";
import { median } from "../turns.mjs";

/** The network of the table. */
const SETTINGS = { preset: "mlp-784-128-64-10", dataset: "mnist" };

/** Evaluations in a round: one takes some hundredths of a second. */
const TIMES = 5;

/** `{milliseconds, examples}`: the median over rounds of some evaluations each. */
export async function evaluation({ options: { rounds }, images }) {
  const server = await serve({ sets: { mnist: images.files } });
  const browser = await launch("none");
  try {
    const play = await new Playground(await browser.newPage(), server).open({ backend: "cpu", hash: "ui.tab=batch" });
    await play.configure(SETTINGS);
    await play.trainTo({ steps: 100 });
    const { examples } = await play.script((p) => p.evaluate("test"));
    const taken = [];
    for (let round = 0; round < rounds; round += 1) taken.push(await play.script(timed, TIMES));
    return { milliseconds: median(taken), examples };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Runs in the page. */
async function timed(playground, times) {
  const begun = performance.now();
  for (let i = 0; i < times; i += 1) await playground.evaluate("test");
  return (performance.now() - begun) / times;
}
