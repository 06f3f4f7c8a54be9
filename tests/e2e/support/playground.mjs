// The page as a test sees it: every selector is here, so that a change of words changes one file.

import { readFile } from "node:fs/promises";
import { usual } from "./drawings.mjs";
import { PATIENCE_MS } from "./environment.mjs";
import { mouse } from "./pointers.mjs";
import { PART, PART_OF } from "./selectors.mjs";

/** The page, opened. */
export class Playground {
  constructor(page, server) {
    this.page = page;
    this.server = server;
  }

  /**
   * Loads the page at a link, or at one to the usual settings on the data that the server has; without `backend` the
   * page chooses. Waits for the trainer unless `ready` is false, and opens what is folded away unless `folded` is true.
   */
  async open({ backend, hash, ready = true, folded = false, host = "127.0.0.1" } = {}) {
    const query = backend ? `?backend=${backend}` : "";
    const fragment = `#${hash ?? this.usual}`;
    await this.page.goto(`http://${host}:${this.server.port}/${query}${fragment}`);
    await this.until("window.playground is there", () => window.playground !== undefined);
    if (!folded) await this.unfold();
    if (ready) await this.ready();
    return this;
  }

  /** Loads the bare address of the page, as somebody does who comes for the first time. */
  openBare(options = {}) {
    return this.open({ ...options, hash: "", folded: true });
  }

  /** Loads it anew, as a person does who has pressed F5, and opens what is folded away. */
  async reload() {
    await this.page.reload();
    await this.until("window.playground is there", () => window.playground !== undefined);
    await this.unfold();
  }

  /** The fragment of the usual settings: one run, under cross-entropy and Adam. */
  get usual() {
    const preset = "v=1&preset=mlp-784-128-64-10";
    return this.server.sets.includes("mnist") ? preset : `${preset}&data=synthetic`;
  }

  /** Opens what a view folds away: the settings beside the stage with the folds among them, and what is below it. */
  unfold() {
    const parts = [PART.stageSettings, PART.stageMore, PART.settingsFolds];
    return this.page.evaluate(([settings, more, folds]) => {
      const button = document.querySelector(settings);
      if (button?.checkVisibility() && button.getAttribute("aria-pressed") === "false") button.click();
      for (const fold of document.querySelectorAll(`${more}, ${folds}`)) fold.open = true;
    }, parts);
  }

  /** Opens a preset from the gallery. */
  async openPreset(name) {
    await this.page.locator(PART.presetChoose).click();
    await this.page.locator(PART_OF.presetCard(name)).click();
    await this.unfold();
  }

  /** Shows a view, unfolded. */
  async show(name) {
    await this.page.getByRole("tab", { name, exact: true }).click();
    await this.unfold();
  }

  ready() {
    return this.script(async (playground) => void (await playground.ready));
  }

  // Conditions

  /** Waits until `condition(argument)` holds in the page; `what` says what is missing when it never does. */
  async until(what, condition, argument, timeout = PATIENCE_MS) {
    try {
      return await this.page.waitForFunction(condition, argument, { timeout });
    } catch (error) {
      throw new Error(`Waited in vain: ${what}. (${error.message.split("\n")[0]})`);
    }
  }

  /** Waits until none of this is in the page. A script hears of a change before the page has drawn it. */
  gone(locator) {
    return locator.first().waitFor({ state: "detached" });
  }

  /** Waits for so many frames: what changes is drawn in the next one, after it is laid out in this one. */
  frames(count) {
    return this.page.evaluate(async (n) => {
      for (let i = 0; i < n; i += 1) await new Promise(requestAnimationFrame);
    }, count);
  }

  /** Waits until the curves reach `step`. */
  async reach(step, timeout = PATIENCE_MS) {
    const reached = (wanted) => (window.playground.history().step.at(-1) ?? 0) >= wanted;
    await this.until(`a report of step ${step}`, reached, step, timeout);
  }

  /** Makes a trainer panic, as an error in it would: that of the run begun last, or of the one begun as number `which`. */
  crash(which = -1) {
    return this.page.evaluate((which) => {
      // Number 0 is none of the page's own.
      window.seen.workers.at(which).postMessage({ json: JSON.stringify({ sequence: 0, command: "Crash" }), bulk: [] });
    }, which);
  }

  /** Waits for a mark with this label in the curves and gives its step. */
  async mark(label) {
    const marked = (wanted) => window.playground.history().marks.some((m) => m.label.includes(wanted));
    await this.until(`a mark “${label}”`, marked, label);
    return (await this.history()).marks.find((m) => m.label.includes(label)).step;
  }

  /** Waits until the trainer has all images of the training file. */
  async allData(count) {
    const complete = (total) =>
      window.seen.events("Data").some(({ detail }) => detail.file === "Train" && detail.available === total);
    await this.until(`all ${count} images`, complete, count);
  }

  /** Waits until the trainer rests, and gives the step it rests at. */
  async rested() {
    await this.train.waitFor();
    const last = await this.until("the trainer says that it rests", () => {
      const told = window.seen.events("Running", "Resting").at(-1);
      return told?.name === "Resting" && told.detail;
    });
    return (await last.jsonValue()).step;
  }

  // The script interface

  /** Calls `body(window.playground, argument)` in the page. */
  script(body, argument) {
    return this.page.evaluate(`(${body})(window.playground, ${JSON.stringify(argument)})`);
  }

  configure(settings) {
    return this.script(async (p, s) => void (await p.configure(s)), settings);
  }

  /** Trains so far; gives the summary. */
  trainTo(target) {
    return this.script((p, t) => p.train(t), target);
  }

  history() {
    return this.script((p) => p.history());
  }

  experiment() {
    return this.script((p) => p.experiment());
  }

  device() {
    return this.script((p) => p.device());
  }

  runs() {
    return this.script((p) => p.runs());
  }

  /** The answer to an image, 784 numbers. */
  predict(image) {
    return this.script(async (p, pixels) => [...(await p.predict(Float32Array.from(pixels)))], image);
  }

  /** The weights as a safetensors file. What cannot travel as JSON comes as base64. */
  async exportWeights() {
    const text = await this.script(async (p) => {
      let text = "";
      for (const byte of await p.exportWeights()) text += String.fromCharCode(byte);
      return btoa(text);
    });
    return new Uint8Array(Buffer.from(text, "base64"));
  }

  /** Step of the latest report. */
  step() {
    return this.script((p) => p.history().step.at(-1) ?? 0);
  }

  /** The message with which a call is refused. */
  refusal(body, argument) {
    return this.page.evaluate(
      `Promise.resolve().then(() => (${body})(window.playground, ${JSON.stringify(argument)}))` +
        `.then((value) => "not refused: " + JSON.stringify(value), (error) => error instanceof Error ? error.message : "no Error: " + error)`,
    );
  }

  // What is visible

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  get train() {
    return this.button("Train");
  }

  get pause() {
    return this.button("Pause");
  }

  /** Presses Train on a run that does not end by itself: however quick the machine is, it is under way. */
  async trainWithoutEnd() {
    await this.configure({ stop: "never" });
    await this.train.click();
  }

  get flip() {
    return this.page.locator(PART.flip);
  }

  /** The control of a setting, by its key in links. */
  setting(key) {
    return this.page.locator(PART_OF.setting(key));
  }

  /** The number of units of a hidden layer, counted from 1. */
  units(layer) {
    return this.page.getByLabel(`Units of hidden layer ${layer}`);
  }

  activation(layer) {
    return this.page.getByLabel(`Activation of hidden layer ${layer}`);
  }

  /** Types into a field as a person does, and is done with it. */
  async type(field, text) {
    await field.fill(text);
    await field.press("Enter");
  }

  get pad() {
    return this.page.locator(PART.pad);
  }

  get chip() {
    return this.page.locator(PART.deviceChip);
  }

  /** What is said to be waited for, beside Train. */
  get waiting() {
    return this.page.locator(PART.waiting);
  }

  get share() {
    return this.page.locator(PART.share);
  }

  notice(text) {
    return this.page.locator(PART.notice).filter({ hasText: text });
  }

  /** The text of a part as it is laid out. */
  text(part) {
    return this.page.locator(part).innerText();
  }

  chart(title) {
    return this.page.locator(PART.chart).filter({ has: this.page.getByRole("heading", { name: title }) });
  }

  /** The keys of all views, in their order. */
  async views() {
    const tabs = this.page.locator(PART.tab);
    await tabs.first().waitFor();
    return tabs.evaluateAll((all) => all.map(({ id }) => id.replace(/^tab-/, "")));
  }

  /** Where one's own data set is chosen. */
  get fileInput() {
    return this.page.locator(PART.ownFiles);
  }

  /** Opens every fold of the panels. */
  openEverything() {
    return this.page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
  }

  async openHelp() {
    await this.page.getByRole("button", { name: "Help" }).click();
    await this.page.getByRole("dialog").waitFor();
  }

  /** Presses a button and gives the file that comes of it. */
  async download(button) {
    const coming = this.page.waitForEvent("download");
    await button.click();
    const file = await coming;
    return { name: file.suggestedFilename(), bytes: new Uint8Array(await readFile(await file.path())) };
  }

  // The pad

  /** The slider for the width of the pen. */
  get penWidth() {
    return this.page.locator(PART.penWidth);
  }

  /** Brings the pad into sight, clear of the bars that stay at the top and the bottom. */
  goToPad() {
    return this.pad.evaluate((pad) => pad.scrollIntoView({ block: "center" }));
  }

  /** Draws lines, lists of points in units of the pad's side; with the mouse unless told otherwise. */
  async draw(lines, pointer) {
    const hand = pointer ?? (await mouse(this.page));
    await this.goToPad();
    const box = await this.pad.boundingBox();
    for (const line of lines) await hand.draw(line.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]));
  }

  /** Draws a stored drawing, with its pens. */
  async replay({ strokes }, pointer) {
    for (const width of new Set(strokes.map((stroke) => stroke.width))) {
      await this.penWidth.fill(String(width));
      const lines = strokes.filter((stroke) => stroke.width === width).map((stroke) => stroke.points);
      await this.draw(lines, pointer);
    }
  }

  drawDigit(digit) {
    return this.replay(usual(digit));
  }

  async clear() {
    await this.button("Clear").click();
  }
}
