// Two runs side by side against one alone, on the CPU: each has a worker of its own, and most machines have processors to
// spare. The pages take turns.

import { launch } from "../../e2e/support/browser.mjs";
import { Playground } from "../../e2e/support/playground.mjs";
import { serve } from "../../e2e/support/server.mjs";
import { keepWorkers } from "../support/page.mjs";
import { median, ratio } from "../turns.mjs";

const SETTINGS = { preset: "mlp-784-128-64-10", dataset: "synthetic", stop: "never" };

/** Milliseconds that are watched in a turn. */
const WATCHED = 2000;

/** `{alone, together, ratio}`: steps per second of one run, and of two in sum. */
export async function twoRuns({ options: { rounds } }) {
  const server = await serve();
  const browser = await launch("none");
  try {
    const pages = [];
    for (const runs of [1, 2]) {
      const page = await browser.newPage();
      await page.addInitScript(keepWorkers);
      const play = await new Playground(page, server).open({ backend: "cpu", hash: "ui.tab=batch" });
      await play.configure(SETTINGS);
      if (runs === 2) await play.script((p) => p.compare({ loss: "mse" }));
      pages.push({ play, speeds: [] });
    }
    // The round before the first warms up.
    for (let round = 0; round <= rounds; round += 1) {
      for (const { play, speeds } of pages) {
        await play.page.bringToFront();
        await play.train.click();
        const speed = await play.page.evaluate(steps, WATCHED);
        await play.pause.click();
        await play.train.waitFor();
        if (round > 0) speeds.push(speed);
      }
    }
    const [alone, together] = pages.map(({ speeds }) => speeds);
    return { alone: median(alone), together: median(together), ratio: ratio(together, alone) };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Runs in the page: steps per second of all runs together, between the first and the last report of each. */
async function steps(watched) {
  const seen = new Map();
  const listeners = window.workers.map((worker) => {
    const listen = ({ data }) => {
      if (!data.json?.startsWith('{"Report"')) return;
      const at = { at: performance.now(), step: JSON.parse(data.json).Report.report.step };
      seen.set(worker, { first: at, ...seen.get(worker), last: at });
    };
    worker.addEventListener("message", listen);
    return () => worker.removeEventListener("message", listen);
  });
  await new Promise((done) => setTimeout(done, watched));
  for (const stop of listeners) stop();
  const all = [...seen.values()];
  if (all.length < listeners.length || all.some(({ first, last }) => last.step === first.step)) throw new Error("A run has not gone on.");
  const speed = ({ first, last }) => (1000 * (last.step - first.step)) / (last.at - first.at);
  return all.reduce((sum, one) => sum + speed(one), 0);
}
