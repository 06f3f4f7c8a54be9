// Work it out as a whole: no side panels, a list of the sheets and claims, a link to each, a search over course words.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { CLIPBOARD, PHONE } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

const OPEN = { backend: "cpu", hash: "v=1&ui.tab=work", context: CLIPBOARD };

/** The words of the places that are on the page, in the list and among the sheets. */
function places(play) {
  return play.page.evaluate(() => {
    const seen = (css) => [...document.querySelectorAll(css)].filter((element) => element.checkVisibility());
    return {
      entries: seen(PART.theoryEntry).map(({ dataset }) => dataset.at),
      sheets: seen(PART.theoryCard).map(({ id }) => id.replace("theory-", "")),
      claims: seen(PART.claim).map(({ dataset }) => `claim-${dataset.claim}`),
    };
  });
}

/** Waits until a place stands below the bar, near the top, with the focus on its heading. */
async function arrived(play, word) {
  await play.until(`the focus on ${word}`, (id) => `#${document.activeElement.id}` === id, PART_OF.sheetTitle(word));
  await play.until(`${word} in sight`, (css) => {
    const { top } = document.querySelector(css).getBoundingClientRect();
    const bar = document.querySelector(PART.topBar).getBoundingClientRect().bottom;
    return top >= bar - 1 && top < innerHeight;
  }, PART_OF.sheetTitle(word));
}

scenario("neither pad nor settings stand beside the sheets, which use the width; the settings open by a press", OPEN, async (play) => {
  assert.equal(await play.pad.count(), 0);
  assert.equal(await play.page.locator(PART.settingsPanel).isVisible(), false);
  const wide = await play.page.evaluate(() => document.querySelector(PART.view).getBoundingClientRect().width / innerWidth);
  assert.ok(wide > 0.9, `the view has ${wide} of the width`);
  await play.page.locator(PART.settingsOpen).click();
  await play.setting("seed").waitFor();
  assert.equal(await play.page.locator(PART.settingsOpen).getAttribute("aria-pressed"), "true");
  await play.page.locator(PART.settingsOpen).press("Enter");
  await play.setting("seed").waitFor({ state: "hidden" });
  await play.show("Batch");
  await play.setting("seed").waitFor();
  await play.pad.waitFor();
});

scenario("the list leads to every sheet and claim by keyboard, and the address says where one is", OPEN, async (play) => {
  const { entries, sheets, claims } = await places(play);
  assert.deepEqual(sheets, ["neuron", "calculator", "sizes", "surface", "claims"]);
  assert.deepEqual(entries, [...sheets, ...claims]);
  assert.ok(claims.length >= 13, `${claims}`);
  for (const word of ["sizes", "claim-softmax-twice", "neuron"]) {
    await play.page.locator(PART_OF.entry(word)).press("Enter");
    await arrived(play, word);
    await play.until("the address", (at) => new URLSearchParams(location.hash.slice(1)).get("ui.at") === at, word);
    assert.equal(await play.page.locator(PART.currentEntry).getAttribute("data-at"), word);
  }
  await play.show("Batch");
  await play.until("a place belongs to its view", () => !location.hash.includes("ui.at"));
});

scenario("a link opens the view at its claim, without naming the view", { backend: "cpu", hash: "v=1&ui.at=claim-ce-kl-one-hot" }, async (play) => {
  await arrived(play, "claim-ce-kl-one-hot");
  await play.page.evaluate(() => (location.hash = "v=1&ui.tab=work&ui.at=calculator"));
  await arrived(play, "calculator");
});

scenario("a link leads to its place each time it is opened, and a reload takes no focus", { backend: "cpu", hash: "v=1&ui.at=claim-softmax-twice" }, async (play) => {
  const there = "claim-softmax-twice";
  await arrived(play, there);
  await play.page.goto("about:blank");
  await play.open({ backend: "cpu", hash: `v=1&ui.at=${there}` });
  await arrived(play, there);
  await play.reload();
  await play.until("the sheets", (css) => document.querySelector(css)?.checkVisibility(), PART_OF.sheetTitle(there));
  await play.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await play.page.evaluate(() => document.activeElement === document.body), true, "no focus is taken");
});

scenario("the sign of a claim copies a short link to it", OPEN, async (play) => {
  const sign = play.page.locator(PART_OF.sheet("claim-only-the-mean")).locator(PART.theoryLink);
  await sign.click();
  await play.page.locator(PART_OF.sheet("claim-only-the-mean")).getByText("Link copied.").waitFor();
  const link = await play.page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#v=1&ui\.at=claim-only-the-mean$/);
  await play.until("the address", () => /ui\.at=claim-only-the-mean/.test(location.hash));
});

scenario("a course word leaves what speaks of it, and Escape brings the rest back", OPEN, async (play) => {
  const all = await places(play);
  const field = play.page.locator(PART.theoryQuery);
  for (const [query, wanted, unwanted] of [
    ["one-hot", ["calculator", "claim-ce-kl-one-hot"], ["sizes", "neuron"]],
    ["Hessian", ["surface", "claim-mse-sigmoid-convex"], ["calculator"]],
    ["logistic regression", ["surface", "claim-ce-sigmoid-convex"], ["sizes"]],
    ["nn.CrossEntropyLoss", ["claims", "claim-softmax-twice"], ["surface"]],
  ]) {
    await field.fill(query);
    await play.until("a count", () => /^\d+ places? speaks? of it\.$/.test(document.querySelector(PART.theoryFound).innerText));
    const { entries, sheets, claims } = await places(play);
    assert.deepEqual(new Set(entries), new Set([...sheets, ...claims]), "the list and the page say the same");
    for (const word of wanted) assert.ok(entries.includes(word), `${query}: ${word}`);
    for (const word of unwanted) assert.equal(entries.includes(word), false, `${query}: ${word}`);
  }
  await field.press("Escape");
  await play.until("everything", (count) => [...document.querySelectorAll(PART.theoryEntry)].filter((e) => e.checkVisibility()).length === count, all.entries.length);
  assert.equal(await field.inputValue(), "");
  assert.equal(await play.text(PART.theoryFound), "");
});

scenario("what is nowhere here is told with what else to try", OPEN, async (play) => {
  const field = play.page.locator(PART.theoryQuery);
  const told = (pattern) => play.page.locator(PART.theoryFound).filter({ hasText: pattern }).waitFor();
  await field.fill("quark");
  await told(/No sheet speaks of “quark”\. Try a word of your course/);
  assert.deepEqual(await violations(play.page), []);
  await play.page.locator(PART.theoryElsewhere).click();
  assert.equal(await field.inputValue(), "");
  await play.until("the focus in the field", () => document.activeElement === document.querySelector(PART.theoryQuery));

  await field.fill("zero_grad");
  await told(/it is among the settings/);
  await play.page.locator(PART.theoryElsewhere).click();
  await play.page.locator(PART.settingsPanel).waitFor();
  await play.until("the focus in the settings", () => document.querySelector(PART.settingsPanel).contains(document.activeElement));

  await field.fill("LeNet");
  await told(/it is among the experiments/);
  await play.page.locator(PART.theoryElsewhere).click();
  await play.page.getByRole("dialog").waitFor();
  await play.page.keyboard.press("Escape");

  await field.fill("confusion matrix");
  await told(/see the view Mistakes made/);
  await play.page.locator(PART.theoryElsewhere).click();
  await play.page.locator(PART.evaluateFigures).waitFor();
});

scenario("on a phone the list is a row, and claims join it while they are looked for", { ...OPEN, context: PHONE }, async (play) => {
  assert.deepEqual((await places(play)).entries, ["neuron", "calculator", "sizes", "surface", "claims"]);
  const wide = await play.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, "nothing stands out at the side");
  const heights = await play.page.locator(PART.theoryEntry).evaluateAll((all) => all.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().height));
  assert.ok(heights.every((height) => height >= 44), `${heights}`);
  await play.page.locator(PART.theoryQuery).fill("KL constant");
  await play.until("the claim", (css) => document.querySelector(css).checkVisibility(), PART_OF.entry("claim-ce-kl-constant"));
  await play.page.locator(PART_OF.entry("claim-ce-kl-constant")).tap();
  await arrived(play, "claim-ce-kl-constant");
});

for (const [name, context] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, "a phone": PHONE })) {
  scenario(`axe finds nothing in the list: ${name}`, { ...OPEN, context }, async (play) => {
    await play.page.locator(PART.theoryContents).waitFor();
    await play.page.locator(PART.theoryQuery).fill("convex");
    await play.frames(2);
    assert.deepEqual(await violations(play.page), []);
  });
}
