// The first visit to a page that was just built: opens it, trains twenty steps, says what happened.
// `cargo xtask test --only fresh` calls it: CHROMIUM=... node fresh/visit.mjs http://localhost:8080/

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [address] = process.argv.slice(2);
const STEPS = 20;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const page = await browser.newPage();
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  await page.goto(address);
  await page.waitForFunction(() => window.playground !== undefined);
  const seen = await page.evaluate(async (steps) => {
    const { playground } = window;
    await playground.ready;
    const { step, trainLoss } = await playground.train({ steps });
    return { step, trainLoss, first: playground.history().loss[0], device: playground.device(), dataset: playground.experiment().dataset };
  }, STEPS);
  assert.equal(seen.step, STEPS);
  assert.ok(Number.isFinite(seen.trainLoss), `the loss is ${seen.trainLoss}`);
  assert.deepEqual(wrong, [], "the console is clean");
  console.log(`${address} trained ${seen.step} steps on ${seen.dataset}: loss ${seen.trainLoss.toFixed(4)}, ${JSON.stringify(seen.device)}`);
} finally {
  await browser.close();
}
