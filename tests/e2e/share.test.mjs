// What a link carries: what is ticked under Share, exactly, and nothing else. And the link as a QR code.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { CLIPBOARD } from "./support/fixtures.mjs";
import { Playground } from "./support/playground.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

const SMALL = "v=1&data=synthetic&net=8-tanh&batch=32&every=5&seed=3";

/** Opens Share and gives the link that it has copied. */
async function share(play) {
  await play.share.click();
  await play.page.getByText(/^Copied\./).waitFor();
  return play.page.locator(PART.link).inputValue();
}

/** Ticks a box, and gives the link that follows from it. */
async function ticked(play, box) {
  const before = await play.page.locator(PART.link).inputValue();
  await play.page.locator(box).check();
  await play.until("another link", (old) => document.querySelector(PART.link).value !== old, before);
  return play.page.locator(PART.link).inputValue();
}

/** What a link carries. */
const carried = (link) => new URLSearchParams(new URL(link).hash.slice(1));

/** Opens a link as somebody else does: in a tab that keeps nothing. */
async function opened(play, link) {
  const other = new Playground(await play.page.context().newPage(), play.server);
  await other.page.goto(link);
  await other.until("window.playground is there", () => window.playground !== undefined);
  await other.ready();
  return other;
}

const mode = (play) => play.page.evaluate(() => document.documentElement.dataset.mode);
const device = (play) => play.page.evaluate(() => document.querySelector(PART.chosenBackend).value);

scenario("device and projector mode open from an old link, stay over a reload, and are in no address", { hash: `${SMALL}&backend=cpu&ui.projector=1&ui.tab=batch`, context: CLIPBOARD }, async (play) => {
  assert.deepEqual([await mode(play), await device(play)], ["projector", "cpu"]);
  await play.until("an address without them", () => /ui\.tab=batch/.test(location.hash) && !/backend|projector/.test(location.hash));
  const link = carried(await share(play));
  assert.deepEqual([...link.keys()].filter((key) => /backend|projector|place|start/.test(key)), []);
  assert.equal(link.get("ui.tab"), "batch");

  await play.reload();
  await play.ready();
  assert.deepEqual([await mode(play), await device(play)], ["projector", "cpu"]);

  const other = await opened(play, await share(play));
  assert.deepEqual([await mode(other), await device(other)], ["workplace", "auto"]);
});

scenario("without “this view” a link opens the first view, with the same run", { backend: "cpu", hash: `${SMALL}&ui.tab=inside&ui.smooth=0.2`, context: CLIPBOARD }, async (play) => {
  await share(play);
  await play.page.locator(PART.shareView).uncheck();
  await play.until("a link without a view", () => !/ui\./.test(document.querySelector(PART.link).value));
  assert.equal(await play.page.locator(PART.sharePlace).count(), 0, "a place is one of the view");
  const link = await play.page.locator(PART.link).inputValue();
  assert.deepEqual([carried(link).get("seed"), carried(link).get("net")], ["3", "8-tanh"]);
});

scenario("what is ticked is restored: training, hidden settings, device, projector mode, place", { hash: `${SMALL}&stop=never&backend=cpu&ui.tab=batch`, context: CLIPBOARD }, async (play) => {
  await play.page.evaluate(() => scrollTo(0, 900));
  await share(play);
  for (const box of [PART.shareStart, PART.shareSettings, PART.shareDevice, PART.shareProjector]) await ticked(play, box);
  const link = await ticked(play, PART.sharePlace);
  const words = carried(link);
  assert.deepEqual(
    ["ui.start", "ui.settings", "backend", "ui.projector"].map((name) => words.get(name)),
    ["1", "hidden", "cpu", "1"],
  );
  assert.deepEqual(await violations(play.page), []);

  const other = await opened(play, link);
  await other.pause.waitFor();
  await other.reach(5);
  assert.deepEqual([await mode(other), await device(other)], ["projector", "cpu"]);
  assert.equal(await other.page.locator(PART.settingsPanel).isVisible(), false);
  const [id, below] = words.get("ui.place").split(":");
  await other.until("the place", ([id, below]) => {
    const bar = document.querySelector(PART.topBar).getBoundingClientRect().bottom;
    const { top } = document.getElementById(id).getBoundingClientRect();
    return Math.abs(top - bar - Number(below)) <= 2;
  }, [id, below]);
  await other.pause.click();
  await other.rested();
  // A page that is loaded anew does not begin by itself.
  await other.until("an address without it", () => !/ui\.(start|place)/.test(location.hash));
  await other.page.keyboard.press("p");
  await other.page.locator(PART.settingsOpen).click();
  await other.setting("seed").waitFor();
});

scenario("hidden runs, the run looked at, the image kept and the axes travel with the view", { backend: "cpu", hash: `${SMALL}&vs=loss=mse`, context: CLIPBOARD, folded: true }, async (play) => {
  await play.trainTo({ steps: 10 });
  await play.until("the images", () => document.querySelectorAll(PART.pull).length === 24);
  await play.unfold();
  await play.chart(/^Loss/).locator(PART.chartLegendButton).first().click();
  await play.until("the line in the address", () => /ui\.lines=/.test(location.hash));
  await play.page.locator(PART.logPulls).check();
  await play.page.locator(PART.pull).nth(5).press("Enter");
  const kept = await play.page.locator(PART.keptPull).getAttribute("id");
  await play.page.getByRole("tab", { name: "All runs", exact: true }).click();
  await play.page.getByRole("button", { name: "Hide", exact: true }).first().click();
  await play.script((p) => p.select(1));
  await play.page.getByRole("tab", { name: "Compare", exact: true }).click();
  await play.until("the address tells it", () => /ui\.hidden=1/.test(location.hash) && /ui\.run=2/.test(location.hash));

  const link = await share(play);
  const other = await opened(play, link);
  await other.until("the line is hidden there too", (lines) => new URLSearchParams(location.hash.slice(1)).get("ui.lines") === lines, carried(link).get("ui.lines"));
  assert.deepEqual((await other.runs()).map(({ hidden, selected }) => [hidden, selected]), [[true, false], [false, true]]);
  await other.until("the image", (id) => document.querySelector(PART.keptPull)?.id === id, kept);
  assert.equal(await other.page.locator(PART.logPulls).isChecked(), true);
});

scenario("a cell of the confusion matrix and an image of it travel with the view", { backend: "cpu", hash: `${SMALL}&ui.tab=mistakes`, context: CLIPBOARD }, async (play) => {
  await play.trainTo({ steps: 20 });
  await play.until("mistakes", () => document.querySelectorAll(PART.galleryImage).length > 0);
  const cell = await play.page.evaluate(() => {
    const all = [...document.querySelectorAll(PART.confusionCell)];
    return all.reduce((most, cell) => (Number(cell.innerText) > Number(most.innerText) ? cell : most)).id;
  });
  const [label, taken] = cell.replace("cell-", "").split("-");
  await play.page.locator(PART_OF.cell(label, taken)).click();
  await play.page.locator(PART.galleryImage).first().click();
  const image = await play.page.locator(PART.galleryImage).first().getAttribute("data-index");
  const words = carried(await share(play));
  assert.deepEqual([words.get("ui.cell"), words.get("ui.mistake")], [`${label}-${taken}`, image]);
});

scenario("what is typed on the sheets travels with the view, and with no other", { backend: "cpu", hash: `${SMALL}&ui.tab=work`, context: CLIPBOARD }, async (play) => {
  const typed = { [PART.calculatorValues]: "0.4, 0.35, 0.25", [PART.calculatorTarget]: "2", [PART.sizesNetwork]: "28x28-64-10", [PART.claimsSeed]: "7" };
  for (const [field, text] of Object.entries(typed)) await play.page.locator(field).fill(text);
  await play.type(play.page.locator(PART.neuronWeightText), "-1.5");
  await play.until("the address tells it", () => /ui\.neuron=-1\.5~/.test(location.hash));
  const link = await share(play);
  await play.page.keyboard.press("Escape");
  await play.page.getByRole("tab", { name: "Batch", exact: true }).click();
  await play.until("an address without it", () => !/ui\.(neuron|calculator)/.test(location.hash));

  const other = await opened(play, link);
  for (const [field, text] of Object.entries(typed)) assert.equal(await other.page.locator(field).inputValue(), text, field);
  assert.equal(await other.page.locator(PART.neuronWeightText).inputValue(), "-1.5");
});

scenario("the link as a QR code: large, with a name, saved as it is shown", { backend: "cpu", hash: SMALL, context: CLIPBOARD }, async (play) => {
  const link = await share(play);
  await play.page.locator(PART.shareCode).click();
  const picture = play.page.locator(PART.codePicture);
  await picture.waitFor();
  assert.equal(await picture.getAttribute("aria-label"), "QR code of a link to Gradient Playground");
  assert.ok((await play.text(PART.code)).includes(link));
  const { width, height } = await picture.boundingBox();
  assert.ok(width >= 480 && Math.abs(width - height) < 1, `${width} × ${height}`);
  const [, , side] = (await picture.getAttribute("viewBox")).split(" ").map(Number);
  assert.equal((side - 8 - 17) % 4, 0, "a code of 4 v + 17 modules, and four of quiet at either side");
  const ink = await play.page.locator(PART.codeInk).getAttribute("d");
  assert.match(ink, /^M4 4h7v1h-7z/, "the first finder pattern");
  assert.deepEqual(await violations(play.page), []);

  const { name, bytes } = await play.download(play.page.locator(PART.codeSave));
  assert.equal(name, "gradient-playground-link.svg");
  assert.ok(new TextDecoder().decode(bytes).includes(ink));
  await play.page.keyboard.press("Escape");
  await picture.waitFor({ state: "hidden" });
  await play.until("the focus is back", () => document.activeElement === document.querySelector(PART.share));
});

const LONG = ["😀", "😁", "😂"].map((sign) => `${encodeURIComponent(sign.repeat(40))}:loss=mse`).join(";");

scenario("a link too long for a code is told what to leave out", { backend: "cpu", hash: `${SMALL}&vs=${LONG}`, context: CLIPBOARD }, async (play) => {
  assert.ok((await share(play)).length > 1273);
  await play.page.locator(PART.shareCode).click();
  const said = await play.text(PART.codeTooLong);
  assert.match(said, /is \d+ characters long.*holds 1273.*Leave out/);
  assert.equal(await play.page.locator(PART.codePicture).count(), 0);
});

scenario("some settings alone: the link shows those, says so, and a press or the way to another shows all", { backend: "cpu", hash: `${SMALL}&ui.settings=open`, context: CLIPBOARD }, async (play) => {
  await share(play);
  await ticked(play, PART.shareOnly);
  const box = (name) => play.page.locator(PART.choiceOfSettings).getByLabel(name, { exact: true });
  for (const name of ["layers", "optimiser"]) await box(name).uncheck();
  await box("momentum").check();
  await box("shuffle").check();
  await play.until("a link with them", () => /ui\.only=loss\.lr\.mu\.shuf(&|$)/.test(document.querySelector(PART.link).value));
  assert.deepEqual(await violations(play.page), []);
  const link = await play.page.locator(PART.link).inputValue();

  const other = await opened(play, link);
  const shown = () => other.page.evaluate(() => {
    const fields = [...document.querySelectorAll(PART.shownSetting)].filter((field) => field.checkVisibility());
    return fields.map((field) => field.querySelector("input, select").id);
  });
  // Momentum has no control while the optimiser takes none.
  assert.deepEqual(await shown(), ["field-loss", "lr-slider", "field-shuf"]);
  assert.match(await other.page.locator(PART.onlyThese).textContent(), /^This link shows 4 of the settings\./);
  assert.equal(await other.page.locator(PART.settingSearch).count(), 0);
  assert.deepEqual(await violations(other.page), []);
  await other.page.reload();
  await other.until("window.playground is there", () => window.playground !== undefined);
  await other.ready();
  assert.deepEqual(await shown(), ["field-loss", "lr-slider", "field-shuf"], "a reload keeps them");
  await other.page.bringToFront();
  await share(other);
  assert.equal(await other.page.locator(PART.shareOnly).isChecked(), true);
  await other.page.locator(PART.shareOnly).uncheck();
  await other.until("a link that shows all", () => !/ui\.only/.test(document.querySelector(PART.link).value));
  await other.page.keyboard.press("Escape");
  await other.page.locator(PART.allSettings).click();
  await other.until("all of them", () => [...document.querySelectorAll(PART.shownSetting)].filter((field) => field.checkVisibility()).length > 6);
  await other.until("an address without them", () => !/ui\.only/.test(location.hash));
  await other.page.locator(PART.settingSearch).waitFor();
  assert.equal(await other.page.locator(PART.openFold).count(), 0, "no fold was opened by a person");

  // The last one that is unticked takes the choice with it.
  await play.page.bringToFront();
  for (const name of ["loss", "learning rate", "momentum"]) await box(name).uncheck();
  await box("shuffle").click();
  await play.until("a link without them", () => !/ui\.only/.test(document.querySelector(PART.link).value));
  assert.equal(await play.page.locator(PART.shareOnly).isChecked(), false);
  await play.until("the focus on the choice", () => document.activeElement === document.querySelector(PART.shareOnly));
});
