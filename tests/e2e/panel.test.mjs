// The experiment panel beyond what `live-changes` covers: presets, layers, seeds, wrong input.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

scenario("a preset brings its settings, its source and the figures that others published", { backend: "cpu" }, async (play) => {
  await play.openPreset("fashion-sigmoid");
  await play.until("the settings", () => window.playground.experiment().model === "256-sigmoid.128-sigmoid.64-sigmoid");
  await play.notice(/Fashion-MNIST is not hosted here/).waitFor();
  assert.equal((await play.experiment()).dataset, "synthetic");
  await play.openEverything();
  const table = play.page.locator(PART.publishedTable);
  assert.match(await table.innerText(), /Published elsewhere, not measured here/);
  assert.match(await table.innerText(), /0\.1085/);
  await play.trainTo({ steps: 3 });
});

scenario("layers are added, removed and changed", { backend: "cpu" }, async (play) => {
  await play.page.locator(PART.addBlock).selectOption("dense");
  await play.type(play.units(3), "32");
  await play.activation(3).selectOption("glu");
  await play.button("Remove hidden layer 1").click();
  await play.until("two layers", () => window.playground.experiment().model === "64-relu.32-glu");
  await play.trainTo({ steps: 2 });
  assert.equal((await play.history()).gradientNorm.own.length, 3);
});

scenario("a loss brings its own parameter into the panel, within its range, while it trains", { backend: "cpu" }, async (play) => {
  await play.trainWithoutEnd();
  await play.reach(20);
  assert.equal(await play.page.locator(PART.fieldGamma).count(), 0);
  await play.setting("loss").selectOption("focal");
  await play.type(play.page.locator(PART.fieldGamma), "0.5");
  await play.until("the focus", () => window.playground.experiment().gamma === 0.5 && window.playground.experiment().loss === "focal");
  const from = await play.step();
  await play.reach(from + 40);
  assert.ok((await play.history()).loss.every(Number.isFinite));
  await play.type(play.page.locator(PART.fieldGamma), "7");
  await play.until("a sentence", () => /choose 0 to 5/.test(document.querySelector(PART.complaintGamma).textContent));
  await play.setting("loss").selectOption("mse");
  await play.page.locator(PART.fieldGamma).waitFor({ state: "detached" });
});

scenario("a new seed is another network", { backend: "cpu" }, async (play) => {
  const before = (await play.experiment()).seed;
  await play.button("New seed").click();
  await play.until("another seed", (seed) => window.playground.experiment().seed !== seed, before);
});

scenario("what cannot be is explained at its field, and the run goes on with what was", { backend: "cpu" }, async (play) => {
  await play.trainWithoutEnd();
  await play.reach(20);
  await play.type(play.setting("lr"), "fast");
  await play.page.locator(PART.complaintLr, { hasText: /fast.*It stays 0\.001/ }).waitFor();
  assert.equal(await play.setting("lr").inputValue(), "0.001", "field and run agree");
  for (const batch of ["0", "18000"]) {
    await play.type(play.setting("batch"), batch);
    await play.page.locator(PART.complaintBatch, { hasText: new RegExp(`${batch}.*choose 1 to 4096.*It stays 64`) }).waitFor();
    assert.equal(await play.setting("batch").inputValue(), "64");
  }
  assert.equal((await play.experiment()).batchSize, 64);
  await play.type(play.setting("lr"), "0,01");
  await play.until("the rate", () => window.playground.experiment().learningRate === 0.01);
  const from = await play.step();
  await play.reach(from + 40);
  await play.type(play.setting("batch"), "32");
  await play.until("the complaint is gone", () => document.querySelector(PART.complaintBatch).textContent === "");
});

scenario("loss and accuracy of what was not trained on are measured on demand", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 40 });
  await play.button("Measure now").click();
  await play.until("a test accuracy", () => /\d %$/.test(document.querySelector(PART.testAccuracy).textContent));
});

scenario("the model summary adds up and follows the layers", { backend: "cpu" }, async (play) => {
  await play.page.locator(PART.modelSummaryTitle).click();
  const rows = () => play.page.locator(PART.modelSummaryRow).evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
  assert.deepEqual(await rows(), [
    ["layer", "output", "parameters", "multiply-adds"],
    ["input", "28×28", "", ""],
    ["hidden 1", "128", "100,480", "100,352"],
    ["hidden 2", "64", "8,256", "8,192"],
    ["output", "10", "650", "640"],
    ["in all", "109,386", "109,184"],
  ]);
  await play.type(play.units(1), "256");
  await play.until("the new sum", (sum) => document.querySelector(PART.modelSummarySum).innerText.includes(sum), (784 * 256 + 256 + 256 * 64 + 64 + 650).toLocaleString("en"));
});
