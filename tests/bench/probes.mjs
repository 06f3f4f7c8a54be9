// What looking at a run costs in the browser, on the CPU: training with hardly any report, with reports, and with
// detailed probes on top. The ways take turns, so that whatever else the machine does falls on all of them.

import { launch } from "../e2e/support/browser.mjs";
import { Playground } from "../e2e/support/playground.mjs";
import { serve } from "../e2e/support/server.mjs";

const STEPS = 1200;
const ROUNDS = 7;

const server = await serve();
const browser = await launch("none");
try {
  const page = await browser.newPage();
  await page.addInitScript(keepWorkers);
  const play = await new Playground(page, server).open({ backend: "cpu", hash: "ui.tab=gradients" });
  await play.configure({ dataset: "synthetic" });
  const { reportEvery } = await play.experiment();
  const probeEvery = Number(await page.locator("#probe-rate").inputValue());
  const ways = [
    { name: "hardly any report", reports: STEPS, probes: 0 },
    { name: "reports", reports: reportEvery, probes: 0 },
    { name: "reports and probes", reports: reportEvery, probes: probeEvery },
  ];
  const speeds = ways.map(() => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [i, { reports, probes }] of ways.entries()) {
      await page.locator("#probe-rate").selectOption(String(probes));
      await play.configure({ reportEvery: reports });
      const speed = await timed(play);
      // The first round warms up.
      if (round > 0) speeds[i].push(speed);
    }
  }
  console.log(`${ROUNDS} rounds of ${STEPS} steps, a report every ${reportEvery} steps, a probe every ${probeEvery} reports`);
  const bare = median(speeds[0]);
  ways.forEach(({ name }, i) => {
    const speed = median(speeds[i]);
    console.log(`${name.padEnd(20)} ${speed.toFixed(0).padStart(8)} examples/s  ${(100 * (speed / bare - 1)).toFixed(1)} %`);
  });
} finally {
  await browser.close();
  await server.close();
}

/** Runs in the page before its own scripts: the trainer says when it rests. */
function keepWorkers() {
  const Plain = window.Worker;
  window.workers = [];
  window.Worker = class extends Plain {
    constructor(...all) {
      super(...all);
      window.workers.push(this);
    }
  };
}

/** Examples per second of one stretch, from Running to Resting, without the evaluation that follows. */
async function timed(play) {
  const seconds = await play.script(async (playground, steps) => {
    const began = performance.now();
    let rested;
    const [worker] = window.workers;
    const listen = ({ data }) => {
      if (JSON.parse(data.json).Resting) rested ??= performance.now();
    };
    worker.addEventListener("message", listen);
    await playground.train({ steps });
    worker.removeEventListener("message", listen);
    return (rested - began) / 1000;
  }, STEPS);
  const { batchSize } = await play.experiment();
  return (STEPS * batchSize) / seconds;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
