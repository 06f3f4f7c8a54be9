// Small windows and large text: a window of 1280 by 800 at 200 and 400 per cent is 640 by 400 and 320 by 200 CSS
// pixels. Nothing is cut off sideways, and what stands fixed leaves room for the rest (WCAG 1.4.4, 1.4.10).

import assert from "node:assert/strict";
import { answered } from "./support/pad.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

const SCREENS = {
  "200 %": { width: 640, height: 400 },
  "400 %": { width: 320, height: 200 },
  "320 by 256": { width: 320, height: 256 },
  "1024 by 600": { width: 1024, height: 600 },
};

/** What is wider than the window, and controls beyond its edges outside of what scrolls by itself. */
function cutOff(play) {
  return play.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide`] : [];
    const scrolls = (element) => {
      for (let at = element.parentElement; at; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
      return false;
    };
    const off = [...document.querySelectorAll("button, summary, input, select, canvas, p, h2, h3, dd, td")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return element.checkVisibility() && width > 1 && (left < -0.5 || right > clientWidth + 0.5) && !scrolls(element);
    });
    return [...wide, ...off.map((element) => element.outerHTML.slice(0, 100))];
  });
}

/** The share of the window's height that nothing fixed or sticky covers, in the middle of the page. */
async function free(play) {
  await play.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
  await play.frames(2);
  return play.page.evaluate(() => {
    const stuck = (element) => {
      for (let at = element; at; at = at.parentElement) if (/fixed|sticky/.test(getComputedStyle(at).position) && at.closest(PART.sticky)) return true;
      return false;
    };
    const rows = Array.from({ length: 50 }, (_, i) => document.elementFromPoint(innerWidth / 2, ((i + 0.5) / 50) * innerHeight));
    return rows.filter((element) => element && !stuck(element)).length / 50;
  });
}

for (const [name, viewport] of Object.entries(SCREENS)) {
  scenario(`nothing is cut off at ${name}`, { backend: "cpu", context: { viewport } }, async (play, t) => {
    await play.configure({ model: "16-relu", batchSize: 64, reportEvery: 5 });
    await play.trainTo({ steps: 40 });
    await play.openEverything();
    await play.page.evaluate(() => document.querySelectorAll(PART.popover).forEach((popover) => (popover.open = false)));
    for (const tab of await play.views()) {
      await t.test(tab, async () => {
        await play.page.locator(PART_OF.tab(tab)).click();
        await play.until("the view", (key) => document.querySelector(PART.view).getAttribute("aria-labelledby") === `tab-${key}`, tab);
        await play.frames(3);
        assert.deepEqual(await cutOff(play), []);
      });
    }
    await t.test("what stands fixed leaves half of the window", async () => {
      await play.type(play.units(1), "20");
      await play.page.locator(PART.pendingBar).waitFor();
      const share = await free(play);
      assert.ok(share >= 0.5, `${share} of it`);
    });
    await t.test("sheets can be read to their end", async () => {
      for (const [button, parts] of [[play.chip, PART.deviceSheetParts], [play.share, PART.shareSheetParts]]) {
        await button.click();
        assert.deepEqual(await cutOff(play), []);
        const last = play.page.locator(parts).last();
        await last.scrollIntoViewIfNeeded();
        const box = await last.boundingBox();
        assert.ok(box.y >= 0 && box.y + box.height <= viewport.height + 0.5, `its last part stands at ${box.y} of ${viewport.height}`);
        await play.page.keyboard.press("Escape");
      }
      await play.openHelp();
      const box = await play.page.getByRole("dialog").boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= viewport.width && box.y >= 0 && box.y + box.height <= viewport.height, JSON.stringify(box));
      await play.page.keyboard.press("Escape");
    });
    await t.test("one trains and draws", async () => {
      await play.page.locator(PART.reset).click();
      await play.page.locator(PART.train).click();
      await play.pause.waitFor();
      await play.reach(20);
      // Bars that stay stand over what has been scrolled to only half.
      await play.pad.evaluate((pad) => pad.scrollIntoView({ block: "end" }));
      await play.draw([[[0.5, 0.2], [0.5, 0.4], [0.5, 0.6], [0.5, 0.8]]]);
      await answered(play);
    });
  });
}

// Storage that the browser does not give

const refuse = () => {
  const get = () => {
    throw new DOMException("blocked by a test", "SecurityError");
  };
  for (const name of ["indexedDB", "localStorage", "sessionStorage", "caches"]) Object.defineProperty(window, name, { get, configurable: true });
};

const fail = () => {
  IDBFactory.prototype.open = () => {
    const request = new EventTarget();
    Object.assign(request, { error: new DOMException("broken by a test", "UnknownError"), readyState: "done" });
    Object.setPrototypeOf(request, Object.create(IDBOpenDBRequest.prototype, Object.fromEntries(
      ["error", "result", "onsuccess", "onerror", "onupgradeneeded", "onblocked"].map((name) => [name, { value: name === "error" ? request.error : null, writable: true }]),
    )));
    setTimeout(() => request.onerror?.(new Event("error")));
    return request;
  };
};

const without = () => {
  for (const name of ["indexedDB", "localStorage"]) Object.defineProperty(window, name, { value: undefined, configurable: true });
};

for (const [name, [change, words]] of Object.entries({
  "whose getters refuse": [refuse, /keeps nothing for the page \(SecurityError\).*save to a file/],
  "that fails to open": [fail, /keeps nothing for the page \(UnknownError\).*save to a file/],
  "that is not there": [without, /keeps nothing for the page.*save to a file/],
})) {
  scenario(`with a storage ${name} the page trains and draws, and says what it cannot keep`, { backend: "cpu" }, async (play) => {
    await play.page.addInitScript(change);
    await play.page.goto("about:blank");
    await play.open({ backend: "cpu" });
    await play.trainTo({ steps: 20 });
    await play.drawDigit(3);
    await answered(play);
    assert.match(await play.refusal((p) => p.save("a")), words);
    assert.equal((await play.trainTo({ steps: 5 })).step, 25);
  });
}
