// The diagnosis: what is wrong with a run in sentences with numbers, a remedy in one click, before and after.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

/** Small enough to take seconds on the CPU. */
const SMALL = { dataset: "synthetic", model: "32-relu", batchSize: 32, reportEvery: 5, seed: 11 };

/** Every unit of a layer begins alike. */
const SYMMETRIC = { ...SMALL, model: "32-relu.16-relu", init: "zero", optimizer: "adam", learningRate: 0.003 };

const diagnosis = (play) => play.script((p) => p.diagnosis());

const rules = async (play) => (await diagnosis(play)).map(({ rule }) => rule);

const panel = (play) => play.page.locator(PART.diagnosis);
const line = (play) => play.page.locator(PART.diagnosisLine);
const finding = (play, rule) => panel(play).locator(PART_OF.finding(rule));
const remedied = (play, rule) => panel(play).locator(PART_OF.remedied(rule));

/** Opens the panel by the line beside the charts. */
async function open(play) {
  await line(play).click();
  await panel(play).waitFor();
}

/** Waits until a remedy's figure is better than before. */
function better(play, rule) {
  const improved = (outcome) => document.querySelector(outcome) !== null;
  return play.until(`a better figure of “${rule}”`, improved, PART_OF.improved(rule));
}

scenario("all-zero weights are named, and the remedy makes the run learn: before and after", { backend: "cpu" }, async (play) => {
  await play.configure(SYMMETRIC);
  await play.trainTo({ steps: 60 });
  const [found] = await diagnosis(play);
  assert.deepEqual([found.rule, found.severity], ["symmetry", "serious"]);
  assert.match(found.sentence, /began at 0, so the 32 units/);
  assert.ok(found.value < 0.3, `accuracy ${found.value}`);

  await open(play);
  await play.trainWithoutEnd();
  await play.reach(100);
  await finding(play, "symmetry").getByRole("button", { name: found.remedy }).click();
  await better(play, "symmetry");
  assert.equal(await play.pause.isVisible(), true, "it went on training");
  assert.match(await remedied(play, "symmetry").textContent(), /He initialisation.*accuracy \d+\.\d % → \d\d\.\d %.*better/s);
  assert.equal(await finding(play, "symmetry").count(), 0);
  assert.equal((await play.experiment()).init, "he-normal");
  await play.pause.click();
  await play.rested();

  await play.button("Undo reset").click();
  await play.until("the old start", () => window.playground.experiment().init === "zero");
  await play.gone(remedied(play, "symmetry"));
  await finding(play, "symmetry").waitFor();
});

scenario("too large a learning rate ends in an overflow, and a tenth of it begins anew", { backend: "cpu" }, async (play) => {
  await play.configure({ ...SMALL, model: "32-linear", output: "linear", loss: "mse", optimizer: "sgd", learningRate: 0.5 });
  await play.trainTo({ steps: 200 });
  const all = await diagnosis(play);
  assert.deepEqual(all.map(({ rule }) => rule), ["not-finite"], "the others say less");
  assert.equal(all[0].severity, "fatal");
  assert.match(all[0].sentence, /At step \d+ .* learning rate of 0.5: weights or activations have probably overflowed/);
  await open(play);
  await finding(play, "not-finite").getByText("takes new weights").waitFor();
  await finding(play, "not-finite").getByRole("button", { name: "Lower the learning rate to 0.05" }).click();
  await remedied(play, "not-finite").getByText("press Train to see").waitFor();
  assert.equal((await play.experiment()).learningRate, 0.05);
  await play.trainTo({ steps: 100 });
  await better(play, "not-finite");
  assert.deepEqual(await rules(play), []);
});

scenario("saturated units are counted, and scripts can treat them", { backend: "cpu" }, async (play) => {
  await play.configure({ ...SMALL, model: "32-sigmoid.16-sigmoid", init: "normal", initScale: 3 });
  await play.trainTo({ steps: 60 });
  const found = (await diagnosis(play)).find(({ rule }) => rule === "saturated");
  assert.ok(found?.value > 0.5, JSON.stringify(found));
  assert.match(found.sentence, new RegExp(`^${(found.value * 100).toFixed(1)} % of the activations of hidden \\d`));
  await play.script((p) => p.remedy("saturated"));
  assert.match((await play.experiment()).init, /xavier/);
  assert.equal(await play.step(), 0, "new weights");
  await play.trainTo({ steps: 60 });
  assert.ok(!(await rules(play)).includes("saturated"));

  assert.match(await play.refusal((p) => p.remedy("saturated")), /no finding “saturated”/);
  assert.match(await play.refusal((p) => p.remedy(3)), /as text/);
});

scenario("a live remedy leaves a mark and keeps the weights", { backend: "cpu" }, async (play) => {
  await play.configure({ ...SMALL, optimizer: "sgd", learningRate: 0.1, stop: "never" });
  await play.trainTo({ steps: 100 });
  await play.configure({ learningRate: 9 });
  await play.train.click();
  await play.until("the finding", () => window.playground.diagnosis().some(({ rule }) => rule === "rising"));
  await play.script((p) => p.remedy("rising"));
  assert.ok((await play.step()) > 100, "the same run");
  assert.equal((await play.experiment()).learningRate, 0.1);
  const marks = (await play.history()).marks.map(({ label }) => label);
  assert.deepEqual(marks, ["lr 9", "lr 0.1"]);
});

scenario("a healthy run has nothing to say, and the page keeps its heights", { backend: "cpu" }, async (play) => {
  assert.match(await line(play).textContent(), /nothing to judge yet/);
  await play.configure(SMALL);
  await open(play);
  assert.equal(await play.page.locator(PART.tabBatch).getAttribute("aria-selected"), "true");
  assert.equal(await play.page.evaluate(() => document.activeElement.id), "tab-batch");
  assert.match(await panel(play).textContent(), /Nothing to judge yet/);
  const height = () => panel(play).evaluate((e) => e.getBoundingClientRect().height);
  const empty = await height();
  await play.trainTo({ steps: 200 });
  assert.deepEqual(await rules(play), []);
  assert.match(await panel(play).textContent(), /Nothing found so far/);

  await play.configure({ ...SYMMETRIC, model: "32-sigmoid.16-sigmoid", init: "normal", initScale: 3 });
  await play.trainTo({ steps: 60 });
  await panel(play).locator(PART.finding).first().waitFor();
  assert.equal(await height(), empty, "findings came into room that was kept for them");
});

scenario("new findings are spoken once, and the keyboard does it all", { backend: "cpu" }, async (play, t) => {
  await play.page.evaluate(() => {
    const status = document.querySelector(PART.pageStatus);
    window.spoken = [];
    new MutationObserver(() => window.spoken.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
  });
  await play.configure(SYMMETRIC);
  await play.trainTo({ steps: 200 });
  await play.until("it is said", () => window.spoken.length > 0);
  await play.frames(3);
  assert.deepEqual(await play.page.evaluate(() => window.spoken), ["Diagnosis: All weights began alike."]);
  assert.match(await line(play).textContent(), /^Diagnosis: All weights began alike \(serious\)$/);

  await line(play).focus();
  await play.page.keyboard.press("Enter");
  await panel(play).waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await play.page.emulateMedia({ colorScheme });
    await t.test(`axe finds nothing: ${colorScheme}`, async () => assert.deepEqual(await violations(play.page), []));
  }
  const remedy = finding(play, "symmetry").getByRole("button");
  await remedy.focus();
  await play.page.keyboard.press("Enter");
  await remedied(play, "symmetry").waitFor();
  assert.equal(await play.page.evaluate(() => document.activeElement.textContent), "Before and after");
  await play.trainTo({ steps: 100 });
  await better(play, "symmetry");
  await t.test("axe finds nothing: treated", async () => assert.deepEqual(await violations(play.page), []));

  await play.page.locator(PART_OF.whyButton("diagnosis")).focus();
  await play.page.keyboard.press("Enter");
  await play.page.locator(PART.whyDiagnosisFormula).waitFor();
});

scenario("on a phone a long line is cut, and the page is as wide as the phone", { backend: "cpu", context: { viewport: { width: 390, height: 844 }, isMobile: true } }, async (play) => {
  await play.configure({ ...SMALL, model: "32-tanh.16-tanh.16-tanh", init: "normal", initScale: 3, optimizer: "sgd", learningRate: 0.1 });
  await play.trainTo({ steps: 100 });
  await play.script((p) => p.compare({ learningRate: 90 }));
  await play.trainTo({ steps: 160 });
  await play.until("several findings", () => /\d findings, the worst/.test(document.querySelector(PART.diagnosisLine).textContent));
  const width = () => play.page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(await width(), 390);
  await open(play);
  assert.equal(await width(), 390);
});
