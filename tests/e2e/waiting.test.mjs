// Train pressed before everything is there: the page says what it waits for, beside the button, in bytes.

import assert from "node:assert/strict";
import { TRAINER_MODULE, TRAINING_IMAGES } from "./support/fixtures.mjs";
import { barsAsMnist } from "./support/idx.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

const SETS = { mnist: barsAsMnist() };
const SCREENS = { desktop: { width: 1366, height: 768 }, tablet: { width: 820, height: 1180 }, phone: { width: 390, height: 844 } };

/** Notes everything that is said to those who cannot see it. */
function listen(play) {
  return play.page.evaluate(() => {
    window.said = [];
    const place = document.querySelector(PART.unseenStatus);
    new MutationObserver(() => window.said.push(place.textContent)).observe(place, { childList: true, characterData: true, subtree: true });
  });
}

/** The line above the charts, when it says this. */
const hint = (play, text) => play.page.locator(PART.shownHint).filter({ hasText: text });

const said = (play) => play.page.evaluate(() => window.said);

/** How much the layout has shifted. */
const shifted = (play) => play.page.evaluate(() => window.seen.shifts.reduce((sum, { value }) => sum + value, 0));

for (const [screen, viewport] of Object.entries(SCREENS)) {
  const slow = { backend: "cpu", ready: false, context: { viewport }, serve: { hold: { path: TRAINER_MODULE, after: 600_000 } } };
  scenario(`Train pressed while the trainer is on its way, on a ${screen}`, slow, async (play) => {
    await listen(play);
    assert.equal(await play.waiting.count(), 0, "nobody waits yet");
    await play.train.click();
    await play.page.getByText(/^Waiting for the trainer: 0\.6 of \d+\.\d MB$/).waitFor();
    await hint(play, "Training starts once the trainer is ready.").waitFor();
    assert.equal(await play.page.getByText("Press Train, then draw.").count(), 0);
    const [sentence, button] = [await play.waiting.boundingBox(), await play.pause.boundingBox()];
    for (const box of [sentence, button]) assert.ok(box.y >= -8 && box.y + box.height <= viewport.height + 8, "on the screen without scrolling");
    const apart = Math.max(sentence.y - (button.y + button.height), button.y - (sentence.y + sentence.height));
    assert.ok(apart < 24, `${apart} px between the sentence and the button`);
    const cut = await play.waiting.evaluate((p) => p.scrollWidth > p.clientWidth + 1 || p.scrollHeight > p.clientHeight + 1);
    assert.equal(cut, false, "all of it can be read");
    const before = await shifted(play);
    play.server.release();
    await play.reach(20);
    await play.waiting.waitFor({ state: "detached" });
    const moved = await play.page.evaluate(() => window.seen.shifts.flatMap(({ nodes }) => nodes));
    assert.ok((await shifted(play)) - before < 0.02, `nothing jumps: ${moved.join(", ")}`);
    const waits = (await said(play)).filter((text) => /Waiting for the trainer/.test(text));
    assert.deepEqual(waits, ["Waiting for the trainer. Training starts once the trainer is ready."], "said once");
  });
}

scenario("a server that packs the module does not say how long it is: bytes so far", { backend: "cpu", ready: false, serve: { hold: { path: TRAINER_MODULE, after: 600_000 }, packed: TRAINER_MODULE } }, async (play) => {
  await play.train.click();
  await play.page.getByText(/^Waiting for the trainer: \d+(\.\d+)? [kM]B so far$/).waitFor();
  play.server.release();
  await play.reach(20);
});

scenario("Train pressed while the first images are on their way", { backend: "cpu", ready: false, serve: { sets: SETS, hold: { path: TRAINING_IMAGES, after: 2000 } } }, async (play) => {
  await listen(play);
  await play.train.click();
  await play.page.getByText(/^Waiting for the first MNIST images: [\d.]+ of [\d.]+ [kM]B$/).waitFor();
  await hint(play, "Training starts once these images are here.").waitFor();
  assert.equal(await play.page.getByText("Press Train, then draw.").count(), 0);
  await play.until("it is said", () => window.said.some((text) => text.startsWith("Waiting for MNIST images.")));
  // Who pauses waits for nothing any more.
  await play.pause.click();
  await play.waiting.waitFor({ state: "detached" });
  await play.page.getByText("Press Train, then draw.").waitFor();
  await play.train.click();
  await play.waiting.waitFor();
  play.server.release();
  await play.reach(20);
  await play.waiting.waitFor({ state: "detached" });
});

scenario("a run that is quicker than its images says which it waits for", { backend: "cpu", serve: { sets: SETS, hold: { path: TRAINING_IMAGES, after: Math.floor(SETS.mnist["train-images-idx3-ubyte.gz"].length / 2) } } }, async (play) => {
  await play.configure({ model: "8-tanh", batchSize: 1000, reportEvery: 1 });
  await play.train.click();
  await play.reach(5);
  await play.page.getByText(/^Waiting for more MNIST images: [\d.]+ of [\d.]+ [kM]B$/).waitFor();
  const stopped = await play.step();
  play.server.release();
  await play.reach(stopped + 5);
  await play.waiting.waitFor({ state: "detached" });
});

scenario("a drawing before the network is there is promised its answer", { backend: "cpu", ready: false, serve: { hold: { path: TRAINER_MODULE, after: 600_000 } } }, async (play) => {
  await play.drawDigit(3);
  await play.page.getByText("The answer comes as soon as the network is there.").waitFor();
  play.server.release();
  await play.page.getByText("These are guesses: the network has not been trained yet.").waitFor();
});
