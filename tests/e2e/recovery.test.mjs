// The trainer dies, or the loss does: the page says so, keeps the curves, and goes on with one click.

import assert from "node:assert/strict";
import { PANIC } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

// The panic of the trainer is told in the console, as any panic.

scenario("a trainer that crashes is replaced with one click and goes on from its checkpoint", { backend: "cpu", ...PANIC }, async (play) => {
  await play.configure({ batchSize: 1000, reportEvery: 1 });
  await play.trainTo({ steps: 40 });
  const unbroken = await play.history();
  await play.script((p) => p.reset());
  // Past the end of the first epoch, where a checkpoint is posted.
  await play.trainTo({ steps: 25 });
  await play.crash();

  const again = play.page.getByRole("button", { name: /^Start again from step \d+$/ });
  // The page itself asks for a checkpoint a second after it has come to rest, so it may be step 25.
  const kept = Number((await again.innerText()).match(/\d+/)[0]);
  assert.ok(kept >= 18 && kept <= 25, `a checkpoint at step ${kept}`);
  await play.notice(/curves are kept/).waitFor();
  assert.deepEqual((await play.history()).loss, unbroken.loss.slice(0, 25), "the curves are kept");
  const { trace } = await play.page.evaluate(() => window.seen.events("Failed")[0].detail);
  assert.match(trace, /trainer-\w+_bg\.wasm/, "where it was, for its developers");

  await again.click();
  await play.until("a second worker", () => window.seen.workers.length === 2);
  await play.ready();
  await play.trainTo({ steps: 40 - kept });
  const { step, loss } = await play.history();
  assert.deepEqual(step, unbroken.step, "one past: 1 to 40");
  assert.deepEqual(loss, unbroken.loss, "and the same, bit for bit: the checkpoint holds the optimiser too");
});

scenario("a crash while it trains", { backend: "cpu", ...PANIC }, async (play) => {
  await play.trainWithoutEnd();
  await play.reach(60);
  await play.crash();
  const again = play.page.getByRole("button", { name: /Start again from step/ });
  await again.waitFor();
  await play.train.waitFor();
  const kept = (await play.history()).step.length;
  assert.ok(kept >= 3);
  await play.drawDigit(2);
  await again.click();
  await play.ready();
  await play.train.click();
  const from = await play.step();
  await play.reach(from + 40);
});

for (const [what, pattern] of Object.entries({ module: /playground-[^/]*_bg\.wasm$/, script: /playground-[^/]*\.js$/ })) {
  scenario(`a page whose ${what} does not arrive says so`, { backend: "cpu", ready: false, tolerates: [/./] }, async (play) => {
    await play.train.waitFor();
    assert.equal(await play.page.locator(PART.opening).count(), 0, "what was there first is gone");
    await play.page.route(pattern, (route) => route.abort());
    await play.page.reload();
    const word = play.page.getByRole("alert");
    await word.waitFor();
    assert.match(await word.textContent(), /^The playground could not start: .+\. Check the connection and reload the page/);
    await play.page.unroute(pattern);
    await play.page.reload();
    await play.train.waitFor();
  });
}

scenario("a worker that fails to start is told", { backend: "cpu", ready: false, tolerates: [/./] }, async (play) => {
  await play.page.route(/_bg\.wasm$/, (route) => (/trainer/.test(route.request().url()) ? route.abort() : route.continue()));
  await play.page.reload();
  await play.notice(/trainer could not be loaded/).waitFor();
  await play.page.unroute(/_bg\.wasm$/);
  await play.page.getByRole("button", { name: /Start again/ }).click();
  await play.ready();
  await play.trainTo({ steps: 3 });
});

for (const [how, answer] of Object.entries({ lost: (route) => route.abort(), missing: (route) => route.fulfill({ status: 404, body: "Not found" }) })) {
  scenario(`a worker whose script is ${how} is told, and one click starts it again`, { backend: "cpu", ready: false, tolerates: [/./] }, async (play) => {
    await play.page.route(/_worker\.js$/, answer);
    await play.page.reload();
    await play.notice(/The trainer could not be loaded: its script did not arrive/).waitFor();
    await play.page.unroute(/_worker\.js$/);
    await play.page.getByRole("button", { name: /Start again/ }).click();
    await play.ready();
    await play.trainTo({ steps: 3 });
  });
}

scenario("a loss that is no longer a number stops the run with an explanation and keeps the curves", { backend: "cpu" }, async (play) => {
  await play.configure({ optimizer: "sgd", learningRate: 100, loss: "mse", output: "linear", reportEvery: 1 });
  await play.train.click();
  await play.notice(/no longer a number/).waitFor();
  await play.train.waitFor();
  assert.ok((await play.history()).step.length > 0, "the curves are kept");
  await play.configure({ learningRate: 0.01 });
  await play.notice(/no longer a number/).getByRole("button", { name: "Reset" }).click();
  await play.until("new weights", () => window.playground.history().step.length === 0);
  const { trainLoss } = await play.trainTo({ steps: 5 });
  assert.ok(Number.isFinite(trainLoss));
});

scenario("another device is chosen while it trains: a fresh trainer goes on from there", { backend: "cpu" }, async (play) => {
  await play.configure({ reportEvery: 1 });
  await play.trainTo({ steps: 30 });
  const before = await play.history();
  await play.chip.click();
  await play.page.getByLabel("the faster one that works").check();
  await play.until("a second worker", () => window.seen.workers.length === 2);
  await play.ready();
  const { step, loss } = await play.history();
  assert.deepEqual([step, loss], [before.step, before.loss], "the curves are kept");
  assert.equal((await play.trainTo({ steps: 5 })).step, 35);
});
