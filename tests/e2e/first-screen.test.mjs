// What the bare address shows: two networks around the picture of what tells them apart, and what it takes to see it.

import assert from "node:assert/strict";
import { CPU } from "./support/fixtures.mjs";
import { HAS_MNIST } from "./support/environment.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

const BARE = { ...CPU, hash: "", folded: true, serve: { sets: HAS_MNIST ? ["mnist"] : [] } };

/** Every network has answered the images that are followed. */
async function alive(play) {
  await play.until("two runs", () => window.playground.runs().length === 2);
  await play.until("the picture", () => document.querySelectorAll(PART.pull).length === 24);
  await play.until("both lanes read the digit", () => {
    const lanes = [...document.querySelectorAll(PART.lane)];
    return lanes.length === 2 && lanes.every((lane) => /reads it as/.test(lane.innerText));
  });
}

const LAPTOPS = { "1366 by 768": [1366, 768], "1366 by 625, within a browser's bars": [1366, 625], "1920 by 1080": [1920, 1080] };

for (const [name, [width, height]] of Object.entries(LAPTOPS)) {
  scenario(`the first screen at ${name} holds all of it, and nothing in it scrolls`, { ...BARE, context: { viewport: { width, height } } }, async (play) => {
    await alive(play);
    const parts = [PART.question, PART.pulls, PART.pad, PART.race, PART.factChips, PART.diagnosisLine, PART.train, PART.flip];
    for (const steps of [0, 20]) {
      if (steps > 0) await play.trainTo({ steps });
      const { out, scrolls } = await play.page.evaluate((parts) => {
        const found = parts.flatMap((part) => [...document.querySelectorAll(part)]).concat([...document.querySelectorAll(PART.lane)]);
        const out = found.filter((e) => {
          const { top, bottom, left, right } = e.getBoundingClientRect();
          return top < -0.5 || left < -0.5 || bottom > innerHeight + 0.5 || right > innerWidth + 0.5;
        });
        const within = [...document.querySelector(PART.stageFirst).querySelectorAll("*")];
        const scrolls = within.filter((e) => {
          const { overflowY } = getComputedStyle(e);
          return ["auto", "scroll"].includes(overflowY) && e.scrollHeight > e.clientHeight + 1;
        });
        const told = (e) => `${e.id || e.className}: ${e.scrollHeight} in ${e.clientHeight}, ${JSON.stringify(e.getBoundingClientRect())}`;
        return { out: out.map(told), scrolls: scrolls.map(told) };
      }, parts);
      assert.deepEqual(out, [], "beyond the screen");
      assert.deepEqual(scrolls, [], "what scrolls within it");
    }
  });
}

scenario("before the first press at most 30 elements are in the tab order, and no field, slider or menu is among them", { ...BARE, context: { viewport: { width: 1366, height: 768 } } }, async (play) => {
  await alive(play);
  const stops = [];
  for (;;) {
    await play.page.keyboard.press("Tab");
    const stop = await play.page.evaluate(() => {
      const e = document.activeElement;
      return e === document.body ? null : `${e.tagName} ${e.type ?? ""} ${e.id || e.getAttribute("aria-label") || e.textContent}`.replace(/\s+/g, " ").slice(0, 60);
    });
    if (stop === null || stops.length > 60) break;
    stops.push(stop);
  }
  assert.ok(stops.length > 10, `${stops.length} only`);
  assert.ok(stops.length <= 30, `${stops.length}: ${stops.join("; ")}`);
  assert.deepEqual(stops.filter((stop) => /^(SELECT|TEXTAREA|INPUT (?!radio|checkbox))/.test(stop)), []);
});

scenario("one press: the gap opens, and a sentence says it in the figures of both runs, and whether it was guessed", BARE, async (play) => {
  await alive(play);
  assert.match(await play.text(PART.question), /Which loss gets out\?/);
  const guesses = play.page.locator(PART.guess);
  assert.deepEqual(await guesses.allInnerTexts(), ["CE", "MSE", "both"]);
  await guesses.nth(1).click();
  assert.equal(await guesses.nth(1).getAttribute("aria-pressed"), "true");
  await play.button("Step").click();
  await play.until("the guess, while nothing is decided", () => /^You guessed MSE\. After 1 steps?: /.test(document.querySelector(PART.questionAnswer)?.innerText ?? ""));
  await play.train.click();
  await play.until("the gap of 50 points", () => {
    const [ce, mse] = window.playground.runs().map(({ history }) => history.accuracy.at(-1) ?? 0);
    return ce - mse >= 0.5;
  });
  await play.until("the answer", () => /^Not as you guessed\. After \d+ steps: CE /.test(document.querySelector(PART.questionAnswer)?.innerText ?? ""));
  await play.pause.click();
  await play.rested();
  // One of the two may rest a report ahead of the other.
  const both = Math.min(...(await play.runs()).map(({ history }) => history.step.at(-1)));
  await play.until("it is about the last step of both", (step) => document.querySelector(PART.questionAnswer).innerText.includes(`After ${step} steps`), both);
  const said = await play.text(PART.questionAnswer);
  const [, ce, mse] = /CE ([\d.]+) % right, MSE ([\d.]+) %/.exec(said).map(Number);
  const accuracy = (await play.runs()).map(({ history }) => 100 * history.accuracy[history.step.indexOf(both)]);
  assert.ok(Math.abs(ce - accuracy[0]) <= 0.05 && Math.abs(mse - accuracy[1]) <= 0.05, `${said}: ${accuracy}`);
  const [, own, other] = /At the MSE network an image pulls with (\S+) on average; CE would pull with (\S+)\./.exec(said).map(Number);
  assert.ok(other > 1 && own < other / 10, said);
  // Of a run whose loss was changed on the way it is not asked, not even once it is changed back.
  for (let times = 0; times < 2; times += 1) {
    await play.flip.click();
    await play.gone(play.page.locator(PART.question));
  }
});

scenario("the focus is never lost: with a guess, a run that goes, a view that goes", BARE, async (play) => {
  await alive(play);
  const focused = () => play.page.evaluate(() => document.activeElement.tagName);
  const kept = async (what) => {
    await play.frames(4);
    assert.notEqual(await focused(), "BODY", what);
  };
  await play.page.locator(PART.guess).first().focus();
  await play.page.keyboard.press("Enter");
  await play.page.keyboard.press("s");
  await play.until("the guesses are gone", () => !document.querySelector(PART.guess));
  await kept("the guesses are gone");
  await play.page.locator(PART.pull).first().focus();
  await play.page.keyboard.press("3");
  await kept("another view");
  await play.page.keyboard.press("1");
  await play.page.locator(PART.chipButton).nth(1).focus();
  await play.page.keyboard.press("Delete");
  await play.until("one run", () => window.playground.runs().length === 1);
  await kept("a run is removed");
  await play.button("Add a run with MSE").click();
  await play.until("two runs", () => window.playground.runs().length === 2);
  await kept("a run is added");
});

scenario("keys 1 to 6 show the views, none of them while typing, and all can be switched off for good", CPU, async (play) => {
  const views = await play.views();
  assert.equal(views.length, 6);
  const shown = (key) => play.until(`the view ${key}`, (k) => document.querySelector(PART.view).getAttribute("aria-labelledby") === `tab-${k}`, key);
  for (const [place, key] of [...views.entries()].reverse()) {
    await play.page.keyboard.press(String(place + 1));
    await shown(key);
  }
  await play.unfold();
  await play.setting("seed").focus();
  await play.page.keyboard.press("3");
  await play.frames(2);
  await shown(views[0]);
  await play.page.keyboard.press("Escape");
  await play.openHelp();
  await play.page.locator(PART.singleKeys).uncheck();
  await play.page.keyboard.press("Escape");
  for (let visit = 0; visit < 2; visit += 1) {
    await play.page.locator("body").focus();
    await play.page.keyboard.press("2");
    await play.frames(2);
    await shown(views[0]);
    if (visit === 0) await play.reload();
  }
  await play.openHelp();
  await play.page.locator(PART.singleKeys).check();
  await play.page.keyboard.press("Escape");
  await play.page.keyboard.press("2");
  await shown(views[1]);
});

for (const [old, now] of [["train", "compare"], ["gradients", "batch"], ["inside", "inside"], ["evaluate", "mistakes"], ["theory", "work"], ["runs", "runs"]]) {
  scenario(`an old link to the view ${old} opens its successor`, { ...CPU, folded: true, hash: `v=1&data=synthetic&ui.tab=${old}` }, async (play) => {
    assert.equal(await play.page.getByRole("tab", { selected: true }).getAttribute("id"), `tab-${now}`);
    if (old === "train") await play.chart("Loss").waitFor();
    await play.until("the address says so too", (key) => new URLSearchParams(location.hash.slice(1)).get("ui.tab") === key, now === "compare" ? null : now);
  });
}

scenario("a setting among the facts leads to its control, and what differs between the runs is told first", { ...BARE, context: { viewport: { width: 1366, height: 768 } } }, async (play) => {
  await alive(play);
  const facts = play.page.locator(PART.fact);
  assert.equal(await facts.first().innerText(), "loss: CE / MSE");
  assert.equal(await play.page.locator(PART.settings).isVisible(), false);
  for (const key of ["lr", "batch", "opt"]) {
    await play.page.locator(PART_OF.fact(key)).click();
    await play.until(`the control of ${key}`, (id) => document.activeElement.id === id, `field-${key}`);
  }
  await play.type(play.setting("lr"), "0.05");
  await play.until("the chips say it", () => /lr: 0.05 \/ 0.1|rate 0.05/.test(document.querySelector(PART.factChips).innerText));
  await play.page.locator(PART.stageSettings).click();
  assert.equal(await play.page.locator(PART.settings).isVisible(), false);
  await play.page.locator(PART_OF.fact("seed")).focus();
  const focused = () => play.page.evaluate(() => document.activeElement.dataset.setting);
  await play.page.keyboard.press("Home");
  const first = await focused();
  await play.page.keyboard.press("ArrowRight");
  assert.notEqual(await focused(), first);
});

scenario("the end of training is said, and Train goes on for as long again", { ...BARE, hash: "v=1&preset=confidently-wrong&stop=steps:20&every=5&vs=MSE:loss=mse" }, async (play) => {
  await play.train.click();
  await play.until("the end", () => /After 20 steps, the end: /.test(document.querySelector(PART.questionAnswer)?.innerText ?? ""));
  await play.show("Batch");
  await play.page.getByText("Training has come to the end that is set. Train goes on for as long again.").waitFor();
  await play.train.click();
  await play.until("as much again", () => window.playground.runs().every(({ history }) => history.step.at(-1) === 40));
});
