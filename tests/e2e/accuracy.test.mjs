// What the presets reach on real MNIST, beside what a reference in NumPy reached.

import assert from "node:assert/strict";
import { HAS_MNIST } from "./support/environment.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios();

const EXPECTED = [
  { preset: "fnn-128-64", first: 0.925, best: 0.963 },
  { preset: "mlp-784-128-64-10", first: 0.955, best: 0.972 },
];

for (const { preset, first, best } of EXPECTED) {
  const options = { backend: "cpu", long: preset === "fnn-128-64", serve: { sets: ["mnist"] }, skip: HAS_MNIST ? false : "PLAYGROUND_DATA has no mnist", timeout: 600_000 };
  scenario(`${preset} learns MNIST: ${first * 100} % after one epoch, ${best * 100} % within five`, options, async (play, t) => {
    await play.configure({ preset, dataset: "mnist", reportEvery: 100 });
    const accuracies = [];
    for (let epoch = 1; epoch <= 5; epoch += 1) {
      const summary = await play.trainTo({ epochs: 1 });
      // The images left over by the last whole batch count as not seen.
      assert.equal(Math.round(summary.epoch), epoch);
      accuracies.push(summary.testAccuracy);
    }
    t.diagnostic(`test accuracy by epoch: ${accuracies.map((a) => (100 * a).toFixed(2)).join(", ")} %`);
    assert.ok(accuracies[0] >= first, `after one epoch ${accuracies[0]}`);
    assert.ok(Math.max(...accuracies) >= best, `best of five ${Math.max(...accuracies)}`);
  });
}

scenario("the built-in digits are learnt without any download", { backend: "cpu" }, async (play, t) => {
  await play.configure({ preset: "mlp-784-128-64-10", dataset: "synthetic", reportEvery: 100 });
  const summary = await play.trainTo({ epochs: 2 });
  t.diagnostic(`test accuracy ${(100 * summary.testAccuracy).toFixed(2)} %`);
  assert.ok(summary.testAccuracy >= 0.93, `test accuracy ${summary.testAccuracy}`);
});
