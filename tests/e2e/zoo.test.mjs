// Networks of every kind of block: edited in the page, trained, looked into, taken home.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios({ gpu: "software" });

const row = (play, n) => play.page.locator(PART.block).nth(n);
const shape = (play, n) => row(play, n).locator(PART.blockShape).innerText();
const size = (play) => play.page.locator(PART.parameters).innerText();

scenario("a list of blocks is added to, moved and explained, by keyboard too", { backend: "cpu" }, async (play) => {
  await play.page.locator(PART.addBlock).selectOption("convolution");
  await play.until("why it cannot be", () => /convolves images, but 64 values/.test(document.querySelector(PART.parameters).textContent));
  await play.page.getByRole("button", { name: "Move hidden layer 3 up" }).press("Enter");
  await play.page.keyboard.press("Enter");
  await play.until("the convolution comes first", () => window.playground.experiment().model.startsWith("conv-8-3-same-relu"));
  assert.equal(await shape(play, 0), "→ 8×28×28");
  // 8 · 9 + 8, then 6272 · 128 + 128, 128 · 64 + 64 and 64 · 10 + 10.
  assert.match(await size(play), /^812k parameters$/);
  await play.page.locator(PART.addBlock).selectOption("max pooling");
  for (let i = 0; i < 2; i += 1) await play.page.getByRole("button", { name: /^Move block \d, max pooling up$/ }).press("Enter");
  assert.equal(await shape(play, 1), "→ 8×14×14");
  await play.type(play.page.getByLabel("Kernel of hidden layer 1"), "5");
  await play.page.getByLabel("Padding of hidden layer 1").selectOption("valid");
  await play.until("the shape follows", () => document.querySelector(PART.shapeOfBlock).textContent === "→ 8×24×24");
  await play.page.getByRole("button", { name: /^Remove block 2, max pooling$/ }).click();
  assert.equal((await play.experiment()).model, "conv-8-5-relu.128-relu.64-relu");
  assert.deepEqual(await violations(play.page), []);
});

scenario("LeNet-5 trains, is shown channel by channel, and goes home as a script", { backend: "cpu", hash: "ui.tab=inside" }, async (play) => {
  await play.configure({ preset: "lenet-5-relu", dataset: "synthetic", batchSize: 32, learningRate: 0.002 });
  const summary = await play.trainTo({ steps: 120 });
  assert.ok(summary.validationAccuracy > 0.7, `after 120 steps ${summary.validationAccuracy} are right`);
  await play.until("a look inside", () => {
    const { look, survey } = window.playground.inside();
    return look?.step === 120 && survey?.step === 120;
  });
  // Six maps of 28 × 28, three across, with lines between them.
  const picture = play.page.locator(PART_OF.layerCanvas(0));
  assert.deepEqual(await picture.evaluate((canvas) => [canvas.width, canvas.height]), [88, 59]);
  assert.match(await play.page.locator(PART_OF.layer(1)).innerText(), /hidden 2, 16 ReLU/);
  await play.page.locator(PART.unitLayer).selectOption("1");
  await play.until("the second convolution's kernels", () => {
    const { look } = window.playground.inside();
    return look.layer === 1 && look.inputs === 6 * 25;
  });
  const script = await play.script((p) => p.exportScript("pytorch"));
  assert.match(script, /nn\.Conv2d\(6, 16, 5, stride=1, padding=0\)/);
  assert.match(script, /F\.max_pool2d\(x, 2\)/);
});

/** Two small networks that have every kind of block between them. */
const NETWORKS = {
  "convolutional": "conv-4-5-same-linear.bn-relu.max-2.res-4-relu.res-6-s2-relu.drop-10.conv-6-3-relu.avg-2.flatten.16-relu",
  "recurrent": "conv1d-6-5-same-s2-relu.gru-6-all.lstm-8",
};

const small = (model) => ({ dataset: "synthetic", split: "600+100", model, batchSize: 8, reportEvery: 1, seed: 3 });

for (const [name, model] of Object.entries(NETWORKS)) {
  const onCpu = scenario.reference({ backend: "cpu" }, async (play) => {
    await play.configure(small(model));
    await play.trainTo({ steps: 10 });
    return (await play.history()).loss;
  });

  scenario(`ten steps of a small ${name} network on the CPU`, { backend: "cpu" }, async (play) => {
    assert.ok((await onCpu(play)).every(Number.isFinite));
  });

  scenario(`WebGPU takes the same ten steps of the ${name} network`, { backend: "webgpu", timeout: 600_000 }, async (play, t) => {
    await play.configure(small(model));
    await play.trainTo({ steps: 10 });
    assert.equal((await play.device()).device, "webgpu");
    const { loss } = await play.history();
    const cpu = await onCpu();
    const apart = loss.map((value, i) => Math.abs(value - cpu[i]));
    t.diagnostic(`the losses are at most ${Math.max(...apart)} apart`);
    assert.ok(Math.max(...apart) <= 0.01, `${apart}`);
  });
}

scenario("series are read four ways side by side, and looked at", { backend: "cpu" }, async (play) => {
  await play.openPreset("series-motif");
  await play.until("four runs", () => window.playground.runs().length === 4);
  await play.until("networks of 400 inputs", () => document.querySelector(PART.layersEnd).textContent.includes("50×8 steps × features"));
  await play.configure({ split: "700+100", reportEvery: 2 });
  await play.trainTo({ steps: 20 });
  await play.until("all of them have come as far", () => window.playground.runs().every(({ history }) => history.step.at(-1) === 20));
  assert.match(await play.page.locator(PART.drawTitle).innerText(), /look/i);
  assert.match(await play.page.locator(PART.answerNote).innerText(), /expects series of 50 steps/);
  await play.page.locator(PART.example).selectOption("test-1");
  await play.until("an answer of two classes", () => document.querySelectorAll(PART.longestBar).length === 1);
  assert.equal(await play.page.locator(PART.bar).count(), 2);
  assert.deepEqual(await play.page.locator(PART.seenImage).evaluate((canvas) => [canvas.width, canvas.height]), [8, 50]);
  // A drawing is not a series.
  const box = await play.page.locator(PART.pad).boundingBox();
  await play.page.mouse.move(box.x + 20, box.y + 20);
  await play.page.mouse.down();
  await play.page.mouse.move(box.x + 80, box.y + 90, { steps: 4 });
  await play.page.mouse.up();
  assert.match(await play.page.locator(PART.seenImage).getAttribute("aria-label"), /test image \d+, up, as it is in the data/);
  assert.deepEqual(await violations(play.page), []);
});
