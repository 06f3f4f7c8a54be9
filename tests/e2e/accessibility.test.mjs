// For everyone: keyboard, screen readers, colours, motion, the back of the room.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { PHONE } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

for (const [name, context] of Object.entries({
  "light": { colorScheme: "light" },
  "dark": { colorScheme: "dark" },
  "a phone": PHONE,
  "a dark phone": { ...PHONE, colorScheme: "dark" },
})) {
  scenario(`axe finds nothing: ${name}`, { backend: "cpu", context }, async (play, t) => {
    const clean = async (state) => {
      await t.test(state, async () => assert.deepEqual(await violations(play.page), []));
    };
    await clean("as it opens");
    await play.trainTo({ steps: 40 });
    await play.configure({ learningRate: 0.01 });
    await play.trainTo({ steps: 20 });
    await play.drawDigit(5);
    await clean("after training, with a drawing");
    await play.fileInput.first().setInputFiles({ name: "bad", mimeType: "text/plain", buffer: Buffer.from("bad file") });
    await play.notice(/bad: /).waitFor();
    await clean("with an error");
    await play.openEverything();
    await clean("with every fold open");
    await play.openHelp();
    await clean("with the help sheet open");
  });
}

scenario("the keyboard reaches everything, and shows where it is", { backend: "cpu" }, async (play) => {
  await play.openEverything();
  const { page } = play;
  const total = await page.evaluate(() => {
    const wanted = "a[href], button, input, select, textarea, summary, [tabindex]";
    const usable = [...document.querySelectorAll(wanted)].filter(
      (e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }) && !e.closest(PART.outOfReach),
    );
    // Radio buttons of one group share one stop.
    const groups = new Set();
    window.stops = usable.filter((e) => {
      if (e.type !== "radio") return true;
      const first = !groups.has(e.name);
      groups.add(e.name);
      return first;
    });
    document.activeElement?.blur();
    return window.stops.length;
  });
  assert.ok(total > 20, `${total} things to use`);

  const hidden = [];
  for (let i = 0; i < total + 5; i += 1) {
    await page.keyboard.press("Tab");
    const unseen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      at.reached = true;
      const style = getComputedStyle(at);
      const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
      return ring ? null : at.outerHTML.slice(0, 120);
    });
    if (unseen) hidden.push(unseen);
  }
  const missed = await page.evaluate(() => window.stops.filter((e) => !e.reached && !(e.type === "radio")).map((e) => e.outerHTML.slice(0, 120)));
  assert.deepEqual(missed, [], "not reached by Tab");
  assert.deepEqual([...new Set(hidden)], [], "focus is visible");
});

scenario("keys do what the help sheet says, and nothing while typing", { backend: "cpu" }, async (play) => {
  const { keyboard } = play.page;
  await keyboard.press("?");
  const help = play.page.getByRole("dialog");
  await help.waitFor();
  const text = await help.innerText();
  for (const key of [/space/i, /\bs\b/i, /\br\b/i, /\bf\b/i, /\bp\b/i, /\?/]) assert.match(text, key);
  await keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });

  await keyboard.press("f");
  await play.until("flipped", () => window.playground.experiment().loss === "mse");
  await keyboard.press("f");
  await play.until("flipped back", () => window.playground.experiment().loss === "ce");

  const field = play.setting("seed");
  await field.focus();
  await keyboard.type("s r f p");
  assert.equal((await play.experiment()).loss, "ce");
  assert.equal(await play.step(), 0);
});

scenario("space on a focused button presses that button and nothing else", { backend: "cpu" }, async (play) => {
  await play.button("Step").focus();
  await play.page.keyboard.press("Space");
  await play.reach(1);
  await play.trainTo({ steps: 1 });
  assert.equal(await play.step(), 2, "one step by the button, one by the script, and no training by the key");
});

scenario("charts speak: a text alternative, and arrow keys read values", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 60 });
  const canvas = play.chart(/^Loss/).locator("canvas");
  await play.until("a description with a value", () =>
    [...document.querySelectorAll(PART.chartCanvas)].every((c) => /\d/.test(c.getAttribute("aria-label") ?? "")),
  );
  await canvas.focus();
  await play.page.keyboard.press("ArrowLeft");
  await play.until("the value is spoken", () =>
    [...document.querySelectorAll(PART.chartSpoken)].some((p) => /step \d+: .*\d/.test(p.textContent)),
  );
});

for (const colorScheme of ["light", "dark"]) {
  scenario(`the page follows the system's colours: ${colorScheme}`, { backend: "cpu", context: { colorScheme } }, async (play) => {
    const [paper, ink] = await play.page.evaluate(() => {
      const style = getComputedStyle(document.body);
      const lightness = (color) => color.match(/[\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 765;
      return [lightness(style.backgroundColor), lightness(style.color)];
    });
    assert.ok(colorScheme === "light" ? paper > 0.8 && ink < 0.4 : paper < 0.3 && ink > 0.6, `paper ${paper}, ink ${ink}`);
  });
}

scenario("projector mode folds the side panels away and enlarges the charts", { backend: "cpu" }, async (play) => {
  const canvas = play.chart(/^Loss/).locator("canvas");
  const before = (await canvas.boundingBox()).width;
  await play.page.keyboard.press("p");
  await play.setting("seed").waitFor({ state: "hidden" });
  await play.until("a wider chart", (width) => {
    const charts = [...document.querySelectorAll(PART.chart)];
    const loss = charts.find((chart) => chart.querySelector("h3").textContent.startsWith("Loss"));
    return loss.querySelector("canvas").getBoundingClientRect().width > width;
  }, before);
  assert.equal(await play.train.isVisible(), true);
  assert.deepEqual(await violations(play.page), []);
  await play.page.keyboard.press("p");
  await play.setting("seed").waitFor();
});

scenario("whoever wants no motion gets none", { backend: "cpu", context: { reducedMotion: "reduce" } }, async (play) => {
  await play.train.click();
  await play.reach(20);
  await play.openHelp();
  const moving = await play.page.evaluate(() =>
    document.getAnimations().filter((a) => Number(a.effect.getComputedTiming().activeDuration) > 20).map((a) => a.effect.target.className),
  );
  assert.deepEqual(moving, []);
});
