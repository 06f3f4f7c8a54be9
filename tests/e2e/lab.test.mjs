// The gradient lab: the network in training in detail. What it shows is computed here a second time, from the
// logits and the labels alone.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { read, softmax } from "./support/safetensors.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

/** A probe with every report, on the lab's tab. */
const LAB = { backend: "cpu", hash: "ui.tab=batch&ui.probe=1" };

const SMALL = { dataset: "synthetic", model: "32-relu.16-sigmoid", batchSize: 32, reportEvery: 5, seed: 11 };

const probe = (play) => play.script((p) => p.probe());

/** Trains, and waits until the page shows the probe of the last step. */
async function train(play, steps) {
  await play.trainTo({ steps });
  await play.until("the probe of the last report", () => {
    const last = window.playground.history().step.at(-1);
    return document.querySelector(PART.probeStep)?.textContent.includes(`Step ${last}.`);
  });
}

/** p − y, and (2/K)·(diag(p) − ppᵀ)(p − y), entry by entry. */
function formulas({ logits, label }) {
  const p = softmax(logits);
  const error = p.map((value, k) => value - (k === label ? 1 : 0));
  const inner = p.reduce((sum, value, k) => sum + value * error[k], 0);
  return { p, ce: error, mse: p.map((value, k) => (2 / p.length) * value * (error[k] - inner)) };
}

const norm = (values) => Math.hypot(...values);
const near = (shown, value) => Math.abs(shown - value) <= 0.006 * Math.abs(value) + 1e-12;

scenario("at the output: p − y beside its product with the softmax's Jacobian, for the same images", LAB, async (play) => {
  await play.configure(SMALL);
  await train(play, 40);
  const { examples, objective, counterpart } = await probe(play);
  assert.deepEqual([objective, counterpart], [{ output: "softmax", loss: "ce" }, { output: "softmax", loss: "mse" }]);
  assert.equal(examples.length, 32);
  for (const example of examples) {
    const { p, ce, mse } = formulas(example);
    assert.ok(Math.abs(example.pTrue - p[example.label]) < 1e-5);
    example.gradient.forEach((g, k) => assert.ok(Math.abs(g - ce[k]) < 1e-5, `CE: ${g} and ${ce[k]}`));
    example.counterpart.forEach((g, k) => assert.ok(Math.abs(g - mse[k]) < 1e-6, `MSE: ${g} and ${mse[k]}`));
  }

  // Shown at first: the image that the network is most wrong about.
  const worst = examples.reduce((a, b) => (b.pTrue < a.pTrue ? b : a));
  const { ce, mse } = formulas(worst);
  const rows = await cells(play, PART.imageGradientRow);
  rows.forEach(([, p, y, own, other], k) => {
    assert.ok(near(Number(p), softmax(worst.logits)[k]), `p is shown as ${p}`);
    assert.equal(Number(y), k === worst.label ? 1 : 0);
    assert.ok(near(Number(own), ce[k]) && near(Number(other), mse[k]), `${own} and ${other} for ${ce[k]} and ${mse[k]}`);
  });
  const [[, own, other]] = await cells(play, PART.imageGradientSum);
  assert.ok(near(Number(own), norm(ce)) && near(Number(other), norm(mse)));
});

scenario("pointing at the scatter shows the image, with the pointer and with keys", LAB, async (play) => {
  await play.configure(SMALL);
  await train(play, 40);
  const { examples } = await probe(play);
  const order = examples.toSorted((a, b) => a.pTrue - b.pTrue);
  const verdict = play.page.locator(PART.imageVerdict);
  const canvas = play.page.locator(PART.labScatterCanvas);

  await canvas.focus();
  await play.page.keyboard.press("End");
  await play.until("the surest image", (digit) => document.querySelector(PART.imageVerdict).textContent.startsWith(digit), String(order.at(-1).label));
  const sure = await verdict.innerText();
  assert.match(sure, new RegExp(`${(100 * order.at(-1).pTrue).toFixed(1)} %`));
  await play.page.keyboard.press("Escape");

  const box = await canvas.boundingBox();
  const before = await picture(play);
  await play.page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
  await play.until("another image", (text) => document.querySelector(PART.imageVerdict).textContent === text, sure);
  await play.until("its picture", (pixels) => {
    const shown = document.querySelector(PART.oneImageCanvas);
    return shown.getContext("2d").getImageData(0, 0, 28, 28).data.join() !== pixels;
  }, before);
  await play.page.mouse.move(0, 0);
});

scenario("an image of the row is picked by keyboard and stays picked", LAB, async (play) => {
  await play.configure(SMALL);
  await train(play, 40);
  const { examples } = await probe(play);
  const third = examples.toSorted((a, b) => a.pTrue - b.pTrue)[2];
  const button = play.page.locator(PART.worst).nth(2);
  await button.focus();
  await play.page.keyboard.press("Enter");
  assert.equal(await button.getAttribute("aria-pressed"), "true");
  const [[, , , own]] = await cells(play, `${PART.imageGradientRow}:nth-child(${third.label + 1})`);
  assert.ok(near(Number(own), formulas(third).ce[third.label]), `${own} is shown`);
  assert.ok((await picture(play)).split(",").some((value) => value !== "0"), "the image is drawn");
});

scenario("bars from the output back to the input are as long as the gradients on a log scale", LAB, async (play) => {
  await play.configure(SMALL);
  await train(play, 40);
  const { gradientNorm } = await play.history();
  const bars = await play.page.locator(PART.byLayerItem).evaluateAll((all) => all.map((item) => ({
    name: item.querySelector(PART.byLayerName).innerText,
    values: [...item.querySelectorAll(PART.number)].map((value) => Number(value.innerText)),
    widths: [...item.querySelectorAll(PART.byLayerFill)].map((fill) => Number.parseFloat(fill.style.width)),
  })));
  assert.deepEqual(bars.map((bar) => bar.name), ["output", "hidden 2", "hidden 1"]);
  const [low, high] = (await play.page.locator(PART.labByLayerCaption).first().innerText()).match(/1e(-?\d+)/g).map((text) => Number(text.slice(2)));
  bars.forEach(({ name, values, widths }) => {
    ["own", "counterpart"].forEach((side, i) => {
      const value = gradientNorm[side].find((layer) => layer.layer === name).weight.at(-1);
      assert.ok(near(values[i], value), `${name}: ${values[i]} for ${value}`);
      const share = (100 * (Math.log10(value) - low)) / (high - low);
      assert.ok(Math.abs(widths[i] - share) < 0.1, `${name}: a bar of ${widths[i]} % for ${share} %`);
    });
  });
});

scenario("below the bars stands how far both gradients point the same way, and a dash where one points nowhere", LAB, async (play) => {
  await play.configure(SMALL);
  await train(play, 40);
  await play.until("three cosines", () => /: output -?[\d.]+, hidden 2 -?[\d.]+, hidden 1 -?[\d.]+\.$/.test(document.querySelector(PART.byLayerCosines).innerText));
  const said = await play.page.locator(PART.byLayerCosines).innerText();
  const cosines = said.match(/-?\d\.\d+/g).map(Number);
  assert.equal(cosines.length, 3, said);
  // Near the start the gradients of cross-entropy and squared error differ in size more than in direction.
  assert.ok(cosines.every((cosine) => cosine > 0 && cosine <= 1), said);
  await play.configure({ init: "zero" });
  await play.script(async (p) => void (await p.reset()));
  await play.until("a dash, explained", () => /hidden 1 —.* A dash:/.test(document.querySelector(PART.byLayerCosines).innerText));
});

scenario("updates have a line per layer and the guide; the figures are those reported", LAB, async (play) => {
  await play.configure({ ...SMALL, optimizer: "sgd", learningRate: 0 });
  await train(play, 5);
  const still = await play.history();
  assert.deepEqual(still.updateRatio.map((layer) => layer.ratio.at(-1)), [0, 0, 0], "a rate of 0 moves nothing");
  await play.configure({ learningRate: 0.1 });
  await train(play, 40);
  const { updateRatio } = await play.history();
  assert.ok(updateRatio.every((layer) => layer.ratio.at(-1) > 0));
  const legend = play.chart("Size of an update").locator(PART.chartLegend);
  for (const name of ["hidden 1", "hidden 2", "output", "healthy, about 1e-3"]) await legend.getByRole("button", { name }).waitFor();
});

scenario("saturated and dead units are counted, histograms are drawn", LAB, async (play) => {
  await play.configure({ ...SMALL, model: "32-relu.16-sigmoid", init: "normal", initScale: 2 });
  await train(play, 10);
  const { layers, unitsOver } = await probe(play);
  assert.ok(unitsOver > 100, `${unitsOver} images`);
  const [relu, sigmoid, output] = layers;
  assert.ok(sigmoid.saturated > 0.5, `${sigmoid.saturated} saturated`);
  assert.ok(relu.dead !== null && relu.saturated === null && output.dead === null);
  const rows = await cells(play, PART.labLayersRow);
  assert.equal(rows[1].at(-1), `${(100 * sigmoid.saturated).toFixed(1)} % saturated`);
  assert.equal(rows[0].at(-1), `${(100 * relu.dead).toFixed(1)} % dead`);
  // Every weight is in a bin; the outline has two corners for each.
  assert.equal(relu.weights.counts.reduce((a, b) => a + b), 784 * 32);
  const corners = await play.page.locator(PART.labLayersPath).first().evaluate((path) => path.getAttribute("d").split("L").length - 1);
  assert.equal(corners, 2 * relu.weights.counts.length + 1);
  await play.until("the share over steps", () => /hidden 2, saturated/.test(document.querySelector(PART.labUnits).textContent));
});

scenario("how often it looks is chosen, kept in the link, and changes no curve", LAB, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 30 });
  const looked = await play.history();
  await play.page.locator(PART.probeRate).selectOption("never");
  await play.until("the link keeps it", () => /ui\.probe=0/.test(location.hash));
  await play.script((p) => p.reset());
  await play.trainTo({ steps: 30 });
  assert.equal(await probe(play), null, "nothing was looked at");
  assert.deepEqual((await play.history()).loss, looked.loss);
});

scenario("a slice through the loss has the network in its middle", LAB, async (play) => {
  await play.configure(SMALL);
  await train(play, 40);
  await play.button("Compute the slice").click();
  await play.until("the whole slice", () => /In the middle/.test(document.querySelector(PART.sliceSaid).textContent));
  const said = await play.page.locator(PART.sliceSaid).innerText();
  const [, here, lowest] = /the loss is ([\d.e-]+); the lowest is ([\d.e-]+)/.exec(said).map(Number);
  assert.ok(lowest <= here);
  // Another path to the middle: the loss of the next batches, of which the slice sees 512 images.
  const { loss } = await play.history();
  assert.ok(here > 0.3 * loss.at(-1) && here < 3 * loss.at(-1), `${here} beside a batch at ${loss.at(-1)}`);
  const map = play.page.locator(PART.labSliceCanvas);
  await map.focus();
  await play.page.keyboard.press("ArrowRight");
  await play.page.keyboard.press("ArrowLeft");
  const reading = await play.page.locator(PART.labSliceReading).innerText();
  assert.match(reading, new RegExp(`loss \\(nats\\) ${here.toString().slice(0, 4).replace(".", "\\.")}`), reading);
  await play.configure({ seed: 12 });
  await play.until("it is gone with its network", () => /a slice, not the landscape/.test(document.querySelector(PART.sliceSaid).textContent));
});

scenario("the lab has no accessibility violation, on a phone neither", { ...LAB, context: { viewport: { width: 390, height: 844 } } }, async (play) => {
  await play.configure(SMALL);
  await train(play, 20);
  assert.deepEqual(await violations(play.page), []);
  const overflow = await play.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, "nothing sticks out");
});

function cells(play, rows) {
  return play.page.locator(rows).evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
}

function picture(play) {
  return play.page.locator(PART.oneImageCanvas).evaluate((canvas) => canvas.getContext("2d").getImageData(0, 0, 28, 28).data.join());
}

scenario("the microscope: a typed weight, its update, another image; and networks that it cannot show", LAB, async (play) => {
  await play.configure({ ...SMALL, optimizer: "sgd", learningRate: 0.25 });
  await train(play, 20);
  await play.page.locator(PART.microscopeTake).click();
  await play.until("the weights", () => document.querySelector(PART.microscopeSaid).innerText === "The weights after step 20.");
  const cells = async (part) => (await play.page.locator(part).locator("td").allInnerTexts()).map(Number);
  const weight = () => play.text(PART.microscopeWeight);
  await play.page.locator(PART.microscopeInput).fill("400");
  await play.page.locator(PART.microscopeUnit).fill("3");
  await play.until("the weight that was typed", () => /from input 400 to unit 3 of hidden 1/.test(document.querySelector(PART.microscopeWeight).innerText));
  const { tensors } = read(await play.exportWeights());
  const [units, inputs] = tensors["layers.0.weight"].shape;
  assert.deepEqual([units, inputs], [32, 784]);
  const w = tensors["layers.0.weight"].values[2 * inputs + 399];
  assert.ok(near(Number(/w = (\S+?)\. /.exec(await weight())[1]), w), `${await weight()} for ${w}`);
  const [a] = /a = (\S+?);/.exec(await weight()).slice(1).map(Number);
  const [delta, gradient, update] = [await cells(PART.microscopeDelta), await cells(PART.microscopeGradient), await cells(PART.microscopeUpdate)];
  for (const side of [0, 1]) {
    assert.ok(Math.abs(gradient[side] - a * delta[side]) <= 1e-4 * Math.abs(gradient[side]), `${gradient[side]} for ${a} times ${delta[side]}`);
    assert.ok(Math.abs(update[side] + 0.25 * gradient[side]) <= 1e-4 * Math.abs(update[side]));
  }
  const before = await weight();
  await play.button("Next image").click();
  await play.until("another image", (old) => document.querySelector(PART.microscopeWeight).innerText !== old, before);
  await play.page.locator(PART.microscopeUnit).fill("33");
  assert.match(await play.text(PART.microscopeUnitWrong), /1 to 32/);
  await play.until("no table of a unit that is not there", () => !document.querySelector(PART.microscopeWeight));
  await play.button("Largest gradient").click();
  await play.until("a weight again", () => document.querySelector(PART.microscopeWeight) !== null);
  assert.deepEqual(await violations(play.page), []);

  // What was taken is of a network that is gone.
  await play.configure({ model: "conv-4-3-relu.16-relu" });
  await play.trainTo({ steps: 5 });
  await play.until("so it is said", () => /another network now/.test(document.querySelector(PART.microscopeSaid).innerText));
  assert.equal(await play.page.locator(PART.microscopeWeight).count(), 0);
  await play.page.locator(PART.microscopeTake).click();
  await play.until("why not", () => /networks of dense layers\. This one has /.test(document.querySelector(PART.microscopeSaid).innerText));
  assert.equal(await play.page.locator(PART.microscopeWeight).count(), 0);
});
