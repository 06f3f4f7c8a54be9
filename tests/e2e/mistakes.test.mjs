// The mistakes bench: switches in red, links that carry them, the right way beside each, and a diagnosis that names it.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { PHONE } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

/** Epochs of fifty steps on the CPU. */
const SMALL = { dataset: "synthetic", split: "1600+400", model: "32-relu", optimizer: "sgd", learningRate: 0.1, batchSize: 32, reportEvery: 2, seed: 11 };

const fold = (play) => play.page.locator(PART.mistakesSummary);
const made = (play) => play.experiment().then(({ mistakes }) => mistakes);
const rules = (play) => play.script((p) => p.diagnosis().map(({ rule }) => rule));

/** Waits until the diagnosis names the rule, and gives the finding. */
async function finding(play, rule) {
  await play.until(`the finding “${rule}”`, (key) => window.playground.diagnosis().some((found) => found.rule === key), rule);
  return (await play.script((p) => p.diagnosis())).find((found) => found.rule === rule);
}

/** How strongly the text of an element stands out of what is behind it. */
function contrast(locator) {
  return locator.evaluate((element) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const shade = (colour) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
      const linear = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    let behind = element;
    while (behind.parentElement && shade(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
    const ink = shade(getComputedStyle(element).color);
    const [low, high] = [light(ink), light(shade(getComputedStyle(behind).backgroundColor))].sort((a, b) => a - b);
    return { ratio: (high + 0.05) / (low + 0.05), red: ink[0] > 1.2 * ink[1] && ink[0] > 1.2 * ink[2] };
  });
}

scenario("a mistake is made by keyboard, marked in red and in words, and undone in one press", { backend: "cpu" }, async (play, t) => {
  assert.equal(await play.page.locator(PART.faultBanner).count(), 0);
  await fold(play).focus();
  await play.page.keyboard.press("Enter");
  await play.page.keyboard.press("Tab");
  await play.page.keyboard.press("Space");
  await play.until("the mistake", () => window.playground.experiment().mistakes === "uncleared");
  const marks = { [PART.mistakesCount]: "1 made", [PART.faultBannerTitle]: "Wrong on purpose:", [PART.mistakeMark]: "! 1 mistake" };
  for (const colorScheme of ["light", "dark"]) {
    await play.page.emulateMedia({ colorScheme });
    for (const [selector, text] of Object.entries(marks)) {
      const mark = play.page.locator(selector);
      assert.equal((await mark.innerText()).replace(/\s+/g, " ").trim(), text);
      const { ratio, red } = await contrast(mark);
      assert.ok(red && ratio >= 4.5, `${selector}, ${colorScheme}: ${ratio} : 1`);
    }
    await t.test(`axe finds nothing: ${colorScheme}`, async () => assert.deepEqual(await violations(play.page), []));
  }
  assert.match(await play.page.locator(PART.faultBanner).innerText(), /gradients not cleared/);
  const item = play.page.locator(PART.madeMistake);
  assert.match(await item.innerText(), /Look for:.*loss that swings.*zero_grad\(\) is missing/s);

  const right = play.page.locator(PART.doItRight);
  await right.focus();
  await play.page.keyboard.press("Enter");
  await play.until("the right way", () => window.playground.experiment().mistakes === "");
  assert.equal(await play.page.evaluate(() => document.activeElement.id), "mistakes-summary");
  await play.gone(play.page.locator(PART.markOfMistake));
});

scenario("links carry mistakes and are silent without; undone, the run is the right one", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 30 });
  const right = (await play.history()).loss;
  await play.until("the address", () => /split=/.test(location.hash));
  assert.doesNotMatch(await play.page.evaluate(() => location.hash), /oops/);

  await play.script((p) => p.reset());
  await play.configure({ mistakes: "labels.rate100" });
  await play.until("the address tells", () => /[&#]oops=labels\.rate100/.test(location.hash));
  await play.reload();
  await play.until("window.playground is there", () => window.playground !== undefined);
  await play.ready();
  assert.equal(await made(play), "labels.rate100");
  assert.match(await play.page.locator(PART.mistakeMark).innerText(), /2 mistakes/);
  await play.page.locator(PART.faultBanner).getByRole("button", { name: "Do it right" }).click();
  await play.until("the right way", () => window.playground.experiment().mistakes === "");
  await play.trainTo({ steps: 30 });
  assert.deepEqual((await play.history()).loss, right, "bit for bit");
  assert.match(await play.refusal((p) => p.configure({ mistakes: "typo" })), /“typo” is not one of uncleared/);
});

scenario("what cannot be a mistake here says why, and softmax applied twice is an output", { backend: "cpu" }, async (play) => {
  await fold(play).click();
  const mode = play.page.locator(PART.mistakeTrainmode);
  assert.equal(await mode.isDisabled(), true);
  assert.match(await play.page.locator(PART.aboutMistakeTrainmode).innerText(), /add dropout or batch normalisation/);
  await play.configure({ model: "32-relu.drop-50" });
  await mode.check();
  await play.page.locator(PART.mistakeSoftmax2).check();
  await play.until("the output", () => window.playground.experiment().output === "softmax2");
  assert.equal(await made(play), "trainmode");
  assert.match(await play.page.locator(PART.mistakesCount).innerText(), /2 made/);
  await play.page.locator(PART.doItRight).click();
  await play.until("one softmax", () => window.playground.experiment().output === "softmax");
  assert.equal(await made(play), "");
});

scenario("a preset opens the right way beside the mistake, and the diagnosis names it and mends it", { backend: "cpu" }, async (play) => {
  await play.openPreset("mistake-nobackward");
  await play.until("two runs", () => window.playground.runs().length === 2);
  await play.trainTo({ steps: 60 });
  const [right, wrong] = await play.runs();
  assert.deepEqual([right.name, wrong.name], ["done right", "no backward pass"]);
  assert.deepEqual([right.experiment.mistakes, wrong.experiment.mistakes], ["", "nobackward"]);
  assert.deepEqual(wrong.history.step, right.history.step);
  assert.equal(wrong.history.loss[0], right.history.loss[0], "the same start and the same batch");
  const norms = wrong.history.gradientNorm.own.flatMap(({ weight, bias, signal }) => [...weight, ...bias, ...signal]);
  assert.ok(norms.length > 0 && norms.every((norm) => norm === 0));
  assert.ok(right.history.loss.at(-1) < 0.6 * right.history.loss[0], `${right.history.loss}`);
  assert.ok(wrong.history.loss.at(-1) > 0.8 * wrong.history.loss[0], `${wrong.history.loss}`);
  const chips = play.page.locator(PART.chip);
  assert.match(await chips.nth(1).innerText(), /1 mistake/);
  assert.doesNotMatch(await chips.nth(0).innerText(), /mistake/);
  await play.show("All runs");
  const row = play.page.locator(PART.runsTableRow, { has: play.page.locator('th:text-is("mistakes")') });
  assert.deepEqual((await row.locator("td").allTextContents()).map((text) => text.trim()), ["none", "backward pass left out"]);

  assert.deepEqual(await rules(play), [], "nothing is wrong with the right way");
  // The panel speaks of all runs, not of the one looked at, and mends them.
  await play.page.locator(PART.diagnosisLineOrBatchTab).first().click();
  const named = play.page.locator(PART.findingNoBackward);
  await named.waitFor();
  assert.match(await named.innerText(), /No backward pass\s+no backward pass\s.*After 60 steps the gradient of every layer is exactly 0, while at the logits it should be [\d.]+/s);
  await play.show("Compare");
  assert.match(await play.page.locator(PART.diagnosisLine).innerText(), /^Diagnosis: No backward pass in “no backward pass” \(serious\)/);
  await play.page.locator(PART.diagnosisLine).click();
  await named.getByRole("button", { name: "Take the backward pass" }).click();
  await play.until("the remedy", () => window.playground.runs()[1].experiment.mistakes === "");
  await play.until("no red mark", () => document.querySelector(PART.faultBanner) === null);
});

scenario("softmax applied twice: right answers beside a cross-entropy that cannot fall", { backend: "cpu" }, async (play) => {
  await play.openPreset("mistake-softmax2");
  await play.until("two runs", () => window.playground.runs().length === 2);
  await play.trainTo({ steps: 200 });
  const [right, wrong] = await play.runs();
  assert.ok(Math.min(...wrong.history.loss) > 1.4611, `${Math.min(...wrong.history.loss)}`);
  assert.ok(Math.min(...right.history.loss) < 1, `${Math.min(...right.history.loss)}`);
  assert.ok(wrong.history.accuracy.at(-1) > 0.5, `${wrong.history.accuracy.at(-1)}`);
  await play.script((p) => p.select(1));
  assert.match((await finding(play, "softmax2")).sentence, /no class can get more than 23\.2 %, cross-entropy stays above 1\.461/);
});

/** Settings that show a mistake, and how far to train. */
const SHOWN = {
  uncleared: [{}, { steps: 100 }],
  nobackward: [{}, { steps: 30 }],
  trainmode: [{ model: "32-relu.drop-50" }, { epochs: 1 }],
  sorted: [{}, { steps: 30 }],
  labels: [{ learningRate: 0.03 }, { steps: 100 }],
  raw: [{}, { steps: 30 }],
  rate100: [{}, { steps: 60 }],
};

scenario("each mistake is named by the diagnosis with its numbers, and none where all is right", { backend: "cpu" }, async (play, t) => {
  for (const [key, [settings, target]] of Object.entries(SHOWN)) {
    await play.configure({ ...SMALL, ...settings, mistakes: "" });
    await play.script((p) => p.reset());
    await play.trainTo(target);
    assert.deepEqual(await rules(play), [], `${key}, done right`);
    await play.configure({ mistakes: key });
    await play.script((p) => p.reset());
    await play.trainTo(target);
    const found = await finding(play, key);
    t.diagnostic(`${key}: ${found.sentence}`);
    assert.match(found.sentence, /\d/);
    await play.script((p, rule) => p.remedy(rule), key);
    assert.equal(await made(play), "", key);
  }
});

scenario("in training mode the bars of one drawing change from answer to answer", { backend: "cpu" }, async (play) => {
  await play.configure({ ...SMALL, model: "32-relu.drop-50" });
  await play.trainTo({ steps: 60 });
  const image = Array.from({ length: 784 }, (_, i) => (i % 28 > 10 && i % 28 < 16 ? 1 : 0));
  const answers = () =>
    play.script(async (p, pixels) => {
      const ask = async () => [...(await p.predict(Float32Array.from(pixels)))];
      return [await ask(), await ask()];
    }, image);
  const [first, second] = await answers();
  assert.deepEqual(first, second);
  await play.configure({ mistakes: "trainmode" });
  const [third, fourth] = await answers();
  assert.notDeepEqual(third, fourth);
});

scenario("on a phone the switches and the red line fit", { backend: "cpu", context: PHONE }, async (play) => {
  await play.configure({ mistakes: "uncleared.labels.rate100" });
  await play.openEverything();
  await play.page.locator(PART.faultBanner).waitFor();
  assert.equal(await play.page.evaluate(() => document.documentElement.scrollWidth), 390);
  assert.deepEqual(await violations(play.page), []);
});
