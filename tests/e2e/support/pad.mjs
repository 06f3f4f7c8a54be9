// Below the pad: what the tests of the pad and of one's own test set have in common.

export const CPU = { backend: "cpu" };
export const TINY = { model: "16-relu", batchSize: 64, reportEvery: 20 };

export const example = (play) => play.page.locator("#example");
export const target = (play) => play.page.locator("#target");
export const keep = (play) => play.page.locator("#keep-drawing");
export const said = (play) => play.page.locator("#own-said");
export const openOwn = (play) => play.page.locator("#own-title").click();

/** Waits until the bars are about what is on the pad. */
export function answered(play) {
  return play.until("an answer to the drawing", () => {
    const count = (wanted) => window.seen.messages.filter(({ name }) => name === wanted).length;
    return count("Predict") > 0 && count("Predict") === count("Prediction") && document.querySelector("#bars .answer-row.best");
  });
}

/** Draws a digit and keeps it as `label`. */
export async function keepDigit(play, digit, label = digit) {
  const before = await play.page.evaluate(() => document.querySelectorAll("#own-list .own-tile").length);
  await play.drawDigit(digit);
  await target(play).selectOption(String(label));
  await keep(play).click();
  await play.until("it is in the set", (n) => document.querySelectorAll("#own-list .own-tile").length === n, before + 1);
  await said(play).filter({ hasText: `Kept as “${label}”` }).waitFor({ state: "attached" });
  await play.clear();
}
