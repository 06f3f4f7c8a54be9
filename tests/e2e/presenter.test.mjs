// Stage mode, for the back of the room: by button and key, type by size, a blank screen, a card as large as the window.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

const BARE = { backend: "cpu", folded: true, hash: "", context: { viewport: { width: 1366, height: 768 } } };

/** Size of the largest numeral in sight, in pixels. */
function numeral(play) {
  return play.page.locator(PART.laneAccuracy).first().evaluate((e) => Number.parseFloat(getComputedStyle(e).fontSize));
}

scenario("stage mode comes by its button, keeps the flip, and its type grows and shrinks", BARE, async (play) => {
  await play.trainTo({ steps: 20 });
  const usual = await numeral(play);
  const button = play.page.locator(PART.stageMode);
  await button.click();
  assert.equal(await button.getAttribute("aria-pressed"), "true");
  assert.ok((await numeral(play)) > 1.15 * usual, `${usual}, then ${await numeral(play)}`);
  assert.ok(await play.page.locator(PART.flip).isVisible());
  assert.equal(await play.page.locator(PART.factChips).isVisible(), false);
  const before = await numeral(play);
  await play.page.keyboard.press("+");
  await play.until("larger type", ([part, size]) => Number.parseFloat(getComputedStyle(document.querySelector(part)).fontSize) > size, [PART.laneAccuracy, before]);
  await play.page.keyboard.press("-");
  await play.page.keyboard.press("-");
  await play.until("smaller type", ([part, size]) => Number.parseFloat(getComputedStyle(document.querySelector(part)).fontSize) < size, [PART.laneAccuracy, before]);
  await button.click();
  assert.equal(await numeral(play), usual);
});

scenario("in stage mode b covers the page until the next press, and training goes on", BARE, async (play) => {
  await play.page.keyboard.press("b");
  assert.equal(await play.page.locator(PART.blank).count(), 0, "not while people work alone");
  await play.page.keyboard.press("p");
  await play.trainWithoutEnd();
  await play.page.locator(PART.flip).focus();
  await play.page.keyboard.press("b");
  await play.page.locator(PART.blank).waitFor();
  const box = await play.page.locator(PART.blank).boundingBox();
  assert.deepEqual([box.x, box.y, box.width, box.height], [0, 0, 1366, 768]);
  const step = await play.step();
  await play.reach(step + 40);
  await play.page.keyboard.press("Escape");
  await play.page.locator(PART.blank).waitFor({ state: "detached" });
  await play.until("the focus is back", () => document.activeElement === document.querySelector(PART.flip));
});

scenario("in stage mode any card fills the window, by mouse and by keyboard, and comes back", BARE, async (play) => {
  await play.trainTo({ steps: 20 });
  await play.page.keyboard.press("p");
  const race = play.page.locator(PART.race);
  await race.hover();
  await play.page.locator(PART.enlarge).click();
  const filled = () => {
    const { x, y, width, height } = document.querySelector(PART.enlarged).getBoundingClientRect();
    return x === 0 && y === 0 && width === innerWidth && height === innerHeight;
  };
  await play.until("it fills the window", filled);
  // What lies behind takes neither press nor focus.
  assert.equal(await play.page.locator(PART.train).evaluate((e) => e.closest(PART.inert) !== null), true);
  // A dialog that opens above it works.
  await play.page.keyboard.press("g");
  await play.page.locator(PART.presetSearch).fill("LeNet");
  await play.page.locator(PART.presetSearch).fill("");
  await play.page.keyboard.press("Escape");
  await play.until("the dialog is closed", () => !document.querySelector(PART.presetGallery).open);
  await play.page.keyboard.press("Escape");
  await play.until("it is back", () => document.querySelector(PART.enlarged) === null && document.querySelector(PART.inert) === null);
  await play.page.locator(PART.pull).first().focus();
  await play.page.keyboard.press("e");
  await play.until("the picture fills the window", filled);
  await play.page.keyboard.press("e");
  await play.until("it is back", () => document.querySelector(PART.enlarged) === null);

  // A card that goes with its view leaves nothing behind.
  await play.page.keyboard.press("e");
  await play.until("it fills the window again", filled);
  await play.page.keyboard.press("2");
  await play.until("another view, which takes presses", () => document.querySelector(PART.labUnits) !== null && document.querySelector(PART.inert) === null);
});

scenario("curves stand over steps, epochs or seconds, and a link keeps which", { backend: "cpu" }, async (play) => {
  await play.configure({ split: "600+100", batchSize: 20, reportEvery: 5 });
  await play.trainTo({ steps: 60 });
  const step = (name) => play.chart(name).locator(PART.chartStep).innerText();
  assert.match(await step(/^Loss/), /^step 60$/);
  await play.page.getByRole("radio", { name: "epochs" }).check();
  await play.until("epochs", () => [...document.querySelectorAll(PART.chartStep)].some((e) => e.textContent === "epoch 2.00"));
  assert.match(await step(/^Loss/), /^epoch 2\.00$/);
  assert.match(await step(/^Gradient norm/), /^epoch 2\.00$/);
  await play.page.getByRole("radio", { name: "seconds" }).check();
  await play.until("seconds", () => [...document.querySelectorAll(PART.chartStep)].some((e) => /^seconds of training /.test(e.textContent)));
  const took = Number((await step(/^Loss/)).split(" ").at(-1));
  assert.ok(took > 0 && took < 60, `${took}`);
  await play.until("the address keeps it", () => /ui\.x=seconds/.test(location.hash));
  await play.show("Batch");
  assert.match(await step(/^Size of an update/), /^seconds of training /);
});
