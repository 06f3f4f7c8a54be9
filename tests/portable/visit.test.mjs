// The first minutes: the page opens, trains, is drawn on, is steered by buttons and keys, on screens of every size.

import assert from "node:assert/strict";
import { usual } from "../e2e/support/drawings.mjs";
import { HAS_MNIST } from "../e2e/support/environment.mjs";
import { PART } from "../e2e/support/selectors.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = await scenarios();

const MNIST = { serve: { sets: HAS_MNIST ? ["mnist"] : [] } };
const DATASET = HAS_MNIST ? "mnist" : "synthetic";

scenario("a first visit is ready by itself, on the best data there is", { ...MNIST, hash: "", folded: true, backend: null, ready: false }, async (play) => {
  await play.page.seen(PART.train, "Train");
  await play.ready();
  assert.equal((await play.experiment()).dataset, DATASET);
  assert.equal(await play.page.count("[role=alert]"), 0, "nothing is wrong");
  assert.equal(await play.page.count("dialog"), 0, "nothing pops up");
  assert.equal(await play.page.evaluate(() => document.querySelector(PART.opening)), null, "what was there first is gone");
  await fits(play);
});

scenario("what goes wrong in the page would be seen", { tolerates: [/on purpose/, /connect-src|Content.Security.Policy/i] }, async (play) => {
  await play.page.evaluate(() => {
    console.error("told on purpose");
    fetch("http://playground.invalid/").catch(() => {});
    setTimeout(() => {
      throw new Error("thrown on purpose");
    });
    Promise.reject(new Error("rejected on purpose"));
  });
  await play.until("all four", () => window.seen.wrong.length >= 3 && window.seen.violations.length >= 1);
  const all = (await play.allComplaints()).join("\n");
  for (const part of [/told on purpose/, /thrown on purpose/, /rejected on purpose/, /connect-src/]) assert.match(all, part);
});

scenario("trained on images of digits, accuracy rises", MNIST, async (play) => {
  await play.configure({ stop: "never", reportEvery: 20 });
  await play.press("Train");
  await play.reach(300);
  await play.press("Pause");
  const { loss, accuracy } = await play.history();
  assert.ok(accuracy.at(-1) > accuracy[0] + 0.3, `accuracy from ${accuracy[0]} to ${accuracy.at(-1)}`);
  assert.ok(loss.at(-1) < loss[0] / 2, `loss from ${loss[0]} to ${loss.at(-1)}`);
  const step = await play.rested();
  await play.until("the header says where it stands", (at) => document.querySelector(PART.stepCount).textContent === String(at), step);
  const { accuracy: validation } = await play.script((p) => p.evaluate("validation"));
  assert.ok(validation > 0.7, `${validation} of images that it never saw`);
});

/** Digits that the network of the page reads after a few hundred steps, of whatever hand they are. */
const DRAWN = [0, 1, 7];

async function drawAndRead(play) {
  await play.configure({ dataset: DATASET, reportEvery: 100 });
  await play.trainTo({ steps: 700 });
  for (const digit of DRAWN) {
    await play.replay(usual(digit));
    assert.equal(await play.answer(), digit);
    await play.clear();
    await play.page.seen("*", /^The pad is empty/);
  }
}

scenario("a digit drawn with the mouse is read", MNIST, drawAndRead);

scenario("a digit drawn with the mouse is read at a plain host, where there is no secure context", { ...MNIST, plain: true }, async (play) => {
  assert.equal(await play.page.evaluate(() => isSecureContext), false);
  await drawAndRead(play);
});

scenario("buttons: train, pause, step, reset, and the reset undone", { costly: true }, async (play) => {
  await play.configure({ stop: "never" });
  await play.press("Train");
  await play.reach(40);
  await play.press("Pause");
  const step = await play.rested();
  await play.press("Step");
  await play.reach(step + 1);
  await play.press("Reset");
  await play.until("the curves are gone", () => window.playground.history().step.length === 0);
  await play.press("Undo reset");
  await play.until("the curves are back", (s) => window.playground.history().step.at(-1) === s, step + 1);
});

scenario("keys: train, pause, step, flip, reset, help; and none of them while typing", { costly: true }, async (play) => {
  const { page } = play;
  await play.configure({ stop: "never" });
  await page.press(" ");
  await play.reach(20);
  await page.press(" ");
  const step = await play.rested();
  await page.press("s");
  await play.reach(step + 1);
  await page.press("f");
  await play.until("flipped", () => window.playground.experiment().loss === "mse");
  await page.press("r");
  await play.until("the curves are gone", () => window.playground.history().step.length === 0);
  await page.press("?");
  await page.seen("dialog", /space/);
  await page.press("Escape");
  await page.seen("dialog", undefined, { gone: true });
  await page.focus(PART.fieldSeed);
  await page.press("s", "f", "r");
  assert.equal((await play.experiment()).loss, "mse");
  assert.equal(await play.step(), 0);
});

scenario("a pad with something on it: undo takes the last line, clear takes all", { costly: true }, async (play) => {
  const ink = async () => {
    await play.frames(2);
    return play.page.evaluate(() => {
      const canvas = document.querySelector(PART.pad);
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, i) => i % 4 === 3 && value > 0).length;
    });
  };
  await play.draw([[[0.3, 0.3], [0.6, 0.3]], [[0.5, 0.3], [0.4, 0.5], [0.4, 0.8]]]);
  await play.answer();
  const both = await ink();
  await play.press("Undo");
  const one = await ink();
  assert.ok(one > 0 && one < both, `${both} pixels of ink, then ${one}`);
  await play.clear();
  assert.equal(await ink(), 0);
});

scenario("at rest, with a drawing on the pad, nothing more is asked", { costly: true }, async (play) => {
  await play.trainTo({ steps: 20 });
  await play.replay(usual(3));
  await play.answer();
  const asked = () => play.page.evaluate(() => window.seen.events("Predict").length);
  await play.frames(20);
  const settled = await asked();
  await play.frames(40);
  assert.equal(await asked(), settled);
});

// WebKitGTK's window is never narrower than 447 pixels.
const SCREENS = { "a phone": { width: 390, height: 844 }, "a small laptop": { width: 1024, height: 600 } };

for (const [name, size] of Object.entries(SCREENS)) {
  scenario(`on ${name} it trains, is drawn on, and nothing stands out at the side`, { size }, async (play) => {
    await play.configure({ stop: "never" });
    await play.press("Train");
    await play.reach(60);
    await fits(play);
    const box = await play.page.reached(PART.train);
    const height = await play.page.evaluate(() => innerHeight);
    assert.ok(box.y >= 0 && box.y + box.height <= height, "Pause is in reach without scrolling");
    await play.replay(usual(1));
    await play.answer();
    await play.press("Pause");
    await play.rested();
    await play.page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
    await fits(play);
  });
}

scenario("translated, the page goes on telling where training stands", {}, async (play) => {
  await play.configure({ stop: "never" });
  await play.press("Train");
  await play.reach(20);
  // As the translators of browsers do it: each text goes into an element, and another one takes its place.
  await play.page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector(PART.mainOrPage) ?? document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts.filter((t) => t.data.trim() && t.parentElement.checkVisibility())) {
      const font = document.createElement("font");
      font.append(document.createTextNode(text.data));
      text.replaceWith(font);
    }
  });
  const from = await play.step();
  await play.reach(from + 200);
  await play.until("the header goes on", (at) => Number.parseInt(document.querySelector(PART.stepCount).textContent, 10) >= at, from + 200);
  await play.page.click(PART.train);
  await play.until("the button says Train", () => document.querySelector(PART.train).textContent.trim() === "Train");
});

/** Nothing is wider than the window. */
async function fits(play) {
  const [over, out, beyond] = await play.page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    const within = (element) => {
      for (let e = element.parentElement; e && e !== document.body; e = e.parentElement) if (getComputedStyle(e).overflowX !== "visible") return true;
      return false;
    };
    const beyond = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > wide && !within(element));
    const off = [...document.querySelectorAll("button, summary, input, select, canvas, dd, td")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return element.checkVisibility() && width > 1 && (left < -0.5 || right > wide + 0.5) && !element.closest(PART.tableOrScroller);
    });
    const named = (elements) => elements.map((element) => element.outerHTML.slice(0, 100));
    return [document.documentElement.scrollWidth - wide, named(off), named(beyond)];
  });
  assert.ok(over <= 0, `${over} px wider than the screen: ${beyond.join("\n")}`);
  assert.deepEqual(out, [], "beyond the edge of the screen");
}
