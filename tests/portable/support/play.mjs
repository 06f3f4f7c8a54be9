// The playground in words that hold in every engine. What only waits, asks or calls the script interface is inherited.

import { Playground } from "../../e2e/support/playground.mjs";
import { PART, PART_OF } from "../../e2e/support/selectors.mjs";
import { BACKEND } from "./engine.mjs";

export class Play extends Playground {
  /** As the other suite opens it, on this run's backend. */
  open(options = {}) {
    return super.open({ backend: BACKEND, host: this.host, ...options });
  }

  /** Loads it anew, as a person does who has pressed F5. */
  async reload() {
    await this.keepComplaints();
    await super.reload();
    await this.ready();
  }

  /** Leaves for an empty page and opens it anew. */
  async again(options) {
    await this.keepComplaints();
    await this.page.goto("about:blank");
    await this.open(options);
  }

  // What the page has complained of. A page that is left takes its notes with it.

  complaints = [];

  async keepComplaints() {
    this.complaints.push(...(await this.page.evaluate(() => [...window.seen.wrong, ...window.seen.violations])));
  }

  async allComplaints() {
    const now = await this.page.evaluate(() => [...window.seen.wrong, ...window.seen.violations]);
    return [...new Set([...(await this.page.complaints()), ...this.complaints, ...now])];
  }

  // What is visible

  click(css, name) {
    return this.page.click(css, name);
  }

  press(name) {
    return this.page.click("button", name);
  }

  notice(text) {
    return this.page.seen("[role=alert], [role=status]", text);
  }

  /** Opens a preset from the gallery. */
  async openPreset(name) {
    await this.page.click(PART.presetChoose);
    await this.page.click(PART_OF.presetCard(name));
    await this.unfold();
  }

  /** Shows a view, unfolded. */
  async tab(name) {
    await this.page.click("[role=tab]", name);
    await this.unfold();
  }

  /** A chart, for what reads its picture. */
  chart(title) {
    const find = `[...document.querySelectorAll(PART.chart)].find((figure) => figure.querySelector("h1, h2, h3, h4, figcaption")?.textContent.trim().startsWith(${JSON.stringify(title)}))`;
    const evaluate = (body, argument) => this.page.evaluate(`(${body})(${find}.querySelector("canvas"), ${JSON.stringify(argument)})`);
    return { locator: () => ({ evaluate }) };
  }

  /** Waits until the trainer rests, and gives the step it rests at. */
  async rested() {
    await this.page.seen(PART.train, "Train");
    const last = await this.until("the trainer says that it rests", () => {
      const told = window.seen.events("Running", "Resting").at(-1);
      return told?.name === "Resting" && told.detail;
    });
    return (await last.jsonValue()).step;
  }

  /** The last messages to and from the trainers, and whether one of them had all of its training images. */
  lastTold() {
    return this.page.evaluate(() => ({
      last: window.seen.messages.slice(-6).map(({ from, name, detail }) => JSON.stringify({ from, name, detail }).slice(0, 2000)),
      complete: window.seen.events("Data").some(({ detail }) => detail.file === "Train" && detail.available === detail.total),
    }));
  }

  /** Presses a button and gives the file that comes of it. */
  async download(css) {
    const before = await this.page.evaluate(() => window.seen.files.length);
    await this.click(css);
    await this.until("a file", (n) => window.seen.files.length > n, before);
    const { name, base64 } = await this.page.evaluate(async () => {
      const { name, blob } = window.seen.files.at(-1);
      let text = "";
      for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
      return { name, base64: btoa(text) };
    });
    return { name, buffer: Buffer.from(base64, "base64") };
  }

  async openHome() {
    await this.click("details.share > summary");
    await this.click(PART.shareHome);
    await this.page.seen(PART.home);
  }

  // The pad

  get penWidth() {
    return { fill: (width) => this.page.fill("label.pen input[type=range]", width) };
  }

  draw(lines) {
    return this.page.draw(PART.pad, lines);
  }

  clear() {
    return this.press("Clear");
  }

  /** The class with the longest bar, once the bars are about the drawing as it is. */
  async answer() {
    // What is drawn is asked about within a frame, or as soon as the question under way is answered.
    await this.frames(2);
    const asked = await this.page.evaluate(() => window.seen.events("Predict").length);
    await this.until("an answer to the drawing", (before) => {
      const count = (wanted) => window.seen.events(wanted).length;
      const [questions, answers] = [count("Predict"), count("Prediction")];
      return questions > 0 && (questions === answers || answers > before) && document.querySelector(PART.bestAnswer);
    }, asked);
    return Number(await this.page.text(PART.bestAnswerClass));
  }
}
