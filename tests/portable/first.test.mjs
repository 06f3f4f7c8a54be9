// The first screen: two networks around the picture of what tells them apart, and what it takes to see it.

import assert from "node:assert/strict";
import { HAS_MNIST } from "../e2e/support/environment.mjs";
import { PART } from "../e2e/support/selectors.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = await scenarios();

const BARE = { hash: "", folded: true, serve: { sets: HAS_MNIST ? ["mnist"] : [] }, size: { width: 1366, height: 768 } };

scenario("the bare address: all of it on one screen, alive, and one press opens the gap, which a sentence explains", BARE, async (play) => {
  await play.until("the picture and two lanes that read the digit", () => {
    const lanes = [...document.querySelectorAll(PART.lane)];
    return document.querySelectorAll(PART.pull).length === 24 && lanes.length === 2 && lanes.every((lane) => /reads it as/.test(lane.innerText));
  });
  const out = await play.page.evaluate(() => {
    const parts = [PART.question, PART.pulls, PART.pad, PART.race, PART.factChips, PART.diagnosisLine, PART.train, PART.flip, PART.lane];
    const all = parts.flatMap((part) => [...document.querySelectorAll(part)]);
    return all.filter((e) => {
      const { top, bottom, left, right } = e.getBoundingClientRect();
      return top < -0.5 || left < -0.5 || bottom > innerHeight + 0.5 || right > innerWidth + 0.5;
    }).map((e) => e.id || e.className);
  });
  // WebKitGTK's window has bars of its own within the size that it is given.
  const inner = await play.page.evaluate(() => [innerWidth, innerHeight]);
  if (inner[0] >= 1280 && inner[1] >= 600) assert.deepEqual(out, [], `beyond the screen of ${inner}`);
  await play.press("Train");
  await play.until("the answer", () => /CE .* right, MSE .*At the MSE network an image pulls with/.test(document.querySelector(PART.questionAnswer)?.innerText ?? ""));
  const [ce, mse] = (await play.runs()).map(({ history }) => history.accuracy.at(-1));
  assert.ok(ce - mse >= 0.4, `${ce} against ${mse}`);
  await play.press("Pause");
  await play.rested();
});

scenario("keys 1 to 6 show the views; a link to a view of before opens its successor", { hash: "v=1&data=synthetic&ui.tab=evaluate" }, async (play) => {
  const shown = (key) => play.until(`the view ${key}`, (k) => document.querySelector(PART.view).getAttribute("aria-labelledby") === `tab-${k}`, key);
  await shown("mistakes");
  for (const [place, key] of ["compare", "batch", "inside", "mistakes", "work", "runs"].entries()) {
    await play.page.press(String(place + 1));
    await shown(key);
  }
});

scenario("one step under the microscope: the finite difference agrees with the backward pass to four digits, under both losses", { costly: true, hash: "v=1&data=synthetic&net=16-tanh&obias=10&opt=sgd&lr=0.1&ui.tab=batch&ui.probe=1" }, async (play) => {
  await play.trainTo({ steps: 20 });
  await play.click(PART.microscopeTake);
  await play.until("the table", () => document.querySelector(PART.microscopeAgreement)?.cells.length === 3);
  const cells = (part) => play.page.evaluate((css) => [...document.querySelector(css).cells].slice(1).map((cell) => cell.innerText), part);
  for (const layer of ["hidden 1", "output"]) {
    const [gradient, quotient] = [(await cells(PART.microscopeGradient)).map(Number), (await cells(PART.microscopeQuotient)).map(Number)];
    gradient.forEach((g, i) => assert.ok(g !== 0 && Math.abs(quotient[i] - g) <= 1.2e-4 * Math.abs(g), `${layer}: ${quotient[i]} for ${g}`));
    assert.ok((await cells(PART.microscopeAgreement)).every((said) => /agrees/.test(said)), layer);
    if (layer === "hidden 1") {
      await play.press("Next layer");
      await play.until("the output layer", () => /of output:/.test(document.querySelector(PART.microscopeWeight).innerText));
    }
  }
});
