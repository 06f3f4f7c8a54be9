// Below the pad: what the tests of the pad and of one's own test set have in common.

import { PART } from "./selectors.mjs";

export const TINY = { model: "16-relu", batchSize: 64, reportEvery: 20 };

export const example = (play) => play.page.locator(PART.example);
export const target = (play) => play.page.locator(PART.target);
export const keep = (play) => play.page.locator(PART.keepDrawing);
export const said = (play) => play.page.locator(PART.ownSaid);
export const openOwn = (play) => play.page.locator(PART.ownTitle).click();

/** Waits until the bars are about what is on the pad. */
export function answered(play) {
  return play.until("an answer to the drawing", () => {
    const count = (wanted) => window.seen.events(wanted).length;
    return count("Predict") > 0 && count("Predict") === count("Prediction") && document.querySelector(PART.longestBar);
  });
}

/** Draws a digit and keeps it as `label`. */
export async function keepDigit(play, digit, label = digit) {
  const before = await play.page.evaluate(() => document.querySelectorAll(PART.ownTile).length);
  await play.drawDigit(digit);
  await target(play).selectOption(String(label));
  await keep(play).click();
  await play.until("it is in the set", (n) => document.querySelectorAll(PART.ownTile).length === n, before + 1);
  await said(play).filter({ hasText: `Kept as “${label}”` }).waitFor({ state: "attached" });
  await play.clear();
}
