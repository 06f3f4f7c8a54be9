// "Why?" beside every figure: the words, the formula and the source, for the experiment as it is now.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

/** The button of a figure, and its sheet. */
const why = (play, id) => ({ button: play.page.locator(PART_OF.whyButton(id)), sheet: play.page.locator(PART_OF.why(id)) });

/** Height that the formulas of a sheet take: nothing where MathML is not laid out. */
const heights = (sheet) => sheet.locator("math").evaluateAll((all) => all.map((math) => math.getBoundingClientRect().height));

scenario("every figure says why, by mouse and by keyboard", { backend: "cpu" }, async (play) => {
  for (const id of ["loss", "accuracy", "gradients", "answer", "seen"]) {
    const { button, sheet } = why(play, id);
    assert.equal(await sheet.isVisible(), false, id);
    await button.focus();
    await play.page.keyboard.press("Enter");
    await sheet.waitFor();
    for (const height of await heights(sheet)) assert.ok(height > 15, `${id}: a formula of ${height} px`);
    assert.equal(await play.page.locator(":popover-open").count(), 1);
    await play.page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    assert.equal(await button.evaluate((b) => b === document.activeElement), true, "focus goes back");
  }
  await why(play, "loss").button.click();
  await why(play, "loss").sheet.waitFor();
  await play.page.mouse.click(5, 400);
  await why(play, "loss").sheet.waitFor({ state: "hidden" });
});

scenario("what it says follows the flip", { backend: "cpu" }, async (play) => {
  const { sheet } = why(play, "loss");
  assert.match(await sheet.textContent(), /minus the logarithm/);
  await play.flip.click();
  await play.until("the words on MSE", () => /squared differences/.test(document.querySelector(PART.whyLoss).textContent));
  const gradients = await why(play, "gradients").sheet.textContent();
  assert.ok(gradients.indexOf("Under MSE") < gradients.indexOf("Under cross-entropy"), "the loss in use comes first");
});
