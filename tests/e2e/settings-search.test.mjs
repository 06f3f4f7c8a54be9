// The settings in their groups: the search that leads to each, folds that say what is in them, and what a change waits for.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { CPU, PHONE } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

const FOLDED = { ...CPU, folded: true, hash: "v=1&data=synthetic" };

/** Opens the settings beside the stage, their folds as they are. */
const openSettings = (play) => play.page.locator(PART.stageSettings).click();

const search = (play) => play.page.locator(PART.settingSearch);

const results = (play) => play.page.locator(PART.foundSetting);

const focused = (play, id) => play.until(`the focus on ${id}`, (wanted) => document.activeElement.id === wanted, id);

const isOpen = (play, fold) => play.page.locator(fold).evaluate((details) => details.open);

/** Looks for a text and goes to the result that stands first; gives what it said. */
async function goTo(play, text) {
  await search(play).fill(text);
  const first = results(play).first();
  await first.waitFor();
  const said = await first.innerText();
  await first.click();
  await play.gone(play.page.locator(PART.foundSettings));
  return said;
}

scenario("words of courses and values lead to their control, and open the folds around it", FOLDED, async (play) => {
  await openSettings(play);
  assert.equal(await isOpen(play, PART.foldOfMore), false);
  for (const [text, id, said] of [
    ["step size", "field-lr", "learning rate — Training"],
    ["L2", "field-wd", "weight decay — More"],
    ["beta1", "field-b1", "β₁ — Training"],
    ["early stopping", "field-stop", "train until — Training"],
    ["random seed", "field-seed", "seed — Training"],
    ["one-hot", "field-loss", "loss — Problem"],
    ["Adam", "field-opt", "optimiser: Adam, AdamW — Training"],
    ["Fashion-MNIST", "field-data", "data set: Fashion-MNIST — Problem"],
    ["dropout", "add-block", "add a layer: dropout — Network"],
    ["zero_grad", "mistake-uncleared", "gradients not cleared — More"],
    ["confidently wrong", "field-obias", "output bias — Network"],
  ]) {
    assert.equal(await goTo(play, text), said);
    await focused(play, id);
  }
  assert.match(await goTo(play, "ReLU"), /^activation: ReLU/);
  await play.until("the activation", () => document.activeElement.matches(PART.firstActivation));
  for (const fold of [PART.foldOfMore, PART.foldOfTraining, PART.foldOfNetwork]) assert.equal(await isOpen(play, fold), true, fold);
});

scenario("a setting that another one brings says so, and leads there", CPU, async (play) => {
  assert.equal(await goTo(play, "momentum"), "momentum — Training, with another optimiser");
  await focused(play, "field-opt");
  await play.configure({ optimizer: "momentum" });
  assert.equal(await goTo(play, "momentum"), "momentum — Training");
  await focused(play, "field-mu");
});

scenario("the search by keyboard: arrows move, Enter goes, Escape clears", CPU, async (play) => {
  await search(play).fill("momentum");
  await results(play).nth(1).waitFor();
  const at = () => results(play).evaluateAll((all) => all.indexOf(document.activeElement));
  for (const [key, place] of [["ArrowDown", 0], ["ArrowDown", 1], ["ArrowUp", 0], ["ArrowUp", -1]]) {
    await play.page.keyboard.press(key);
    assert.equal(await at(), place, key);
  }
  await focused(play, "setting-search");
  await play.page.keyboard.press("ArrowDown");
  await play.page.keyboard.press("Escape");
  await focused(play, "setting-search");
  assert.equal(await search(play).inputValue(), "");
  assert.equal(await play.page.locator(PART.foundSettings).count(), 0);
  await search(play).fill("batch size");
  await play.page.keyboard.press("Enter");
  await play.until("the control, marked", (id) => document.activeElement.id === id && document.querySelector(PART.markedSetting)?.contains(document.activeElement), "field-batch");
  await play.gone(play.page.locator(PART.markedSetting));
});

scenario("how many are found is told, and so is that nothing is", CPU, async (play) => {
  const spoken = (words) => play.until("the count", (wanted) => document.querySelector(PART.pageStatus).textContent.startsWith(wanted), words);
  await search(play).fill("temperature");
  await spoken("1 setting found");
  await search(play).fill("learning");
  await spoken(`${await results(play).count()} settings found`);
  await search(play).fill("blockchain");
  await spoken("No setting is called “blockchain”.");
  assert.match(await play.text(PART.foundSettings), /Try a word of your course/);
  await play.page.locator(PART.train).focus();
  await play.gone(play.page.locator(PART.foundSettings));
});

scenario("a fold says what in it is other than usual, and stays open when another run is looked at", FOLDED, async (play) => {
  await openSettings(play);
  const summary = play.page.locator(PART.foldOfTraining).locator("summary");
  assert.doesNotMatch(await summary.innerText(), /0\.9/);
  await play.configure({ beta1: 0.8, initScale: 2 });
  await play.until("β₁", () => /β₁ 0\.8/.test(document.querySelector(PART.foldOfTraining).innerText));
  assert.match(await play.text(PART.foldOfNetwork), /init scale 2/);
  await play.script((p) => p.compare({ initScale: 1 }));
  await play.page.locator(PART_OF.fact("scale")).click();
  await focused(play, "field-scale");
  await play.until("the fold is open", () => document.querySelector(PART.foldOfNetwork).open);
  await play.script((p) => p.select(1));
  await play.until("the other run", () => document.querySelector(PART.foldOfNetwork).open && !/init scale 2/.test(document.querySelector(PART.foldOfNetwork).innerText));
  await play.configure({ optimizer: "sgd" });
  await summary.waitFor({ state: "hidden" });
});

scenario("a setting says when a change works, and while one waits with what training goes on", CPU, async (play) => {
  assert.match(await play.text(PART.settingsLegend), /Before the first step every change works at once/);
  const described = async (key) => (await play.setting(key).getAttribute("aria-describedby")).split(" ").map((id) => `#${id}`);
  for (const [key, words] of [["seed", /needs new weights/], ["lr", /from the next step on/]]) {
    assert.ok((await described(key)).includes(PART_OF.when(key)));
    assert.match(await play.page.locator(PART_OF.when(key)).textContent(), words);
  }
  await play.trainTo({ steps: 20 });
  await play.until("the legend", () => /waits for Reset/.test(document.querySelector(PART.settingsLegend).textContent));
  await play.type(play.setting("lr"), "0.02");
  await play.until("the rate", () => window.playground.experiment().learningRate === 0.02);
  assert.equal(await play.page.locator(PART_OF.waiting("lr")).textContent(), "");
  await play.type(play.setting("seed"), "7");
  await play.until("it waits", (line) => document.querySelector(line).textContent === "Waits for Reset; training goes on with 42.", PART_OF.waiting("seed"));
  assert.ok((await described("seed")).includes(PART_OF.waiting("seed")));
  await play.button("Reset now").click();
  await play.until("nothing waits", (line) => document.querySelector(line).textContent === "", PART_OF.waiting("seed"));
  // Values of one setting differ: another activation is at once, one that is trained is not.
  const options = await play.activation(1).locator("option").allTextContents();
  assert.deepEqual(options.filter((text) => text.includes("↺")).sort(), ["AHAF ↺", "GLU ↺"]);
});

scenario("on a phone the search fits, and axe finds nothing", { ...CPU, context: PHONE }, async (play) => {
  await search(play).fill("a");
  await results(play).first().waitFor();
  assert.equal(await play.page.evaluate(() => document.documentElement.scrollWidth), 390);
  const low = await results(play).evaluateAll((all) => all.filter((button) => button.getBoundingClientRect().height < 44).length);
  assert.equal(low, 0, "as high as a finger needs");
  assert.deepEqual(await violations(play.page), []);
});
