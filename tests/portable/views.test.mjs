// Every view opens and shows the figures of the network in training.

import assert from "node:assert/strict";
import { pulls } from "../e2e/support/closed-forms.mjs";
import { curve, ends } from "../e2e/support/pixels.mjs";
import { read } from "../e2e/support/safetensors.mjs";
import { PART, PART_OF } from "../e2e/support/selectors.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = await scenarios();

const SMALL = { dataset: "synthetic", model: "12-relu.8-tanh", batchSize: 32, reportEvery: 5, seed: 11 };

const rows = (play, css) => play.page.evaluate((wanted) => [...document.querySelectorAll(wanted)].map((row) => [...row.cells].map((cell) => cell.innerText.trim())), css);

/** Equal as far as three figures tell. */
const near = (shown, value) => Math.abs(shown - value) <= 0.01 * Math.abs(value) + 1e-9;

async function trained(play, name, steps = 60, settings = {}) {
  await play.configure({ ...SMALL, ...settings });
  await play.trainTo({ steps });
  await play.tab(name);
}

scenario("Compare: the loss falls in its picture, and the gradients of both losses stand in their table", {}, async (play) => {
  await trained(play, "Compare", 200);
  await play.frames(3);
  const [before, after] = ends(await curve(play.chart("Loss"), "--loss-ce"));
  assert.ok(after < before - 0.2, `the loss falls from ${before} to ${after} of the chart's height`);
  await play.until("the table is about step 200", () => /at step 200\./.test(document.querySelector(PART.gradientsNow).textContent));
  const { gradientNorm } = await play.history();
  const table = await rows(play, PART.gradientsNowRow);
  assert.equal(table.length, 3);
  table.forEach(([, own, counterpart], i) => {
    assert.ok(near(Number(own), gradientNorm.own[i].weight.at(-1)), `${own} is shown for ${gradientNorm.own[i].weight.at(-1)}`);
    assert.ok(near(Number(counterpart), gradientNorm.counterpart[i].weight.at(-1)), counterpart);
  });
});

scenario("charts speak: a text alternative with numbers, and arrow keys read values", { costly: true }, async (play) => {
  await play.trainTo({ steps: 60 });
  await play.until("a description with a value", () => {
    const all = [...document.querySelectorAll(PART.chartCanvas)];
    return all.length >= 3 && all.every((c) => /\d/.test(c.getAttribute("aria-label") ?? ""));
  });
  await play.page.focus("figure.chart canvas");
  await play.page.press("ArrowLeft");
  await play.until("the value is spoken", () => [...document.querySelectorAll(PART.chartSpoken)].some((p) => /step \d+: .*\d/.test(p.textContent)));
});

scenario("Compare: each image stands where its logits say, and keys go from the least sure to the surest", { hash: "obias=10&opt=sgd&lr=0.1&ui.tab=compare" }, async (play) => {
  await trained(play, "Compare", 60, { optimizer: "sgd", learningRate: 0.1 });
  await play.until("the answers after step 60", () => window.playground.panel()?.step === 60 && document.querySelector(PART.pullsStep).innerText === "after step 60");
  await play.frames(3);
  const { images } = await play.script((p) => p.panel());
  const figures = images.map((image) => ({ ...image, ...pulls(image) })).sort((a, b) => a.p - b.p);
  const places = await play.page.evaluate((wanted) => Object.fromEntries([...document.querySelectorAll(wanted)].map((e) => [e.id, e.dataset.dot.split(" ").map(Number)])), PART.pull);
  const at = (figure) => places[PART_OF.pull(figure.index).slice(1)];
  const [low, high] = [figures[0], figures.at(-1)];
  assert.ok(at(high)[0] - at(low)[0] > 50, "the surest stand at the right");
  for (const figure of figures) {
    const wanted = at(low)[0] + ((figure.p - low.p) / (high.p - low.p)) * (at(high)[0] - at(low)[0]);
    assert.ok(Math.abs(at(figure)[0] - wanted) <= 1, `p = ${figure.p} stands at ${at(figure)[0]} instead of ${wanted}`);
  }
  await play.page.focus(PART_OF.pull(low.index));
  for (const [key, figure] of [["End", high], ["Home", low]]) {
    await play.page.press(key);
    await play.until("the tip", (wanted) => Math.abs(Number(document.querySelector(PART.pullsFirst).innerText) - wanted) <= 0.006 * wanted, figure.ce);
    assert.ok(near(Number(await play.page.text(PART.pullsSecond)), figure.mse));
  }
});

scenario("Batch: p − y of an image of the batch, and the one that a key goes to", { hash: "ui.tab=batch&ui.probe=1" }, async (play) => {
  await trained(play, "Batch");
  await play.until("the probe of the last report", () => document.querySelector(PART.probeStep)?.textContent.includes("Step 60."));
  const { examples } = await play.script(({ probe }) => {
    const { examples } = probe();
    return { examples: examples.map(({ pTrue, label, gradient }) => ({ pTrue, label, gradient: [...gradient] })) };
  });
  assert.equal(examples.length, 32);
  const worst = examples.reduce((a, b) => (b.pTrue < a.pTrue ? b : a));
  const table = await rows(play, PART.imageGradientRow);
  assert.equal(table.length, 10);
  table.forEach(([, p, y, own], k) => {
    assert.equal(Number(y), k === worst.label ? 1 : 0);
    assert.ok(near(Number(own), worst.gradient[k]), `${own} is shown for ${worst.gradient[k]}`);
    assert.ok(Math.abs(Number(p) - Number(y) - worst.gradient[k]) < 0.01, `p − y is ${p} − ${y}`);
  });
  await play.page.focus(PART.labScatterCanvas);
  await play.page.press("End");
  const surest = examples.reduce((a, b) => (b.pTrue > a.pTrue ? b : a));
  await play.until("the surest image", (digit) => document.querySelector(PART.imageVerdict).textContent.startsWith(digit), String(surest.label));
});

scenario("Inside: an image's way through the network is that of the weights taken home", { hash: "ui.tab=inside" }, async (play) => {
  await trained(play, "Inside");
  await play.until("a look and a survey at step 60", () => {
    const { look, survey } = window.playground.inside();
    return look?.step === 60 && survey?.step === 60 && look.place !== null;
  });
  const { activations, image, bytes } = await play.script(async (p) => {
    const { data } = document.querySelector(PART.insideImage).getContext("2d").getImageData(0, 0, 28, 28);
    return {
      activations: p.inside().look.activations.map((layer) => [...layer]),
      image: Array.from({ length: 784 }, (_, i) => data[4 * i + 3] / 255),
      bytes: [...(await p.exportWeights())],
    };
  });
  const { tensors } = read(Uint8Array.from(bytes));
  const functions = [(a) => Math.max(a, 0), Math.tanh, (a) => a];
  let x = image;
  functions.forEach((f, layer) => {
    const { shape: [units, inputs], values } = tensors[`layers.${layer}.weight`];
    const bias = tensors[`layers.${layer}.bias`].values;
    x = Array.from({ length: units }, (_, unit) => f(x.reduce((sum, value, i) => sum + value * values[unit * inputs + i], bias[unit])));
    // The standard input is centred for the network; without normalisation the picture is what it sees.
    activations[layer].forEach((value, unit) => assert.ok(Math.abs(value - x[unit]) <= 1e-3 * Math.max(1, Math.abs(value)), `layer ${layer}, unit ${unit}: ${value} and ${x[unit]}`));
  });
  const dots = await play.page.evaluate(() => [...document.querySelectorAll(PART.embeddingDots)].map((path) => (path.getAttribute("d").match(/M/g) ?? []).length));
  assert.equal(dots.reduce((a, b) => a + b), 1000, "a thousand images on the plane");
  assert.match(await play.page.text(PART.unitSaid), /^Activation -?\d.*, bias -?\d/);
});

scenario("Mistakes made: every test image stands in the confusion matrix, and a click shows a mistake", {}, async (play) => {
  await trained(play, "Mistakes made");
  await play.until("all test images", () => document.querySelector(PART.evaluateSaid).textContent === "Step 60, all 4,000 test images.");
  const { confusion, accuracy } = await play.script(async (p) => {
    const { confusion, accuracy } = await p.examine("test");
    return { confusion: confusion.map((row) => [...row]), accuracy };
  });
  assert.equal(confusion.flat().reduce((a, b) => a + b), 4000);
  assert.ok(Math.abs(confusion.reduce((sum, row, i) => sum + row[i], 0) / 4000 - accuracy) < 1e-6);
  assert.equal(await play.page.text(PART.evaluateAccuracy), `${(100 * accuracy).toFixed(1)} %`);
  const [label, taken] = confusion.flatMap((row, i) => row.map((count, k) => [i, k, count])).filter(([i, k]) => i !== k).reduce((a, b) => (b[2] > a[2] ? b : a));
  await play.click(PART_OF.cell(label, taken));
  await play.until("its images", (count) => document.querySelectorAll(PART.galleryImage).length === Math.min(24, count), confusion[label][taken]);
  await play.click(PART.galleryImage);
  await play.until("its answer", (digit) => document.querySelector(PART.evaluateVerdict).textContent.includes(digit), String(taken));
});

scenario("Work it out: what is typed is worked out, and the surface is drawn", {}, async (play) => {
  await play.tab("Work it out");
  await play.page.click("input[name=given][value=probabilities]");
  await play.page.type(PART.calculatorValues, "0.4, 0.6");
  await play.page.type(PART.calculatorTarget, "0");
  await play.page.type(PART.calculatorClasses, "2");
  await play.until("-ln 0.4", () => document.querySelector(PART.calculatorCrossEntropyCell).innerText === "0.916291");
  await play.until("a surface with a path on it", () => /\d/.test(document.querySelector(PART.surfacePath).textContent));
  const colours = await play.page.evaluate(() => {
    const canvas = document.querySelector(PART.theorySurfaceCanvas);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3).join())).size;
  });
  assert.ok(colours > 50, `${colours} colours`);
});

scenario("All runs: the table shows what differs, and its figures are those of the runs", {}, async (play) => {
  await play.configure(SMALL);
  await play.script((p) => p.compare({ loss: "mse", learningRate: 0.01 }));
  await play.tab("All runs");
  await play.trainTo({ steps: 20 });
  await play.until("both at step 20", () => [...document.querySelectorAll(PART.runsTableRow)].some((row) => /^step\s+20\s+20$/.test(row.innerText.trim())));
  const table = await rows(play, PART.runsTableBodyRow);
  assert.deepEqual(table.slice(0, 2).map(([head]) => head), ["trained with", "learning rate"]);
  assert.equal(table.some(([head]) => head === "seed"), false);
  const [first, second] = await play.script((p) => p.runs());
  const [, own, squares] = table.findLast(([head]) => /^loss of the batch/.test(head));
  assert.ok(Math.abs(Number.parseFloat(own) - first.history.loss.at(-1)) < 0.01, own);
  assert.ok(Math.abs(Number.parseFloat(squares) - second.history.loss.at(-1)) < 0.01, squares);
});

scenario("an autoencoder: the point on its latent plane is dragged, and its image follows", { costly: true }, async (play) => {
  await play.openPreset("autoencoder-2");
  await play.tab("Mistakes made");
  await play.until("its network", () => /2-linear/.test(window.playground.experiment().model));
  await play.configure({ dataset: "synthetic", model: "32-relu.2-linear.32-relu", batchSize: 32, reportEvery: 10 });
  await play.trainTo({ steps: 30 });
  const before = await play.until("an image of the point", () => {
    const { decoded } = window.playground.autoencoder() ?? {};
    return decoded && document.querySelectorAll(PART.latentDots).length === 10 && { place: [...decoded.place] };
  });
  const { place } = await before.jsonValue();
  await play.page.draw(PART.latentCloud, [[[0.5, 0.5], [0.35, 0.4], [0.2, 0.3]]]);
  await play.until("its image", ([x, y]) => {
    const { decoded } = window.playground.autoencoder();
    return decoded.place[0] !== x && decoded.place[1] !== y && document.querySelector(PART.latentPlace).textContent.startsWith("The image at");
  }, place);
});
