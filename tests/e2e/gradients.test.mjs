// The headline: the gradients of cross-entropy and of mean squared error side by side.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

scenario("both losses stand side by side, from the same batch and weights", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 60 });
  const { gradientNorm } = await play.history();
  const last = (side) => gradientNorm[side].map((layer) => layer.weight.at(-1));
  const [own, counterpart] = [last("own"), last("counterpart")];
  assert.ok(own.every((norm, i) => norm > counterpart[i]), "cross-entropy's are the larger ones here");

  await play.until("the table is about step 60", () => /at step 60\./.test(document.querySelector(PART.gradientsNow).textContent));
  const rows = await play.page.locator(PART.gradientsNowRow).evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
  assert.equal(rows.length, 3);
  rows.forEach(([, shownOwn, shownCounterpart, ratio], i) => {
    assert.ok(near(Number(shownOwn), own[i]), `${shownOwn} is shown for ${own[i]}`);
    assert.ok(near(Number(shownCounterpart), counterpart[i]), `${shownCounterpart} is shown for ${counterpart[i]}`);
    assert.match(ratio, /^× \d/);
  });
});

scenario("the chart has a curve for every layer and loss; one can be switched off", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 60 });
  const entries = play.chart("Gradient norm by layer").locator(PART.chartLegend).getByRole("button");
  await play.until("six curves", () => {
    const chart = [...document.querySelectorAll(PART.chart)].find((figure) => /Gradient norm/.test(figure.textContent));
    return chart.querySelectorAll(PART.chartLegendButton).length === 6;
  });
  const names = await entries.allInnerTexts();
  assert.equal(names.filter((name) => /MSE/.test(name)).length, 3, names.join(", "));
  const first = entries.first();
  assert.equal(await first.getAttribute("aria-pressed"), "true");
  await first.click();
  assert.equal(await first.getAttribute("aria-pressed"), "false");
});

scenario("biases and the signal at the pre-activations can be chosen, and the link keeps it", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 20 });
  await play.page.getByLabel("signal at pre-activations").check();
  await play.until("the address keeps the choice", () => /ui\.grad=signal/.test(location.hash));
  const { gradientNorm } = await play.history();
  await play.until("the table shows the signal", (wanted) => {
    const shown = Number(document.querySelector(PART.gradientsNowCell).innerText);
    return Math.abs(shown - wanted) <= 0.02 * wanted;
  }, gradientNorm.own[0].signal.at(-1));
});

/** Equal as far as three figures tell. */
function near(shown, value) {
  return Math.abs(shown - value) <= 0.01 * Math.abs(value);
}
