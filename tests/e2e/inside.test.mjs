// The Inside view: its numbers against the weights taken home and against predictions, and its use by pointer and
// by keyboard.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { PHONE } from "./support/fixtures.mjs";
import { read } from "./support/safetensors.mjs";
import { scenarios } from "./support/scenario.mjs";
import { near } from "./support/numbers.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

const VIEW = { backend: "cpu", hash: "ui.tab=inside" };

/** Small, with a hidden layer of each kind that can lose units. */
const SMALL = { dataset: "synthetic", model: "12-relu,8-tanh", batchSize: 32, reportEvery: 10, seed: 5, normalisation: "unit" };

const inside = (play) =>
  play.script((p) => {
    const plain = (value) =>
      ArrayBuffer.isView(value) ? [...value] : Array.isArray(value) ? value.map(plain) : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)])) : value;
    return plain(p.inside());
  });

/** Waits until look and survey are of this step, and gives them. */
async function looked(play, step) {
  await play.until(`a look and a survey at step ${step}`, (wanted) => {
    const { look, survey } = window.playground.inside();
    return look?.step === wanted && survey?.step === wanted && look.place !== null;
  }, step);
  return inside(play);
}

async function trained(play, steps = 60, settings = {}) {
  await play.configure({ ...SMALL, ...settings });
  await play.trainTo({ steps });
  return looked(play, steps);
}

const weights = async (play) => read(await play.exportWeights()).tensors;

/** The picture that is looked at, as raw pixels. */
const pixels = (play) =>
  play.page.locator(PART.insideImage).evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return Array.from({ length: 784 }, (_, i) => data[4 * i + 3] / 255);
  });

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const row = (tensor, unit) => [...tensor.values].slice(unit * tensor.shape[1], (unit + 1) * tensor.shape[1]);

/** Moves the pointer onto a unit of a layer. */
async function point(play, layer, [column, line], [columns, lines]) {
  const canvas = play.page.locator(PART_OF.layerCanvas(layer));
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  await play.page.mouse.move(box.x + (box.width * (column + 0.5)) / columns, box.y + (box.height * (line + 0.5)) / lines);
}

scenario("an image's way through the network is that of the weights taken home", VIEW, async (play) => {
  const { look } = await trained(play);
  const tensors = await weights(play);
  const image = await pixels(play);
  const functions = [(a) => Math.max(a, 0), Math.tanh, (a) => a];
  let x = image;
  functions.forEach((f, layer) => {
    const [w, b] = [tensors[`layers.${layer}.weight`], tensors[`layers.${layer}.bias`]];
    x = Array.from({ length: w.shape[0] }, (_, unit) => f(dot(row(w, unit), x) + b.values[unit]));
    x.forEach((value, unit) => near(look.activations[layer][unit], value, 1e-3, `layer ${layer} unit ${unit}`));
  });
  assert.deepEqual(look.weights.slice(0, 784).map(Math.fround), row(tensors["layers.0.weight"], 0).map(Math.fround));
});

scenario("saliency is the slope of the class's score, occlusion what covering takes from it", VIEW, async (play) => {
  await trained(play, 60, { output: "linear", loss: "mse" });
  await play.page.locator(PART.explainClass).selectOption("3");
  await play.until("the class explained", () => window.playground.inside().look.class === 3);
  const { look } = await inside(play);
  const image = await pixels(play);
  const score = (of) => play.script(async (p, values) => (await p.predict(new Float32Array(values)))[3], of);
  // Where ink can be added and taken away.
  const steepest = look.saliency.map((s, i) => [image[i] > 0.05 && image[i] < 0.95 ? Math.abs(s) : -1, i]).toSorted((a, b) => b[0] - a[0]).slice(0, 3).map((s) => s[1]);
  for (const pixel of steepest) {
    const shifted = (by) => score(image.with(pixel, image[pixel] + by));
    const slope = ((await shifted(0.02)) - (await shifted(-0.02))) / 0.04;
    near(look.saliency[pixel], slope, 0.05 * Math.abs(slope) + 1e-3, `slope at pixel ${pixel}`);
  }
  const covered = image.map((ink, i) => (i % 28 >= 12 && i % 28 < 18 && i >= 12 * 28 && i < 18 * 28 ? 0 : ink));
  near(look.occlusion[7 * 14 + 7], (await score(image)) - (await score(covered)), 1e-3, "covering the middle");
});

scenario("pointing at a unit shows its weights and the images that excite it most", VIEW, async (play) => {
  const { survey } = await trained(play);
  // Ten outputs stand five across: unit 7 is the third of the second line.
  await point(play, 2, [2, 1], [5, 2]);
  await play.until("unit 7 of the output", () => document.querySelector(PART.unitNumber).value === "7" && document.querySelector(PART.unitLayer).value === "2");
  const examined = await play.script(async (p) => {
    const { indices, logits } = await p.examine("test");
    return { indices: [...indices], logits: [...logits] };
  });
  const logit = new Map(examined.indices.map((index, i) => [index, examined.logits[10 * i + 7]]));
  const expected = survey.indices.map((index) => logit.get(index)).toSorted((a, b) => b - a).slice(0, 9);
  const unit = survey.units[2][7];
  assert.equal(unit.images.length, 9);
  unit.images.forEach((index, i) => {
    near(unit.activations[i], expected[i], 1e-3, `place ${i}`);
    near(logit.get(index), unit.activations[i], 1e-3, `image ${index}`);
  });
  const shown = await play.page.locator(PART.unitTopActivating).evaluateAll((all) => all.map((b) => Number(/image (\d+)/.exec(b.title)[1])));
  assert.deepEqual(shown, unit.images);
  await play.page.locator(PART.unitTopActivating).first().click();
  await play.until("the image on the pad is looked at", (index) => document.querySelector(PART.insideSaid).textContent.includes(`test image ${index},`), unit.images[0]);
  const { look } = await looked(play, 60);
  near(look.activations[2][7], unit.activations[0], 1e-3, "the same image, the same activation");
});

scenario("by keyboard: layer, unit and class", VIEW, async (play) => {
  await trained(play);
  await play.page.locator(PART.unitLayer).selectOption("1");
  await play.page.locator(PART.unitNumber).press("ArrowUp");
  await play.until("unit 1 of the second layer", () => {
    const { look } = window.playground.inside();
    return look.layer === 1 && look.inputs === 12 && /^Incoming weights of unit 1 of layer 2/.test(document.querySelector(PART.unitWeights).ariaLabel);
  });
  const said = await play.page.locator(PART.unitSaid).innerText();
  assert.match(said, /^Activation -?\d.*, bias -?\d.*, strongest weight \d/);
  assert.match(await play.page.locator(PART.weightsSaid).innerText(), /hidden 2: a row for each unit/);
});

scenario("units that do not learn are marked and counted", VIEW, async (play) => {
  const { survey } = await trained(play, 20, { model: "12-sigmoid", initScale: 60 });
  const lost = survey.units[0].filter((unit) => unit.lost >= 0.95).length;
  assert.ok(lost > 0, "a network that saturates");
  const layer = play.page.locator(PART_OF.layer(0));
  assert.equal(await layer.locator(PART.markLost).count(), lost);
  assert.match(await layer.innerText(), lost === 1 ? /1 unit is saturated for 95 %/ : new RegExp(`${lost} units are saturated for 95 %`));
});

scenario("the plane of the last hidden layer follows the epochs, and what is drawn stands on it", VIEW, async (play) => {
  await play.configure({ ...SMALL, reportEvery: 50 });
  await play.trainTo({ epochs: 1 });
  const first = await looked(play, (await play.history()).step.at(-1));
  assert.equal(first.survey.labels.length, 1000);
  assert.ok(first.survey.shares[0] >= first.survey.shares[1] && first.survey.shares[0] <= 1);
  // The image looked at is one of the survey: it stands on its own dot.
  const said = await play.page.locator(PART.insideSaid).innerText();
  const at = first.survey.indices.indexOf(Number(/test image (\d+),/.exec(said)[1]));
  near(first.look.place[0], first.survey.places[at][0], 1e-3, "across");
  near(first.look.place[1], first.survey.places[at][1], 1e-3, "upwards");

  await play.trainWithoutEnd();
  await play.until("a survey of a later epoch while it trains", (step) => window.playground.inside().survey?.step > step, first.survey.step);
  await play.pause.click();
  const step = await play.rested();
  const before = await looked(play, step);
  await play.drawDigit(4);
  await play.until("the drawing is looked at", () => /your drawing/.test(document.querySelector(PART.insideSaid).textContent));
  await play.until("it has another place", (place) => {
    const { look } = window.playground.inside();
    return look.place !== null && look.place[0] !== place[0];
  }, before.look.place);
  assert.equal(await play.page.locator(PART.embeddingDrawing).isVisible(), true);
});

scenario("a class can be hidden, and a dot says which image it is", VIEW, async (play) => {
  await trained(play);
  const cloud = play.page.locator(PART.embeddingCloud);
  const dots = () => cloud.locator(PART.dots).evaluateAll((all) => all.map((path) => (path.getAttribute("d").match(/M/g) ?? []).length));
  const all = await dots();
  assert.equal(all.reduce((a, b) => a + b), 1000);
  await play.page.locator(PART.embeddingLegendButton).nth(3).click();
  assert.deepEqual(await dots(), all.with(3, 0));
  await cloud.scrollIntoViewIfNeeded();
  const place = await cloud.locator(PART.dots).nth(5).evaluate((path) => /M([\d.]+) ([\d.]+)/.exec(path.getAttribute("d")).slice(1).map(Number));
  const box = await cloud.boundingBox();
  await play.page.mouse.move(box.x + (place[0] / 1000) * box.width, box.y + (place[1] / 1000) * box.height);
  await play.until("its name", () => /test image \d+, \d/.test(document.querySelector(PART.embeddingPointed).textContent));
  await play.page.locator(PART.embeddingToPad).click();
  await play.until("it is looked at", () => document.querySelector(PART.insideSaid).textContent.includes(document.querySelector(PART.embeddingPointed).textContent));
});

for (const [name, context] of Object.entries({ light: { colorScheme: "light" }, "a dark phone": { ...PHONE, colorScheme: "dark" } })) {
  scenario(`the Inside view is accessible and fits: ${name}`, { ...VIEW, context }, async (play) => {
    await trained(play);
    assert.deepEqual(await violations(play.page), []);
    const wide = await play.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide`);
  });
}

scenario("a large layer shows its weights page by page", VIEW, async (play) => {
  await play.configure({ ...SMALL, model: "400-relu" });
  const said = play.page.locator(PART.weightsSaid);
  await play.until("the first page", () => /units 0 to 333/.test(document.querySelector(PART.weightsSaid).textContent));
  await play.button("Units after").click();
  await play.until("the second page", () => /units 334 to 399/.test(document.querySelector(PART.weightsSaid).textContent));
  assert.match(await said.innerText(), /an image for each unit/);
});
