// Digits drawn on the pad, as a hand draws them, and what the network makes of them.

import assert from "node:assert/strict";
import { DRAWINGS, HANDS, fitted, usual, withPen } from "./support/drawings.mjs";
import { HAS_MNIST } from "./support/environment.mjs";
import { PHONE } from "./support/fixtures.mjs";
import { finger, mouse, pen } from "./support/pointers.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

/** The class with the longest bar, once the bars are about the drawing as it is. */
async function answer(play) {
  await play.until("an answer to the drawing", () => {
    const count = (wanted) => window.seen.events(wanted).length;
    return count("Predict") > 0 && count("Predict") === count("Prediction") && document.querySelector(PART.bestAnswer);
  });
  return Number(await play.page.locator(PART.bestAnswerClass).innerText());
}

const CORNERS = [[0, 0], [1, 0], [0, 1], [1, 1]];

/** How the same digit may come out another time. */
const VARIATIONS = {
  small: (drawing) => fitted(drawing, 0.22, CORNERS[drawing.digit % 4]),
  large: (drawing) => fitted(drawing, 0.94, [0.5, 0.5]),
  "off-centre": (drawing) => fitted(drawing, 0.5, [drawing.digit % 2, 0.7]),
  thin: (drawing) => withPen(drawing, 0.03),
  thick: (drawing) => withPen(drawing, 0.14),
};

/** Every so-manieth drawing, so that all hands and all digits are in it. */
function some(share, first) {
  return DRAWINGS.filter(({ hand, digit }) => (HANDS.indexOf(hand) + digit) % share === first);
}

/** Draws each of them on a clean pad; gives the share that is read as it was meant, and the others. */
async function read(play, drawings, pointer) {
  const misread = [];
  for (const drawing of drawings) {
    await play.replay(drawing, pointer);
    const taken = await answer(play);
    if (taken !== drawing.digit) misread.push(`${drawing.hand} ${drawing.digit} for ${taken}`);
    // A click with the mouse would first wait for the button to stand still, each time.
    await play.button("Clear").dispatchEvent("click");
  }
  return { share: 1 - misread.length / drawings.length, misread };
}

/** The network of the page, trained for a moment, and what it must read at the least. */
const TRAINED = [
  { dataset: "synthetic", steps: 2000, asDrawn: 0.95, varied: 0.8 },
  { dataset: "mnist", steps: 2000, asDrawn: 0.95, varied: 0.8 },
];

for (const { dataset, steps, asDrawn, varied } of TRAINED) {
  const options = {
    backend: "cpu",
    skip: dataset === "mnist" && !HAS_MNIST ? "MNIST is not at hand" : undefined,
    serve: { sets: dataset === "mnist" ? ["mnist"] : [] },
    // Where there are real ones, the built-in digits say little more.
    long: dataset === "synthetic" && HAS_MNIST,
    context: { hasTouch: true },
  };
  scenario(`digits of every hand are read after training on ${dataset}`, options, async (play, t) => {
    await play.configure({ dataset, reportEvery: 100 });
    await play.trainTo({ steps });
    await play.pad.evaluate((pad) => {
      window.seen.pointers = new Set();
      pad.addEventListener("pointerdown", (event) => window.seen.pointers.add(event.pointerType));
    });
    const pointers = { mouse: await mouse(play.page), touch: await finger(play.page), pen: await pen(play.page) };
    const all = { right: 0, of: 0 };
    for (const [index, [name, pointer]] of Object.entries(pointers).entries()) {
      const drawings = some(3, index);
      const { share, misread } = await read(play, drawings, pointer);
      t.diagnostic(`by ${name}: ${share.toFixed(3)} of ${drawings.length}; misread ${misread.join(", ")}`);
      all.right += drawings.length - misread.length;
      all.of += drawings.length;
    }
    assert.deepEqual(await play.page.evaluate(() => [...window.seen.pointers]), Object.keys(pointers));
    assert.ok(all.right >= asDrawn * all.of, `${all.right} of ${all.of} as drawn`);
    for (const [index, [name, change]] of Object.entries(VARIATIONS).entries()) {
      const drawings = some(10, index).map(change);
      const { share, misread } = await read(play, drawings, pointers.mouse);
      t.diagnostic(`${name}: ${share.toFixed(3)} of ${drawings.length}; misread ${misread.join(", ")}`);
      assert.ok(share >= varied, `${share} of the ${name} ones; misread ${misread}`);
    }
  });
}

scenario("an empty pad predicts nothing and says so; undo and clear", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 20 });
  const empty = () => play.page.getByText(/The pad is empty/);
  await empty().waitFor();
  assert.equal(await play.page.locator(PART.bestAnswer).count(), 0);
  assert.equal(await sent(play), 0, "nothing is asked of the trainer");

  await play.draw([[[0.3, 0.3], [0.6, 0.3]], [[0.5, 0.3], [0.4, 0.8]]]);
  await answer(play);
  const both = await ink(play);
  await play.button("Undo").click();
  const one = await ink(play);
  assert.ok(one > 0 && one < both, `${both} pixels of ink, then ${one}`);
  await play.clear();
  await empty().waitFor();
  assert.equal(await play.page.locator(PART.bestAnswer).count(), 0);
});

scenario("the pad is answered while it trains, latest drawing first", { backend: "cpu" }, async (play) => {
  await play.trainWithoutEnd();
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

scenario("at rest, with a drawing on the pad, nothing more is asked", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 50 });
  await play.drawDigit(3);
  await answer(play);
  await play.frames(5);
  const before = await sent(play);
  await play.frames(120);
  assert.equal(await sent(play), before);
  // The network changes at rest too.
  await play.configure({ output: "sigmoid", loss: "mse" });
  await play.until("the answer of the other output", (asked) => window.seen.events("Predict").length > asked, before);
  await answer(play);
  await play.button("Step").click();
  await play.reach(51);
  await play.until("the answer after the step", () => window.seen.events("Prediction").length > 0);
  await answer(play);
  await play.frames(5);
  const after = await sent(play);
  await play.frames(60);
  assert.equal(await sent(play), after);
});

scenario("drawing with a finger draws and does not scroll the page", { backend: "cpu", context: PHONE }, async (play) => {
  await play.goToPad();
  const before = await play.pad.boundingBox();
  const upwards = Array.from({ length: 13 }, (_, i) => [before.x + 0.5 * before.width, before.y + (0.8 - i * 0.05) * before.height]);
  await (await finger(play.page)).draw(upwards);
  await answer(play);
  const after = await play.pad.boundingBox();
  assert.ok(Math.abs(after.y - before.y) <= 1 && after.x === before.x, `the pad stayed under the finger: ${before.y}, then ${after.y}`);
});

scenario("the picture that the network sees is 28 by 28 and has the digit in its middle", { backend: "cpu" }, async (play) => {
  await play.replay(fitted(usual(7), 0.35, [1, 1]));
  await answer(play);
  const centre = await play.page.locator(PART.seenImage).evaluate((canvas) => {
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
  return play.page.evaluate(() => window.seen.events("Predict").length);
}
