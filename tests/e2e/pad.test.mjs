// The pad beyond drawing: surprise, the last drawings, answers while it trains, and a network that has never seen
// a digit.

import assert from "node:assert/strict";
import { HAS_FASHION } from "./support/environment.mjs";
import { CPU } from "./support/fixtures.mjs";
import { TINY, answered, example, keep, openOwn, target } from "./support/pad.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

const surprise = (play) => play.page.locator(PART.surprise);
const strip = (play) => play.page.locator(PART.stripItem);
const best = (play) => play.page.locator(PART.longestBarClass);

scenario("the surprise is −ln of the probability of what it is meant to be", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 60 });
  await surprise(play).filter({ hasText: /Choose what it is, or press/ }).waitFor();
  await play.drawDigit(3);
  await answered(play);
  const rows = await play.page.locator(PART.bar).evaluateAll((all) =>
    all.map((row) => parseFloat(row.querySelector(PART.answerValue).textContent) / 100),
  );
  for (const [digit, p] of rows.entries()) {
    await target(play).selectOption(String(digit));
    await surprise(play).filter({ hasText: /nats/ }).waitFor();
    const [, figure] = /= (\S+) nats/.exec(await surprise(play).innerText());
    const [low, high] = [-Math.log(p + 0.0006), p > 0.0006 ? -Math.log(p - 0.0006) : Infinity];
    assert.ok(Number(figure) >= low - 0.01 && Number(figure) <= high * 1.01, `${figure} for ${p}`);
  }
  await play.page.locator(PART.bar).nth(7).click();
  assert.equal(await target(play).inputValue(), "7", "a press on a bar chooses its class");
  assert.equal(await play.page.locator(PART.targetBarClass).innerText(), "7");

  const before = await surprise(play).innerText();
  await play.trainTo({ steps: 100 });
  await play.until("another surprise", (text) => document.querySelector(PART.surprise).textContent !== text, before);
  await play.clear();
  assert.equal(await target(play).inputValue(), "", "the next drawing may be something else");

  await example(play).selectOption("test");
  const name = await play.page.locator(PART.seenCaption).innerText();
  const [, label] = /test image \d+, (\d)/.exec(name);
  assert.equal(await target(play).inputValue(), label, "an image of the data brings its label");

  await play.configure({ output: "linear", loss: "mse" });
  await surprise(play).filter({ hasText: /not probabilities/ }).waitFor();
});

scenario("the last drawings stay, and come back", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 200 });
  await play.page.getByText(/the drawing stays here/).waitFor();
  const jumped = () => play.page.evaluate(() => {
    const top = (id) => document.getElementById(id).getBoundingClientRect().top;
    return top("own-set") - top("draw-title");
  });
  const place = await jumped();

  await play.drawDigit(1);
  await answered(play);
  const one = await best(play).innerText();
  await play.clear();
  assert.equal(await strip(play).count(), 1);
  assert.equal(await strip(play).first().locator(PART.thumbnailClass).innerText(), one);
  assert.match(await strip(play).first().locator(PART.thumbnailNote).innerText(), /^\d+\.\d %$/);
  assert.equal(await jumped(), place, "nothing below has moved");

  // Replaced before the answer can have come: it is read all the same.
  await example(play).selectOption("0");
  await example(play).selectOption("7");
  await play.until("the zero is read", () => /^\d/.test(document.querySelector(PART.stripClass).textContent));
  assert.equal(await strip(play).count(), 2);

  // The oldest one, by keyboard; what was there takes its place in the strip.
  await strip(play).nth(1).locator("button").focus();
  await play.page.keyboard.press("Enter");
  await answered(play);
  assert.equal(await best(play).innerText(), one);
  assert.equal(await strip(play).count(), 2, "the seven and the zero");
  await play.button("Undo").click();
  assert.equal(await strip(play).count(), 2, "one stroke less changes nothing there");
  await play.button("Undo").click();
  assert.equal(await target(play).inputValue(), "7", "the seven is back on the pad");
  assert.equal(await strip(play).count(), 2, "and the one in its old place");
  assert.equal(await strip(play).nth(1).locator(PART.thumbnailClass).innerText(), one);

  for (let i = 0; i < 10; i += 1) await example(play).selectOption(String(i));
  assert.equal(await strip(play).count(), 8);
  assert.equal(await jumped(), place);
});

scenario("the bars move while it trains, however rarely it reports", CPU, async (play, t) => {
  await play.configure({ model: "128-relu,64-relu", batchSize: 64, reportEvery: 1000 });
  await play.drawDigit(8);
  await answered(play);
  await play.trainWithoutEnd();
  await play.reach(1);
  // Between two reports lie a thousand steps: the answers must be many more than the reports.
  const { seen, reports } = await play.page.evaluate(async () => {
    const came = (wanted) => window.seen.events(wanted).filter(({ from }) => from === "trainer");
    const before = { answers: came("Prediction").length, reports: came("Report").length };
    const answers = () => came("Prediction").slice(before.answers).map(({ detail }) => detail.step);
    while (new Set(answers()).size < 20) await new Promise(requestAnimationFrame);
    return { seen: answers(), reports: came("Report").length - before.reports };
  });
  t.diagnostic(`${seen.length} answers and ${reports} reports, about steps ${seen[0]} to ${seen.at(-1)}`);
  assert.ok(reports < seen.length, `${reports} reports`);
  assert.ok(seen.every((step, i) => i === 0 || step >= seen[i - 1]));
  assert.equal(await play.pause.isVisible(), true, "it still trains");
  await play.clear();
  await play.frames(3);
  const quiet = await play.page.evaluate(async () => {
    const asked = () => window.seen.events("Predict").length;
    const before = asked();
    const begin = performance.now();
    while (performance.now() - begin < 300) await new Promise(requestAnimationFrame);
    return asked() - before;
  });
  assert.equal(quiet, 0, "an empty pad asks nothing");
});

scenario(
  "a network that has seen only clothes says so, and offers test images to edit",
  { ...CPU, serve: { sets: ["fashion-mnist"] }, skip: HAS_FASHION ? false : "needs Fashion-MNIST" },
  async (play) => {
    const { page } = play;
    await play.configure({ dataset: "fashion-mnist", ...TINY });
    await page.getByText(/This network expects clothes/).waitFor();
    await play.trainTo({ steps: 300 });
    await play.drawDigit(8);
    await page.getByText(/has only seen clothes, not drawings/).waitFor();
    assert.equal(await example(play).locator("option", { hasText: /^8$/ }).count(), 0, "no digits are offered");

    await play.until("all test images", () => window.seen.events("Data").some(({ detail }) => detail.file === "Test" && detail.available === 10_000));
    await example(play).selectOption({ label: "A test image: Trouser" });
    await page.locator(PART.seenCaption).getByText(/test image \d+, Trouser/).waitFor();
    assert.equal(await target(play).locator("option:checked").innerText(), "Trouser");
    await page.getByText("probability, by class", { exact: true }).waitFor();
    await answered(play);

    // It is the image that the trainer has under that number, and of that class.
    const [, index] = /test image (\d+)/.exec(await page.locator(PART.seenCaption).innerText());
    const told = await play.script(async (p, wanted) => {
      const all = await p.examine("test");
      const at = all.indices.indexOf(wanted);
      return { label: all.labels[at], taken: [...all.logits.slice(10 * at, 10 * at + 10)] };
    }, Number(index));
    assert.equal(told.label, 1);
    const shown = await best(play).innerText();
    const names = await page.locator(PART.barClass).allInnerTexts();
    assert.equal(names.indexOf(shown), told.taken.indexOf(Math.max(...told.taken)));

    await keep(play).click();
    await page.locator(PART.ownCount).filter({ hasText: "1 drawing" }).waitFor();
    await openOwn(play);
    await page.locator(PART.ownTally).filter({ hasText: /reads \d of 1/ }).waitFor();
    await play.configure({ dataset: "synthetic" });
    await page.locator(PART.ownTally).filter({ hasText: /None of them is of a class of this data set/ }).waitFor();
    assert.equal(await target(play).inputValue(), "", "a trouser is not a digit");
  },
);
