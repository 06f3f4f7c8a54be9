// Digits drawn on the pad, as a hand draws them, and what the network makes of them.

import assert from "node:assert/strict";
import { DIGITS, OTHER_HANDS } from "./support/digits.mjs";
import { HAS_MNIST } from "./support/environment.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios();

/** The class with the longest bar, once the bars are about the drawing as it is. */
async function answer(play) {
  await play.until("an answer to the drawing", () => {
    const count = (wanted) => window.seen.messages.filter(({ name }) => name === wanted).length;
    return count("Predict") > 0 && count("Predict") === count("Prediction") && document.querySelector(".answer-row.best");
  });
  return Number(await play.page.locator(".answer-row.best .answer-class").innerText());
}

const SETS = HAS_MNIST ? ["synthetic", "mnist"] : ["synthetic"];

for (const dataset of SETS) {
  const serve = { sets: dataset === "mnist" ? ["mnist"] : [] };
  scenario(`digits of several hands are read after training on ${dataset}`, { backend: "cpu", serve }, async (play, t) => {
    await play.configure({ dataset, reportEvery: 100 });
    await play.trainTo({ steps: 2000 });
    const read = [];
    for (const strokes of DIGITS) {
      await play.draw(strokes);
      read.push(await answer(play));
      await play.clear();
    }
    const others = [];
    for (const { strokes } of OTHER_HANDS) {
      await play.draw(strokes);
      others.push(await answer(play));
      await play.clear();
    }
    t.diagnostic(`read ${read.join(" ")}, and ${others.join(" ")} for ${OTHER_HANDS.map((h) => h.digit).join(" ")}`);
    const right = read.filter((digit, i) => digit === i).length;
    const rightOfOthers = others.filter((digit, i) => digit === OTHER_HANDS[i].digit).length;
    assert.ok(right >= 8, `${right} of 10: ${read}`);
    assert.ok(rightOfOthers >= OTHER_HANDS.length - 2, `${rightOfOthers} of ${OTHER_HANDS.length} other hands: ${others}`);
  });
}

scenario("an empty pad predicts nothing and says so; undo and clear", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 20 });
  const empty = () => play.page.getByText(/The pad is empty/);
  await empty().waitFor();
  assert.equal(await play.page.locator(".answer-row.best").count(), 0);
  assert.equal(await sent(play), 0, "nothing is asked of the trainer");

  await play.draw([[[0.3, 0.3], [0.6, 0.3]], [[0.5, 0.3], [0.4, 0.8]]]);
  await answer(play);
  const both = await ink(play);
  await play.button("Undo").click();
  const one = await ink(play);
  assert.ok(one > 0 && one < both, `${both} pixels of ink, then ${one}`);
  await play.clear();
  await empty().waitFor();
  assert.equal(await play.page.locator(".answer-row.best").count(), 0);
});

scenario("the pad is answered while it trains, latest drawing first", { backend: "cpu" }, async (play) => {
  await play.train.click();
  await play.reach(20);
  await play.drawDigit(3);
  await answer(play);
  const log = await play.page.evaluate(() => window.seen.messages.map(({ from, name }) => `${from} ${name}`));
  let open = 0;
  for (const entry of log) {
    if (entry === "page Predict") open += 1;
    if (entry === "trainer Prediction") open -= 1;
    assert.ok(open <= 1, "at most one question is open");
  }
  assert.equal(await play.pause.isVisible(), true, "it still trains");
});

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

scenario("drawing with a finger draws and does not scroll the page", { backend: "cpu", context: PHONE }, async (play) => {
  await play.pad.scrollIntoViewIfNeeded();
  const box = await play.pad.boundingBox();
  const before = await play.page.evaluate(() => [scrollX, scrollY]);
  const cdp = await play.page.context().newCDPSession(play.page);
  const touch = (type, points) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  const at = (x, y) => [{ x: box.x + x * box.width, y: box.y + y * box.height }];
  await touch("touchStart", at(0.5, 0.8));
  for (let i = 1; i <= 12; i += 1) await touch("touchMove", at(0.5, 0.8 - i * 0.05));
  await touch("touchEnd", []);
  await answer(play);
  assert.deepEqual(await play.page.evaluate(() => [scrollX, scrollY]), before, "the page stayed where it was");
});

scenario("the picture that the network sees is 28 by 28 and has the digit in its middle", { backend: "cpu" }, async (play) => {
  await play.draw(OTHER_HANDS.find((hand) => hand.digit === 7).strokes);
  await answer(play);
  const centre = await play.page.locator("#seen").evaluate((canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    let [sum, x, y] = [0, 0, 0];
    const value = (i) => data[4 * i] + data[4 * i + 1] + data[4 * i + 2] + data[4 * i + 3];
    for (let i = 0; i < width * height; i += 1) {
      // A corner is paper.
      const ink = Math.abs(value(i) - value(0));
      sum += ink;
      x += ink * (i % width);
      y += ink * Math.floor(i / width);
    }
    return { size: [width, height], x: x / sum / width, y: y / sum / height };
  });
  assert.deepEqual(centre.size, [28, 28]);
  assert.ok(Math.abs(centre.x - 0.5) < 0.06 && Math.abs(centre.y - 0.5) < 0.06, `centre of mass at ${centre.x}, ${centre.y}`);
});

/** Pixels of the pad that are not paper. */
async function ink(play) {
  await play.frames(2);
  return play.pad.evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  });
}

function sent(play) {
  return play.page.evaluate(() => window.seen.messages.filter(({ name }) => name === "Predict").length);
}
