// Lessons: the first one played through, its steps, its links, and what is said of one that cannot be opened.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { HAS_MNIST } from "./support/environment.mjs";
import { CPU } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

const NAME = "why-cross-entropy";
const SETS = { serve: { sets: HAS_MNIST ? ["mnist"] : [] } };
const LAPTOP = { context: { viewport: { width: 1366, height: 768 } } };
const BARE = { ...CPU, ...SETS, hash: "", folded: true };
const at = (fragment) => ({ ...CPU, ...SETS, hash: `v=1&${fragment}`, folded: true });

/** Waits until this step is open, counted from 1. */
const opened = (play, step) =>
  play.until(`step ${step}`, (step) => new RegExp(`step ${step} of `).test(document.querySelector(PART.lessonPosition)?.innerText ?? ""), step);

/** Opens the lesson as a first visit offers it. */
async function begin(play) {
  await play.until("two runs", () => window.playground.runs().length === 2);
  await play.page.locator(PART.lessonOpen).click();
  await opened(play, 1);
}

/** Trains until the step has what it waits for; the figures of its answer are numbers. */
async function reach(play) {
  await play.ready();
  await play.train.click();
  await play.page.locator(PART.lessonReveal).waitFor();
  await play.rested();
  const figures = await play.page.locator(PART.lessonFigure).allInnerTexts();
  for (const figure of figures) assert.match(figure, /^-?[\d.,]+(e-?\d+)?[kM]?( %)?$/, figures.join(", "));
  return figures;
}

/** What each step of the lesson is guessed, what its verdict has to say, and whether that needs the real digits. */
const STEPS = [
  { choose: "MSE", says: /You guessed “MSE”; it is “CE”\./ },
  { type: "5e-9", says: /You guessed 5e-9, measured is [\d.]+e-\d+/ },
  { type: "10", says: /You guessed 10, measured is (10(\.\d)?|9\.9\d?): near enough\./ },
  { choose: "no", says: /You guessed “no”, and so it is\./ },
  { choose: "no", says: /You guessed “no”; it is “yes”\./, real: true },
  { choose: "MSE on softmax", says: /You guessed “MSE on softmax”; it is “MSE on logits”\./, real: true },
];

scenario("the lesson is played through: each step is reached, and its answer holds", { ...BARE, ...LAPTOP, timeout: 420_000 }, async (play) => {
  const { page } = play;
  assert.deepEqual(play.server.requests.filter((path) => path.startsWith("/lessons/")), [], "nothing of it is fetched before");
  assert.equal(await play.text(PART.lessonOpen), "Take the lesson (10 min)");
  await begin(play);
  assert.equal(await page.locator(PART.question).count(), 0, "the lesson asks in the place of the question");
  for (const [place, { choose, type, says, real }] of STEPS.entries()) {
    await opened(play, place + 1);
    if (choose) {
      assert.ok((await page.locator(PART.lessonChoice).allInnerTexts()).includes(choose));
      const choice = page.locator(PART.lesson).getByRole("button", { name: choose, exact: true });
      await choice.click();
      assert.equal(await choice.getAttribute("aria-pressed"), "true");
    } else {
      await play.type(page.locator(PART.lessonNumber), type);
      await play.until("the guess is kept", () => /your guess: /.test(document.querySelector(PART.lessonGuessed).innerText));
    }
    assert.match(await play.text(PART.lessonGoal), /^step 0 of \d+$/);
    const figures = await reach(play);
    assert.ok(figures.length > 0, `step ${place + 1}`);
    const verdict = await play.text(PART.lessonVerdict);
    if (HAS_MNIST || !real) assert.match(verdict, says);
    await page.locator(PART.lessonNext).click();
  }
  await opened(play, 7);
  assert.equal(await page.locator(PART.lessonNext).isDisabled(), true);
  await page.locator(PART.lessonExplain).fill("Its gradient is p − y.");
  await page.locator(PART.lessonRevealNow).click();
  await page.locator(PART.lessonReveal).waitFor();
  assert.equal(await page.locator(PART.lessonExplain).inputValue(), "Its gradient is p − y.");
});

scenario("back shows the answer again; what the setup of a step took away can be brought back; just play takes nothing away", { ...BARE, ...LAPTOP, timeout: 240_000 }, async (play) => {
  const { page } = play;
  await begin(play);
  const [first] = await reach(play);
  await page.locator(PART.lessonNext).click();
  await opened(play, 2);
  await play.notice(/The lesson has set up its runs\./).getByRole("button", { name: "Undo" }).click();
  await opened(play, 1);
  await play.until("the runs are back", () => (window.playground.history().step.at(-1) ?? 0) >= 200);
  assert.equal((await page.locator(PART.lessonFigure).allInnerTexts())[0], first);
  await page.locator(PART.lessonNext).click();
  await opened(play, 2);
  await page.locator(PART.lessonNext).click();
  await opened(play, 3);
  assert.equal(await page.locator(PART.lessonNumber).inputValue(), "", "nothing was guessed");
  await page.locator(PART.lessonBack).click();
  await opened(play, 2);
  await page.locator(PART.lessonBack).click();
  await opened(play, 1);
  await page.locator(PART.lessonReveal).waitFor();
  assert.equal((await page.locator(PART.lessonFigure).allInnerTexts())[0], first, "as it was measured");
  const before = await play.experiment();
  await page.locator(PART.lessonLeave).click();
  await play.gone(page.locator(PART.lesson));
  assert.deepEqual(await play.experiment(), before);
  await play.frames(2);
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY");
  await play.until("the address no longer names it", () => !location.hash.includes("ui.lesson"));
});

scenario("a link opens a step with its runs, or with those that it carries itself", { closed: true, ...SETS }, async (play) => {
  // Its first run makes room for those of the step.
  await play.open({ ...at(`ui.lesson=${NAME}&ui.step=4`), ready: false });
  await opened(play, 4);
  await play.until("the runs of the step", () => window.playground.runs().length === 2 && window.playground.experiment().optimizer === "momentum");
  await play.until("the address says both", () => /opt=momentum/.test(location.hash) && /ui\.lesson=why-cross-entropy&ui\.step=4/.test(location.hash));
  await play.page.goto("about:blank");
  await play.open(at(`data=synthetic&lr=0.125&ui.lesson=${NAME}&ui.step=2`));
  await opened(play, 2);
  assert.equal((await play.experiment()).learningRate, 0.125);
  assert.equal((await play.runs()).length, 1);
});

scenario("an unknown lesson and one with a mistake get a sentence, and the page works", { closed: true, serve: { begin: { path: `/lessons/${NAME}.md`, text: "# " } }, tolerates: [/404/] }, async (play) => {
  const said = [
    ["no-such-lesson", /There is no lesson “no-such-lesson” here\. There is: .*why-cross-entropy/],
    ["../index", /There is no lesson “\.\.\/index” here\./],
    [NAME, /The lesson “why-cross-entropy” has a mistake in it\. Line 1: A lesson begins with/],
  ];
  for (const [name, sentence] of said) {
    await play.page.goto("about:blank");
    await play.open(at(`data=synthetic&ui.lesson=${name}`));
    await play.page.locator(PART.lessonFailed).waitFor();
    assert.match(await play.text(PART.lessonFailed), sentence);
    await play.page.locator(PART.lessonLeave).click();
    await play.gone(play.page.locator(PART.lesson));
    assert.equal((await play.trainTo({ steps: 2 })).step, 2);
  }
});

scenario("a number that cannot be read is told, and the keyboard alone plays a step", { ...BARE, ...LAPTOP }, async (play) => {
  const { page } = play;
  const focused = (id) => play.until(`the focus on ${id}`, (id) => document.activeElement.id === id, id);
  await play.until("two runs", () => window.playground.runs().length === 2);
  await page.locator(PART.lessonOpen).focus();
  await page.keyboard.press("Enter");
  await opened(play, 1);
  await focused("lesson-title");
  await page.keyboard.press("Tab");
  await focused("lesson-next");
  await page.keyboard.press("Enter");
  await opened(play, 2);
  await focused("lesson-title");
  await play.type(page.locator(PART.lessonNumber), "many");
  assert.match(await play.text(PART.lessonNumberWrong), /“many” is not a number; type one such as/);
  await page.locator(PART.lessonNumber).fill("1e-8");
  await page.locator(PART.lessonGuess).click();
  await play.until("the complaint is gone", () => document.querySelector(PART.lessonNumberWrong).innerText === "");
  await play.ready();
  await page.locator(PART.lessonTitle).focus();
  await page.keyboard.press("s");
  await page.locator(PART.lessonVerdict).waitFor();
  assert.match(await play.text(PART.lessonVerdict), /You guessed 1e-8, measured is /);
});

for (const [width, height] of [[1366, 768], [1366, 625], [1920, 1080]]) {
  scenario(`with a lesson open all of the stage fits ${width} by ${height}`, { ...BARE, context: { viewport: { width, height } } }, async (play) => {
    await begin(play);
    const check = async (state) => {
      const out = await play.page.evaluate((parts) => {
        const found = parts.flatMap((part) => [...document.querySelectorAll(part)]);
        const beyond = found.filter((e) => {
          const { top, bottom, left, right } = e.getBoundingClientRect();
          return top < -0.5 || left < -0.5 || bottom > innerHeight + 0.5 || right > innerWidth + 0.5;
        });
        const lanes = [...document.querySelectorAll(PART.lane)];
        const scrolls = lanes.filter((e) => e.scrollHeight > e.clientHeight + 1);
        return [...beyond, ...scrolls].map((e) => `${e.id || e.className} ${JSON.stringify(e.getBoundingClientRect())}`);
      }, [PART.lesson, PART.lessonBody, PART.pulls, PART.lane, PART.train]);
      assert.deepEqual(out, [], state);
    };
    await check("as it asks");
    await reach(play);
    await check("as it answers");
    await play.page.locator(PART.lessonNext).click();
    await opened(play, 2);
    await check("with a notice above it");
  });
}

for (const [name, context] of Object.entries({ light: { colorScheme: "light" }, dark: { colorScheme: "dark" } })) {
  scenario(`axe finds nothing in a lesson: ${name}`, { ...BARE, context }, async (play) => {
    await begin(play);
    assert.deepEqual(await violations(play.page), []);
    await reach(play);
    assert.deepEqual(await violations(play.page), []);
    await play.show("Inside");
    await play.page.locator(PART.lesson).waitFor();
  });
}
