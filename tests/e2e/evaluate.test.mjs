// The Evaluate view: every figure is computed here a second time, from labels and logits alone.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { PHONE } from "./support/fixtures.mjs";
import { softmax } from "./support/safetensors.mjs";
import { scenarios } from "./support/scenario.mjs";
import { mean, near } from "./support/numbers.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

const VIEW = { backend: "cpu", hash: "ui.tab=mistakes" };

/** Trained just enough to make mistakes of every kind. */
const SMALL = { dataset: "synthetic", model: "16-relu", batchSize: 32, reportEvery: 5, seed: 11, learningRate: 0.001 };

/** What the script says, with plain arrays. */
const examine = (play, part = "test") =>
  play.script(async (p, which) => {
    const { labels, indices, logits, ...rest } = await p.examine(which);
    return { ...rest, labels: [...labels], indices: [...indices], logits: [...logits] };
  }, part);

/** Waits until the view is about every image of the part at this step. */
const whole = (play, step, images = "4,000 test") =>
  play.until(`all ${images} images at step ${step}`, (text) => document.querySelector(PART.evaluateSaid).textContent === text, `Step ${step}, all ${images} images.`);

async function trained(play, steps = 60) {
  await play.configure(SMALL);
  await play.trainTo({ steps });
  await whole(play, steps);
  return judged(await examine(play));
}

/** Each image with its probabilities, what it is taken for, and its cross-entropy. */
function judged(examined) {
  const images = examined.labels.map((label, i) => {
    const logits = examined.logits.slice(10 * i, 10 * i + 10);
    const p = softmax(logits);
    const taken = logits.indexOf(Math.max(...logits));
    return { index: examined.indices[i], label, p, taken, confidence: p[taken], loss: -Math.log(p[label]) };
  });
  return { ...examined, images };
}

const sum = (values) => values.reduce((a, b) => a + b, 0);
const equal = (a, b, what) => near(a, b, 1e-5, what);
const cell = (play, label, taken) => play.page.locator(PART_OF.cell(label, taken));

/** Places in the file of the images on show, in order. */
const shown = (play) => play.page.locator(PART.galleryImage).evaluateAll((all) => all.map((image) => Number(image.dataset.index)));

/** The images on show come in this order; ones with the same figure may change places. */
async function inOrder(play, expected, figure) {
  await play.until("the gallery", (first) => document.querySelector(PART.galleryImage)?.dataset.index === String(first), expected[0].index);
  const indices = await shown(play);
  assert.equal(indices.length, Math.min(24, expected.length));
  const by = new Map(expected.map((image) => [image.index, image]));
  indices.forEach((index, i) => {
    assert.ok(by.has(index), `image ${index} belongs there`);
    equal(by.get(index)[figure], expected[i][figure], `${figure} at place ${i}`);
  });
}

const mistakes = ({ images }) => images.filter((i) => i.label !== i.taken).toSorted((a, b) => b.loss - a.loss);
const ofCell = ({ images }, label, taken) =>
  images.filter((i) => i.label === label && i.taken === taken).toSorted((a, b) => b.confidence - a.confidence);

/** The pair of classes that is confused most. */
function worstPair({ confusion }) {
  const pairs = confusion.flatMap((row, label) => row.map((count, taken) => ({ label, taken, count })));
  return pairs.filter(({ label, taken }) => label !== taken).reduce((a, b) => (b.count > a.count ? b : a));
}

scenario("accuracy, loss, confusion, precision and recall are those of the answers", VIEW, async (play) => {
  const examined = await trained(play);
  const { images } = examined;
  assert.deepEqual([examined.step, examined.examples, images.length, examined.part], [60, 4000, 4000, "test"]);
  const right = images.filter((i) => i.label === i.taken);
  assert.ok(right.length > 1000 && right.length < 3900, `${right.length} right: a network worth examining`);
  equal(examined.accuracy, right.length / 4000, "accuracy");
  equal(examined.loss, mean(images.map((i) => i.loss)), "loss");
  const evaluated = await play.script((p) => p.evaluate("test"));
  equal(evaluated.accuracy, examined.accuracy, "the other way to the accuracy");
  equal(evaluated.loss, examined.loss, "the other way to the loss");

  const table = await play.page.locator(PART.confusionRow).evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("button")].map((b) => Number(b.innerText))));
  for (let label = 0; label < 10; label += 1) {
    for (let taken = 0; taken < 10; taken += 1) {
      const count = images.filter((i) => i.label === label && i.taken === taken).length;
      assert.equal(examined.confusion[label][taken], count);
      assert.equal(table[label][taken], count, `the table at ${label}, ${taken}`);
    }
  }

  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  const rows = await play.page.locator(PART.evaluateClassRow).evaluateAll((all) => all.map((row) => [...row.cells].map((c) => c.innerText)));
  examined.perClass.forEach((figures, k) => {
    const hits = examined.confusion[k][k];
    const taken = sum(examined.confusion.map((row) => row[k]));
    const all = sum(examined.confusion[k]);
    equal(figures.precision, hits / taken, "precision");
    equal(figures.recall, hits / all, "recall");
    equal(figures.f1, (2 * figures.precision * figures.recall) / (figures.precision + figures.recall), "F1");
    assert.deepEqual(rows[k], [String(k), String(all), percent(hits / taken), percent(hits / all), percent(figures.f1)]);
  });
  assert.equal(await play.page.locator(PART.evaluateAccuracy).innerText(), percent(examined.accuracy));
  assert.equal(await play.page.locator(PART.evaluateLoss).innerText(), examined.loss.toPrecision(3));
  assert.equal(await play.page.locator(PART.evaluateEce).innerText(), percent(examined.ece));
});

scenario("the calibration error is the mean distance over 15 ranges of confidence", VIEW, async (play) => {
  const { images, bins, ece } = await trained(play);
  assert.equal(bins.length, 15);
  let error = 0;
  bins.forEach((bin, m) => {
    const inside = images.filter((i) => Math.ceil(i.confidence * 15) - 1 === m);
    assert.equal(bin.images, inside.length, `images in range ${m}`);
    if (inside.length === 0) {
      assert.deepEqual([bin.confidence, bin.accuracy], [null, null]);
      return;
    }
    equal(bin.confidence, mean(inside.map((i) => i.confidence)), "confidence");
    equal(bin.accuracy, mean(inside.map((i) => Number(i.label === i.taken))), "accuracy");
    error += (inside.length / images.length) * Math.abs(bin.accuracy - bin.confidence);
  });
  equal(ece, error, "ECE");
  await play.configure({ output: "linear", loss: "mse" });
  await play.trainTo({ steps: 5 });
  await play.until("nothing to calibrate", () => /scores, not probabilities/.test(document.querySelector(PART.calibrationSaid).textContent));
  assert.equal((await examine(play)).ece, null);
  assert.equal(await play.page.locator(PART.evaluateEce).innerText(), "—");
});

scenario("mistakes come by loss; a cell shows its images, the most confident first", VIEW, async (play) => {
  const examined = await trained(play);
  await inOrder(play, mistakes(examined), "loss");
  assert.match(await play.page.locator(PART.gallerySaid).innerText(), new RegExp(`^All mistakes: ${mistakes(examined).length.toLocaleString("en")} images`));
  await play.page.locator(PART.galleryMore).click();
  await play.until("twice as many", () => document.querySelectorAll(PART.galleryImage).length === 48);

  const { label, taken } = worstPair(examined);
  await cell(play, label, taken).click();
  await inOrder(play, ofCell(examined, label, taken), "confidence");
  assert.equal(await cell(play, label, taken).getAttribute("aria-pressed"), "true");
  await cell(play, label, label).click();
  await inOrder(play, ofCell(examined, label, label), "confidence");
  await play.button("All mistakes").click();
  await inOrder(play, mistakes(examined), "loss");
  assert.equal(await play.page.locator(PART.chosenConfusionCell).count(), 0);
});

scenario("an image shows its probabilities and goes into the pad, which answers the same", VIEW, async (play) => {
  const examined = await trained(play);
  const image = mistakes(examined)[1];
  const thumbnail = play.page.locator(PART_OF.galleryImage(image.index));
  await thumbnail.click();
  const bars = (id) => play.page.locator(PART_OF.barValues(id)).allInnerTexts();
  const expected = image.p.map((p) => `${(100 * p).toFixed(1)} %`);
  assert.deepEqual(await bars("evaluate-bars"), expected);
  assert.match(await play.page.locator(PART.evaluateVerdict).innerText(), new RegExp(`^${image.label}, read as ${image.taken}\\.`));

  await play.drawDigit(3);
  await play.button("Load into the pad").click();
  await play.button("On the pad").waitFor();
  await play.until("the pad's answer", (texts) => [...document.querySelectorAll(PART.barValue)].map((v) => v.innerText).join() === texts, expected.join());
  assert.match(await play.pad.getAttribute("aria-label"), new RegExp(`test image ${image.index}, ${image.label}`));
  // The pixels that the network is said to see, asked about by another way.
  const answer = await play.script(async (p) => {
    const canvas = document.querySelector(PART.seenImage);
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return [...(await p.predict(Float32Array.from({ length: 784 }, (_, i) => data[4 * i + 3] / 255)))];
  });
  answer.forEach((p, k) => equal(p, image.p[k], `class ${k}`));
  const ink = await play.pad.evaluate((pad) => pad.getContext("2d").getImageData(0, 0, pad.width, pad.height).data.some((v) => v > 0));
  assert.ok(ink, "the pad shows it");

  // A stroke goes on it, Undo takes it back, Clear takes everything, Undo brings it back.
  await play.draw([[[0.1, 0.1], [0.9, 0.9]]]);
  await play.until("another answer", (texts) => [...document.querySelectorAll(PART.barValue)].map((v) => v.innerText).join() !== texts, expected.join());
  await play.button("Undo").click();
  await play.until("the answer to the image", (texts) => [...document.querySelectorAll(PART.barValue)].map((v) => v.innerText).join() === texts, expected.join());
  await play.clear();
  await play.page.getByText(/The pad is empty/).waitFor();
  await play.button("Undo").click();
  await play.until("the image is back", () => /test image/.test(document.querySelector(PART.pad).ariaLabel));
});

scenario("everything by keyboard: arrows in the matrix, a cell, an image, the pad", VIEW, async (play) => {
  const examined = await trained(play);
  const { keyboard } = play.page;
  const { label, taken } = worstPair(examined);
  assert.equal(await play.page.locator(PART.confusionTabStop).count(), 1, "one stop for Tab");
  await cell(play, 0, 0).focus();
  for (let i = 0; i < label; i += 1) await keyboard.press("ArrowDown");
  for (let i = 0; i < taken; i += 1) await keyboard.press("ArrowRight");
  assert.equal(await play.page.evaluate(() => document.activeElement.id), `cell-${label}-${taken}`);
  assert.match(await cell(play, label, taken).getAttribute("aria-label"), new RegExp(`^${label} read as ${taken}: ${examined.confusion[label][taken]} of`));
  await keyboard.press("Space");
  const images = ofCell(examined, label, taken);
  await inOrder(play, images, "confidence");
  assert.equal(await play.step(), 60, "the space key did not train");
  await play.page.locator(PART.galleryImage).first().focus();
  await keyboard.press("Enter");
  await play.button("Load into the pad").focus();
  await keyboard.press("Enter");
  await play.until("the image on the pad", (index) => document.querySelector(PART.pad).ariaLabel.includes(`test image ${index},`), images[0].index);
});

const asked = (play) => play.page.evaluate(() => window.seen.events("Examine").map(({ at, detail }) => ({ at, ...detail })));

scenario("it follows training on a sample, at most once a second and only while it is shown", VIEW, async (play) => {
  // Large enough for an epoch of many seconds: at its end all images are measured, and no sample.
  await play.configure({ ...SMALL, model: "512-relu.512-relu", batchSize: 16, stop: "never" });
  const before = (await asked(play)).length;
  await play.train.click();
  const step = () => play.until("a sample", (last) => {
    const [, at] = /^Step (\d+), a sample of 1,000 of the 4,000/.exec(document.querySelector(PART.evaluateSaid).textContent) ?? [];
    return at && Number(at) > last && at;
  }, seen);
  let seen = 0;
  for (let i = 0; i < 3; i += 1) seen = Number(await (await step()).jsonValue());
  const requests = (await asked(play)).slice(before);
  for (let i = 1; i < requests.length; i += 1) {
    // The page's clock and the one that the messages are stamped by differ by a little.
    assert.ok(requests[i].at - requests[i - 1].at >= 990, `${requests[i].at - requests[i - 1].at} ms apart`);
  }

  await play.show("Compare");
  const hidden = (await asked(play)).length;
  const from = await play.step();
  await play.until("two more seconds of training", ([at, step]) => performance.now() > at + 2000 && window.playground.history().step.at(-1) > step, [await play.page.evaluate(() => performance.now()), from]);
  assert.equal((await asked(play)).length, hidden, "nothing is asked while it is not shown");

  await play.show("Mistakes made");
  await play.pause.click();
  await whole(play, await play.rested());
  const resting = (await asked(play)).length;
  await play.frames(30);
  assert.equal((await asked(play)).length, resting, "nothing is asked at rest");
});

scenario("at the end of an epoch all images are measured", VIEW, async (play) => {
  await play.configure({ ...SMALL, batchSize: 500, reportEvery: 2, stop: "never" });
  const before = (await asked(play)).length;
  await play.train.click();
  await play.until("a full measurement while it trains", (n) => {
    const all = window.seen.events("Examine").slice(n);
    return all.some(({ detail }) => detail.limit === null);
  }, before);
  await play.until("it is on show", () => /, all 4,000 test images\.$/.test(document.querySelector(PART.evaluateSaid).textContent));
  assert.equal(await play.pause.isVisible(), true, "it still trains");
});

scenario("validation images instead, kept in the link; a split without any says so", VIEW, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 20 });
  await play.page.locator(PART.evaluatePart).selectOption("validation");
  await whole(play, 20, "2,000 validation");
  await play.until("the link keeps it", () => /ui\.part=validation/.test(location.hash));
  const examined = await examine(play, "validation");
  assert.deepEqual([examined.examples, Math.min(...examined.indices), Math.max(...examined.indices)], [2000, 18_000, 19_999]);
  await play.configure({ split: "90/10/0" });
  await play.until("there are none", () => /has no validation images/.test(document.querySelector(PART.evaluateSaid).textContent));
  assert.match(await play.refusal((p) => p.examine("validation")), /has no validation images/);
  assert.match(await play.refusal((p) => p.examine("train")), /"validation" or "test"/);
  await play.page.locator(PART.evaluatePart).selectOption("test");
  await whole(play, 0, "2,000 test");
});

scenario("a flip measures again in the unit of the other loss, a reset from the start", VIEW, async (play) => {
  const { loss } = await trained(play);
  await play.flip.click();
  await play.until("squared error", () => /squared error/.test(document.querySelector(PART.evaluateFigures).textContent));
  const flipped = await examine(play);
  assert.equal(await play.page.locator(PART.evaluateLoss).innerText(), flipped.loss.toPrecision(3));
  assert.notEqual(flipped.loss, loss);
  await play.script((p) => p.reset());
  await whole(play, 0);
});

for (const [name, context] of Object.entries({ "a desktop": {}, "a dark phone": { ...PHONE, colorScheme: "dark" } })) {
  scenario(`no accessibility violation, nothing sticks out: ${name}`, { ...VIEW, context }, async (play) => {
    const examined = await trained(play, 30);
    const { label, taken } = worstPair(examined);
    await cell(play, label, taken).click();
    await play.page.locator(PART.galleryImage).first().click();
    await play.button("Load into the pad").click();
    assert.deepEqual(await violations(play.page), []);
    const overflow = await play.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0, "nothing sticks out");
    const table = await play.page.locator(PART.confusion).evaluate((t) => t.getBoundingClientRect().width - t.parentElement.clientWidth);
    assert.ok(table <= 1, `the matrix fits: ${table} px over`);
  });
}
