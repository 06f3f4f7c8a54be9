// From the navigation to the first paint, to controls that can be used, and to the first training step, with Train
// pressed as soon as that is possible. Cold: a browser that has just been started. Warm: the same address once more
// in the same browser.

import { launch } from "../../e2e/support/browser.mjs";
import { serve } from "../../e2e/support/server.mjs";
import { median } from "../turns.mjs";

const PATIENCE_MS = 180_000;

/** `{cpu: {cold, warm}, webgpu: …}`, each `{paint, interactive, firstStep}` in seconds, medians of the rounds. */
export async function start({ options: { rounds }, say }) {
  const server = await serve({ cached: true });
  try {
    const results = {};
    for (const backend of ["cpu", "webgpu"]) results[backend] = await ofBackend(server, backend, rounds, say);
    return results;
  } finally {
    await server.close();
  }
}

async function ofBackend(server, backend, rounds, say) {
  const visits = { cold: [], warm: [] };
  for (let round = 0; round < rounds; round += 1) {
    const browser = await launch("software");
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      for (const cache of ["cold", "warm"]) {
        const visited = await visit(context, `${server.origin}/?backend=${backend}`);
        say(`  ${backend}, ${cache}: ${JSON.stringify(visited)}`);
        visits[cache].push(visited);
      }
    } finally {
      await browser.close();
    }
  }
  return { cold: medians(visits.cold), warm: medians(visits.warm) };
}

async function visit(context, address) {
  const page = await context.newPage();
  await page.addInitScript(watchStart);
  await page.goto(address);
  await page.waitForFunction(() => window.started.firstStep, undefined, { timeout: PATIENCE_MS });
  const times = await page.evaluate(() => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    const { usable, firstStep } = window.started;
    // What is not yet painted cannot be used.
    return { paint: paint.startTime, interactive: Math.max(paint.startTime, usable), firstStep };
  });
  // What is still under way on the GPU would be in the next visit's way.
  await page.evaluate(() => window.playground.pause());
  await page.close();
  return times;
}

/** Runs in the page before its own scripts: notes when Train can be pressed, presses it, notes the first report. */
function watchStart() {
  window.started = {};
  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", ({ data }) => {
        if (data.json?.startsWith('{"Report"')) window.started.firstStep ??= performance.now();
      });
    }
  };
  const look = () => {
    const buttons = [...document.querySelectorAll("button")];
    const train = buttons.find((button) => button.textContent.trim() === "Train");
    if (!window.playground || !train || train.disabled) return requestAnimationFrame(look);
    window.started.usable = performance.now();
    train.click();
  };
  requestAnimationFrame(look);
}

function medians(visits) {
  const names = Object.keys(visits[0]);
  return Object.fromEntries(names.map((name) => [name, median(visits.map((visit) => visit[name])) / 1000]));
}
