// What looking at a run costs in the browser, on the CPU: training with hardly any report, with reports, and with
// detailed probes on top. The ways take turns.

import { launch } from "../../e2e/support/browser.mjs";
import { Playground } from "../../e2e/support/playground.mjs";
import { PART } from "../../e2e/support/selectors.mjs";
import { serve } from "../../e2e/support/server.mjs";
import { keepWorkers } from "../support/page.mjs";
import { median, ratio } from "../turns.mjs";

const STEPS = 1200;

/** `{ways: {name: examples per second}, reports, probes}`; the last two are shares of the speed, 0.1 for a tenth. */
export async function probes({ options: { rounds } }) {
  const server = await serve();
  const browser = await launch("none");
  try {
    const page = await browser.newPage();
    await page.addInitScript(keepWorkers);
    const play = await new Playground(page, server).open({ backend: "cpu", hash: "ui.tab=batch" });
    await play.configure({ dataset: "synthetic", stop: "never" });
    const { reportEvery, batchSize } = await play.experiment();
    const probeEvery = Number(await page.locator(PART.probeRate).inputValue());
    const ways = {
      bare: { reports: STEPS, probes: 0 },
      reports: { reports: reportEvery, probes: 0 },
      probes: { reports: reportEvery, probes: probeEvery },
    };
    const seconds = await inTurn(play, ways, rounds);
    return { reportEvery, probeEvery, ...summary(seconds, batchSize) };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Seconds of each way, by round; a round before the first warms up. */
async function inTurn(play, ways, rounds) {
  const seconds = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, { reports, probes }] of Object.entries(ways)) {
      await play.page.locator(PART.probeRate).selectOption(String(probes));
      await play.configure({ reportEvery: reports });
      const taken = await play.script(stretch, STEPS);
      if (round > 0) seconds[name].push(taken);
    }
  }
  return seconds;
}

function summary(seconds, batchSize) {
  const ways = {};
  for (const [name, all] of Object.entries(seconds)) ways[name] = (STEPS * batchSize) / median(all);
  const lost = (name) => 1 - ratio(seconds.bare, seconds[name]);
  return { ways, reports: lost("reports"), probes: lost("probes") };
}

/** Runs in the page. Seconds from Running to Resting, without the evaluation that follows. */
async function stretch(playground, steps) {
  const at = {};
  const [worker] = window.workers;
  const listen = ({ data }) => {
    if (data.json === '"Running"') at.running ??= performance.now();
    if (data.json.startsWith('{"Resting"')) at.resting ??= performance.now();
  };
  worker.addEventListener("message", listen);
  await playground.train({ steps });
  worker.removeEventListener("message", listen);
  return (at.resting - at.running) / 1000;
}
