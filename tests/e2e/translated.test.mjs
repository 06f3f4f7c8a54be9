// The page in the hands of a browser's translator.

import assert from "node:assert/strict";
import { CPU } from "./support/fixtures.mjs";
import { answered } from "./support/pad.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";
import { translate, WAYS } from "./support/translator.mjs";

const scenario = scenarios();

const TINY = { model: "16-relu", batchSize: 64, reportEvery: 5 };

/** What a part of the page says, without the marks of the translation. */
const says = (play, selector) => play.page.locator(selector).evaluate((part) => part.textContent.replace(/[«»]/g, ""));

/** Waits until a part of the page says exactly this, translated or not. */
function untilSays(play, selector, text) {
  return play.until(`“${text}” at ${selector}`, ([at, wanted]) => document.querySelector(at)?.textContent.replace(/[«»]/g, "") === wanted, [selector, text]);
}

for (const way of WAYS) {
  for (const once of [false, true]) {
    scenario(`texts follow the run in a page translated ${once ? "once" : "again and again"}: ${way}`, CPU, async (play) => {
      await play.configure({ ...TINY, stop: "never" });
      await play.trainTo({ steps: 20 });
      await play.drawDigit(3);
      await answered(play);
      await translate(play, way, { once });
      assert.ok((await play.page.evaluate(() => window.translator.count())) > 100, "the page is translated");

      // Figures.
      assert.equal(await says(play, PART.stepCount), "20");
      await play.trainTo({ steps: 5 });
      await untilSays(play, PART.stepCount, "25");

      // Words of buttons.
      await play.page.locator(PART.train).click();
      await untilSays(play, PART.trainWord, "Pause");
      const from = await play.step();
      await play.reach(from + 20);
      await play.until("the step is shown", (step) => Number(document.querySelector(PART.stepCount).textContent.replace(/[«»]/g, "")) >= step, from + 20);
      await play.page.locator(PART.train).click();
      await untilSays(play, PART.trainWord, "Train");
      await play.until("it rests", () => window.seen.events("Running", "Resting").at(-1)?.name === "Resting");

      const before = await says(play, PART.flip);
      await play.flip.click();
      await play.until("the flip button turns round", (old) => document.querySelector(PART.flip).textContent.replace(/[«»]/g, "") !== old, before);
      await play.flip.click();
      await untilSays(play, PART.flip, before);

      // The answer, and what is said of it.
      await play.page.getByRole("button", { name: /Clear/ }).click();
      await play.until("the empty pad is told", () => /The pad is empty/.test(document.querySelector(PART.answerNote).textContent));
      assert.equal((await says(play, PART.answerNote)).split("The pad is empty").length, 2, "and told once");

      // What comes and goes.
      await play.type(play.units(1), "24");
      await play.until("the settings that wait", () => /after Reset: .*network|after Reset: /.test(document.querySelector(PART.pending)?.textContent ?? ""));
      await play.page.locator(PART.pendingButton).nth(1).click();
      await play.until("nothing waits any more", () => !document.querySelector(PART.pendingBar));
      await play.type(play.setting("seed"), "many");
      await play.until("the complaint", () => /seed/i.test(document.querySelector(PART.complaintSeed).textContent));
      await play.type(play.setting("seed"), "4");
      await play.until("no complaint", () => document.querySelector(PART.complaintSeed).textContent === "");
      // A text that was moved stays where the translator put it.
      if (way !== "moved") assert.equal(await play.page.locator(PART.complaintSeed).evaluate((p) => p.childElementCount), 0, "no husk either");

      // Views, and parts in them that are made while the page stands translated.
      const [first, ...others] = await play.views();
      for (const tab of [...others, first]) {
        await play.page.locator(PART_OF.tab(tab)).click();
        await play.until(`the view ${tab}`, (key) => document.querySelector(PART.view).getAttribute("aria-labelledby") === `tab-${key}` && document.querySelector(PART.view).innerText.trim().length > 40, tab);
      }
      await play.script(async (p) => void (await p.compare({ learningRate: 0.02 })));
      await play.until("two chips", () => document.querySelectorAll(PART.chip).length === 2);
      await play.script(async (p) => void (await p.remove(1)));
      await play.until("no chips", () => !document.querySelector(PART.chip));
      await play.trainTo({ steps: 5 });
    });
  }
}

scenario("when the translation is taken back the page's own words return, as they are by then", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 10 });
  // Of a part that no figure joins later.
  const words = () => play.page.locator(PART.settings).innerText();
  const before = await words();
  await translate(play, "replaced");
  assert.notEqual(await words(), before);
  await play.trainTo({ steps: 5 });
  await play.page.evaluate(() => window.translator.undo());
  await play.until("no translation", () => window.translator.count() === 0);
  assert.equal(await says(play, PART.stepCount), "15");
  assert.equal(await words(), before);
  await play.trainTo({ steps: 5 });
  await untilSays(play, PART.stepCount, "20");
});

scenario("figures ask not to be translated", CPU, async (play) => {
  const open = await play.page.evaluate(() =>
    [...document.querySelectorAll(PART.changingFigure)].filter((figure) => figure.translate).map((figure) => figure.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(open, []);
});
