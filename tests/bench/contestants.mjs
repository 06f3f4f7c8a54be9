// Who takes part: the page, its bare loop, and the peers. Each has a `stretch(steps)` that takes so many steps and
// gives `{seconds, firstLoss, lastLoss}`, and `close()`.

import { Playground } from "../e2e/support/playground.mjs";

/** Most images train and few are held out: the peers evaluate nothing. */
const SPLIT = "98/1/1";
/** A software GPU compiles kernels for tens of seconds. */
const PATIENCE_MS = 300_000;

/**
 * The page at a work, with reports and detailed probes at their default rates. `server` hosts the images as "mnist".
 * Gives the page as a contestant and, where the build has one, its bare loop.
 */
export async function ours(browser, server, work, backend) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(keepWorkers);
  const play = await new Playground(page, server).open({ backend, hash: "ui.tab=gradients" });
  const { device, reason } = await play.device();
  if (device !== backend) throw new Error(`The page trains on ${device}: ${reason}`);
  await play.configure({ ...work.settings, dataset: "mnist", split: SPLIT, stop: "never" });
  return [
    { name: "page", stretch: (steps) => play.script(stretch, steps), close: () => page.close() },
    { name: "bare", stretch: (steps) => play.script(bare, { steps, batch: work.batch }), close: () => {} },
  ];
}

/** Runs in the page before its own scripts. */
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

/**
 * Runs in the page: from Running to Resting, without the evaluation that follows. The last step is always reported, so
 * its loss is there before the trainer rests.
 */
async function stretch(playground, steps) {
  const at = {};
  const losses = [];
  const [worker] = window.workers;
  const listen = ({ data }) => {
    const is = (name) => data.json.startsWith(`{"${name}"`);
    if (data.json === '"Running"') at.began ??= performance.now();
    else if (is("Resting")) at.rested ??= performance.now();
    else if (is("Report")) losses.push(JSON.parse(data.json).Report.report.loss);
  };
  worker.addEventListener("message", listen);
  await playground.train({ steps });
  worker.removeEventListener("message", listen);
  return { seconds: (at.rested - at.began) / 1000, firstLoss: losses[0], lastLoss: losses.at(-1) };
}

/** Runs in the page: the trainer's steps without session, reports and probes, and a bare matrix product of their shapes. */
async function bare(playground, { steps, batch }) {
  if (!playground.benchmark) throw new Error("There is no bare loop in this build.");
  const { examplesPerSecond, matmul, step } = await playground.benchmark({ steps });
  const stepsPerSecond = examplesPerSecond / batch;
  const roofline = (stepsPerSecond * step.gflop) / matmul.gflops;
  return { seconds: steps / stepsPerSecond, more: { matmulGflops: matmul.gflops, stepGflop: step.gflop, roofline } };
}

/** A peer at a work. */
export async function peer(browser, site, name, work, backend) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${site.origin}/peers/?peer=${name}&backend=${backend}&work=${work.key}`);
  const stretch = (steps) => page.evaluate(async (n) => (await window.contestant).stretch(n), steps);
  return { name, stretch, close: () => page.close() };
}
