// A page in the words of a person: click, draw, type, press, choose. As far as `evaluate`, `waitForFunction` and `goto`
// go it is what Playwright's page is, so that `Playground` of the other suite works on it as it does there.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PATIENCE_MS } from "../../e2e/support/environment.mjs";

/** How long the page is asked to wait by itself before it is asked anew. */
const TURN_MS = 1000;

/** In the page: the visible elements that a selector finds and, where one is given, that bear a name. */
function visible([css, name]) {
  const called = (element) => (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ");
  const fits = name === undefined || name === null ? () => true : typeof name === "string" ? (text) => text === name : (text) => new RegExp(name.source, name.flags).test(text);
  return [...document.querySelectorAll(css)].filter((e) => e.checkVisibility({ visibilityProperty: true }) && fits(called(e)));
}

/** In the page: where to click on the first of them, once it can be used, stands still and nothing covers it. */
async function place(wanted) {
  const [element] = visible(wanted);
  if (!element || element.disabled) return null;
  const box = () => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  };
  const reachable = ({ x, y, width, height }) => {
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    return hit && (element.contains(hit) || hit.closest("label")?.contains(element));
  };
  if (!reachable(box())) element.scrollIntoView({ block: "center", inline: "center" });
  const before = box();
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const after = box();
  return JSON.stringify(before) === JSON.stringify(after) && reachable(after) ? after : null;
}

/** What of a name can travel into the page. */
const sent = (name) => (name instanceof RegExp ? { source: name.source, flags: name.flags } : name);

export class Page {
  #tab;

  constructor(tab) {
    this.#tab = tab;
  }

  goto(url) {
    return this.#tab.goto(url);
  }

  reload() {
    return this.#tab.reload();
  }

  resize(width, height) {
    return this.#tab.resize(width, height);
  }

  screenshot() {
    return this.#tab.screenshot();
  }

  complaints() {
    return this.#tab.complaints();
  }

  /** Calls a function in the page, or works out an expression; what comes back travels as JSON. */
  async evaluate(body, argument) {
    const expression = typeof body === "string" ? body : `(${body})(${JSON.stringify(argument)})`;
    const text = await this.#tab.run(`(async () => JSON.stringify((await (${expression})) ?? null))()`);
    return JSON.parse(text);
  }

  /** Waits until the condition holds in the page, and gives what it gave. */
  async waitForFunction(condition, argument, { timeout = PATIENCE_MS } = {}) {
    const expression = typeof condition === "string" ? condition : `(${condition})(${JSON.stringify(argument)})`;
    const late = Date.now() + timeout;
    const turn = `(async () => {
      const end = performance.now() + ${TURN_MS};
      for (;;) {
        const value = await (${expression});
        if (value) return JSON.stringify(value);
        if (performance.now() > end) return "";
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })()`;
    for (;;) {
      const text = await this.#tab.run(turn);
      if (text) return { jsonValue: async () => JSON.parse(text) };
      if (Date.now() > late) throw new Error(`Not within ${timeout} ms`);
    }
  }

  // What is seen

  /** How many visible elements there are. */
  count(css, name) {
    return this.#visibly("(found) => found.length", css, name);
  }

  /** The text of the first visible one. */
  text(css, name) {
    return this.#visibly("([first]) => first?.innerText.trim()", css, name);
  }

  #visibly(body, css, name) {
    return this.evaluate(`(${body})((${visible})(${JSON.stringify([css, sent(name)])}))`);
  }

  /** Waits until there is a visible one, or none. */
  async seen(css, name, { gone = false } = {}) {
    const found = `(${visible})(${JSON.stringify([css, sent(name)])}).length ${gone ? "===" : ">"} 0`;
    try {
      await this.waitForFunction(found);
    } catch {
      throw new Error(`Waited in vain: ${css}${name === undefined ? "" : ` “${name}”`} ${gone ? "is still there" : "is not seen"}.`);
    }
  }

  // Hands

  /** The box of an element that can be reached by the pointer. */
  async reached(css, name) {
    const wanted = `(() => { const visible = ${visible}; return (${place})(${JSON.stringify([css, sent(name)])}); })()`;
    try {
      return await (await this.waitForFunction(wanted)).jsonValue();
    } catch (error) {
      throw new Error(`Waited in vain: ${css}${name === undefined ? "" : ` “${name}”`} cannot be clicked. (${error.message})`);
    }
  }

  async click(css, name) {
    const { x, y, width, height } = await this.reached(css, name);
    const at = { x: x + width / 2, y: y + height / 2 };
    await this.#tab.pointer([{ type: "move", ...at }, { type: "down", ...at }, { type: "up", ...at }]);
  }

  /** Moves the pointer to a place in an element, in shares of its box. */
  async point(css, [across, down]) {
    const { x, y, width, height } = await this.reached(css);
    await this.#tab.pointer([{ type: "move", x: x + across * width, y: y + down * height }]);
  }

  /** Draws lines on an element: lists of points in shares of its box. */
  async draw(css, lines) {
    const { x, y, width, height } = await this.reached(css);
    for (const line of lines) {
      const [first, ...others] = line.map(([across, down]) => ({ x: x + across * width, y: y + down * height }));
      await this.#tab.pointer([{ type: "move", ...first }, { type: "down", ...first }, ...others.map((at) => ({ type: "move", ...at })), { type: "up", ...(others.at(-1) ?? first) }]);
    }
  }

  /** Presses keys one after another: `"s"`, `"Enter"`, `"Control+a"`. */
  press(...keys) {
    return this.#tab.keys(keys.map((key) => (key.length > 1 ? key.split("+") : [key])));
  }

  focus(css) {
    return this.evaluate((wanted) => void document.querySelector(wanted).focus(), css);
  }

  /** Types into a field, in place of what stands there, and is done with it. */
  async type(css, text) {
    await this.click(css);
    await this.press("Control+a", ...text, "Enter");
  }

  /** Sets a slider or a field by script, with the events of a person's hand. */
  fill(css, value) {
    return this.evaluate(([wanted, text]) => {
      const field = document.querySelector(wanted);
      field.value = text;
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    }, [css, String(value)]);
  }

  /** Chooses from a menu. Open menus belong to the system and to no protocol, so this is by script. */
  async choose(css, value) {
    const fits = await this.evaluate(([wanted, text]) => [...document.querySelector(wanted).options].some((option) => option.value === text), [css, value]);
    if (!fits) throw new Error(`${css} has no “${value}”.`);
    await this.fill(css, value);
  }

  /** Chooses files: `{name, buffer}`. */
  async files(css, files) {
    const folder = await mkdtemp(join(tmpdir(), "playground-files-"));
    try {
      const paths = files.map(({ name }) => join(folder, name));
      for (const [i, { buffer }] of files.entries()) await writeFile(paths[i], buffer);
      await this.#tab.upload(css, paths);
      // They are read from the disk as the page asks for them: the page says itself when it has them.
      this.folders.push(folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Folders of files that were chosen. */
  folders = [];

  async close() {
    await this.#tab.close();
    for (const folder of this.folders) await rm(folder, { recursive: true, force: true });
  }
}
