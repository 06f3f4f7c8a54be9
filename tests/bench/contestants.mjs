// Who takes part: the page, its bare loop, and the peers. Each has a `stretch(steps)` that takes so many steps and
// gives `{steps, seconds, firstLoss, lastLoss}` of at least so many, its `page`, and `close()`.

import { Playground } from "../e2e/support/playground.mjs";
import { PART } from "../e2e/support/selectors.mjs";
import { keepWorkers } from "./support/page.mjs";

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
  const play = await new Playground(page, server).open({ backend, hash: "ui.tab=batch" });
  const { device, reason } = await play.device();
  if (device !== backend) throw new Error(`The page trains on ${device}: ${reason}`);
  await play.configure({ ...work.settings, dataset: "mnist", split: SPLIT, stop: "never" });
  const probes = page.locator(PART.probeRate);
  const withoutProbes = async (steps) => {
    const rate = await probes.inputValue();
    await probes.selectOption("0");
    await play.script(bareSteps, steps);
    await probes.selectOption(rate);
  };
  return [
    { name: "page", page, stretch: (steps) => play.script(stretch, steps), bareSteps: withoutProbes, close: () => page.close() },
    { name: "bare", page, stretch: (steps) => play.script(bare, { steps, batch: work.batch }), close: () => {} },
  ];
}

/**
 * Runs in the page: trains until so many steps lie between two reports, and measures between these. A report is there
 * when its step is done, on the GPU too, and the trainer never stops within what is measured: its last step would be
 * shown in more detail than others.
 */
async function stretch(playground, steps) {
  const seen = [];
  let measured;
  const enough = new Promise((resolve) => (measured = resolve));
  const [worker] = window.workers;
  const listen = ({ data }) => {
    if (!data.json.startsWith('{"Report"')) return;
    const { report } = JSON.parse(data.json).Report;
    seen.push({ at: performance.now(), step: report.step, loss: report.loss });
    if (report.step - seen[0].step >= steps) measured();
  };
  worker.addEventListener("message", listen);
  const rest = playground.train({ steps: 1e9 });
  await Promise.race([enough, rest]);
  worker.removeEventListener("message", listen);
  await playground.pause();
  await rest;
  const [first, last] = [seen[0], seen.at(-1)];
  return { steps: last.step - first.step, seconds: (last.at - first.at) / 1000, firstLoss: first.loss, lastLoss: last.loss };
}

/** Runs in the page: so many steps without a report, but for the first and the last, once all images are there. */
async function bareSteps(playground, steps) {
  const { reportEvery } = playground.experiment();
  // The validation images are the last of the file.
  await playground.evaluate("validation");
  await playground.configure({ reportEvery: 10_000 });
  await playground.train({ steps });
  await playground.configure({ reportEvery });
}

/** Runs in the page: the trainer's steps without session, reports and probes, and a bare matrix product of their shapes. */
async function bare(playground, { steps, batch }) {
  if (!playground.benchmark) throw new Error("There is no bare loop in this build.");
  const { examplesPerSecond, matmul, step } = await playground.benchmark({ steps });
  const stepsPerSecond = examplesPerSecond / batch;
  const roofline = (stepsPerSecond * step.gflop) / matmul.gflops;
  return { steps, seconds: steps / stepsPerSecond, more: { matmulGflops: matmul.gflops, stepGflop: step.gflop, roofline } };
}

/** A peer at a work; `[script, value]` runs before anything of it does. */
export async function peer(browser, site, name, work, backend, [before, value] = []) {
  const page = await browser.newPage();
  if (before) await page.addInitScript(before, value);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${site.origin}/peers/?peer=${name}&backend=${backend}&work=${work.key}`);
  const stretch = (steps) => page.evaluate(async (n) => (await window.contestant).stretch(n), steps);
  return { name, page, stretch, close: () => page.close() };
}
