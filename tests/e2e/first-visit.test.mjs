// What somebody sees who comes for the first time.

import assert from "node:assert/strict";
import { HAS_MNIST } from "./support/environment.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios();

const SCREENS = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

for (const [screen, viewport] of Object.entries(SCREENS)) {
  const options = { hash: "", folded: true, ready: false, context: { viewport }, serve: { sets: HAS_MNIST ? ["mnist"] : [] } };

  scenario(`a first visit on a ${screen} is ready by itself and nothing jumps`, options, async (play) => {
    await play.page.getByText("Press Train.", { exact: true }).waitFor();
    assert.equal(await play.train.isVisible(), true);
    await play.ready();
    assert.equal((await play.experiment()).dataset, HAS_MNIST ? "mnist" : "synthetic");
    if (HAS_MNIST) await play.allData(60_000);
    const { shift, nodes, overflow } = await play.page.evaluate(() => ({
      shift: window.seen.shifts.reduce((sum, { value }) => sum + value, 0),
      nodes: window.seen.shifts.flatMap((s) => s.nodes),
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    assert.ok(shift < 0.05, `the layout shifted by ${shift}: ${nodes.join(", ")}`);
    assert.ok(overflow <= 0, `${overflow} px wider than the screen`);
    assert.equal(await play.page.getByRole("dialog").isVisible(), false, "nothing pops up");
  });

  scenario(`one press on a ${screen}: it trains within seconds, and the figures move`, { ...options, backend: "cpu" }, async (play) => {
    await play.trainWithoutEnd();
    await play.pause.waitFor();
    await play.reach(100);
    const box = await play.pause.boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= viewport.height, "Pause is in reach without scrolling");
    const { loss } = await play.history();
    assert.ok(loss.at(-1) < loss[0], `the loss falls: ${loss[0]} to ${loss.at(-1)}`);
    await play.until("step and speed are shown", () => {
      const shown = (id) => Number.parseFloat(document.getElementById(id).textContent);
      return shown("step-count") >= 100 && shown("speed") > 0;
    });
  });
}

scenario("the page paints before the trainer is there, and its script is small", { hash: "", folded: true, ready: false }, async (play) => {
  await play.train.waitFor();
  const { requests } = play.server;
  assert.ok(requests.some((path) => /playground-[^/]*\.wasm$/.test(path)));
  const bytes = await play.page.evaluate(() =>
    performance.getEntriesByType("resource").find(({ name }) => /playground-[^/]*\.wasm$/.test(name)).decodedBodySize,
  );
  assert.ok(bytes < 8e6, `the page's module is ${bytes} bytes`);
});

for (const width of [320, 360, 390, 700, 900, 1100, 1920]) {
  scenario(`every control is on the screen at ${width} px`, { backend: "cpu", context: { viewport: { width, height: 800 } } }, async (play) => {
    await play.trainTo({ steps: 20 });
    assert.deepEqual(await outside(play), []);
    for (const sheet of [play.chip, play.share]) {
      await sheet.click();
      assert.deepEqual(await outside(play), [], "with its sheet open");
      await play.page.keyboard.press("Escape");
    }
  });
}

/** What stands beyond the left or right edge of the screen. */
function outside(play) {
  return play.page.evaluate(() => {
    const off = [...document.querySelectorAll("button, summary, input, select, canvas, dd, td")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      // What scrolls in itself is reached by scrolling it.
      return element.checkVisibility() && width > 1 && !element.closest(PART.scroller) && (left < -0.5 || right > document.documentElement.clientWidth + 0.5);
    });
    return off.map((element) => element.outerHTML.slice(0, 100));
  });
}
