// Pictures of the page, to look at: `npm run screenshots -- --dist ../dist --out output/screenshots`.
// With `--readme FOLDER` it only takes the pictures for the README.

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { dist: { type: "string" }, out: { type: "string", default: "output/screenshots" }, readme: { type: "string" } },
});
if (values.dist) process.env.DIST = resolve(values.dist);

// Read only now, because they look at the environment.
const { launch } = await import("./support/browser.mjs");
const { HAS_MNIST } = await import("./support/environment.mjs");
const { Playground } = await import("./support/playground.mjs");
const { PART, PART_OF } = await import("./support/selectors.mjs");
const { serve } = await import("./support/server.mjs");
const { watch } = await import("./support/watch.mjs");

const SCREENS = {
  desktop: { viewport: { width: 1280, height: 800 } },
  "desktop-dark": { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  tablet: { viewport: { width: 900, height: 1100 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  "phone-dark": { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2, colorScheme: "dark" },
};

/** Each state of the usual settings with the way into it. */
const STATES = {
  "1-usual-settings": async () => {},
  "2-training": async (play) => {
    await play.train.click();
    await play.reach(300);
  },
  "3-flipped-with-a-digit": async (play) => {
    await play.page.keyboard.press("f");
    const from = await play.step();
    await play.reach(from + 200);
    await play.drawDigit(3);
    await play.pause.click();
    await play.rested();
    await play.page.evaluate(() => window.scrollTo(0, 0));
  },
  "4-bad-file": async (play) => {
    await play.fileInput.first().setInputFiles({ name: "holiday.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not a data set") });
    await play.notice(/holiday/).waitFor();
  },
  "5-pending": async (play) => {
    await play.type(play.units(1), "64");
  },
  "6-why": async (play) => {
    await play.page.locator(PART_OF.whyButton("gradients")).click();
    await play.page.locator(PART.whyGradients).waitFor();
  },
  "7-help": async (play) => {
    await play.page.keyboard.press("Escape");
    await play.openHelp();
  },
  "8-evaluate": async (play) => {
    await play.page.keyboard.press("Escape");
    await play.show("Mistakes made");
    await play.until("all test images", () => /, all /.test(document.querySelector(PART.evaluateSaid).textContent));
    await play.page.locator(PART.galleryImage).first().click();
  },
};

async function page(browser, context, act, options = {}) {
  const server = await serve({ sets: HAS_MNIST ? ["mnist"] : [] });
  const opened = await browser.newContext(context);
  try {
    await watch(opened, server.origin);
    const play = new Playground(await opened.newPage(), server);
    await play.open({ backend: "cpu", ...options });
    await act(play);
  } finally {
    await opened.close();
    await server.close();
  }
}

async function everyState(browser, name, context) {
  await page(browser, context, async (play) => {
    for (const [state, reach] of Object.entries(STATES)) {
      await reach(play);
      await play.frames(3);
      await play.page.screenshot({ path: join(values.out, `${name}-${state}.png`), fullPage: name !== "desktop" && !state.includes("help") });
    }
  });
}

async function firstScreens(browser) {
  const sizes = [[1366, 768], [1366, 625], [1920, 1080], [900, 1100], [390, 844], [844, 390]];
  for (const [width, height] of sizes) {
    for (const colorScheme of ["light", "dark"]) {
      const phone = Math.min(width, height) < 500;
      await page(browser, { viewport: { width, height }, colorScheme, hasTouch: phone, isMobile: phone }, async (play) => {
        for (const steps of [0, 120]) {
          if (steps > 0) await play.trainTo({ steps });
          await play.frames(20);
          await play.page.screenshot({ path: join(values.out, `first-${width}x${height}-${colorScheme}-${steps}.png`) });
        }
      }, BARE);
    }
  }
}

async function projector(browser) {
  await page(browser, { viewport: { width: 1920, height: 1080 } }, async (play) => {
    await play.trainTo({ steps: 300 });
    await play.page.keyboard.press("p");
    await play.frames(3);
    await play.page.screenshot({ path: join(values.out, "projector.png") });
  });
}

/** The bare address, as somebody sees it who comes for the first time. */
const BARE = { hash: "", folded: true };

/** Each picture of the README from within: the part of the page it shows, and the way there. */
const README = {
  inside: [
    PART.insidePicture,
    async (play) => {
      await play.trainTo({ steps: 1000 });
      await play.drawDigit(3);
      await play.show("Inside");
      await play.until("the drawing is looked at", () => window.playground.inside().look?.place && window.playground.inside().survey);
      await play.page.locator(PART.unitNumber).fill("6");
      await play.until("the unit", () => /unit 6/.test(document.querySelector(PART.unitWeights).ariaLabel));
    },
  ],
  embedding: [PART.insideEmbedding, async () => {}],
  evaluate: [
    PART.evaluatePicture,
    async (play) => {
      await play.show("Mistakes made");
      await play.until("all test images", () => /, all /.test(document.querySelector(PART.evaluateSaid).textContent));
      await play.page.locator(PART.galleryImage).first().click();
    },
  ],
  gradients: [
    PART.labPicture,
    async (play) => {
      await play.show("Batch");
      await play.until("an image of the batch", () => !/will appear/.test(document.querySelector(PART.imageVerdict).textContent));
    },
  ],
};

/** The smallest box around what a selector finds. */
function around(page, selector) {
  return page.locator(selector).evaluateAll((all) => {
    const boxes = all.map((element) => element.getBoundingClientRect());
    const [x, y] = [Math.min(...boxes.map((b) => b.left)), Math.min(...boxes.map((b) => b.top))];
    const [right, bottom] = [Math.max(...boxes.map((b) => b.right)), Math.max(...boxes.map((b) => b.bottom))];
    return { x: x - 8 + scrollX, y: y - 8 + scrollY, width: right - x + 16, height: bottom - y + 16 };
  });
}

/** The first screen while the gap is open, and a run with a digit on the pad from every side. */
async function readme(browser, folder) {
  await mkdir(folder, { recursive: true });
  await page(browser, { viewport: { width: 1366, height: 768 }, deviceScaleFactor: 1.5 }, async (play) => {
    await play.trainTo({ steps: 100 });
    await play.until("the answer", () => document.querySelector(PART.questionAnswer)?.innerText.includes("After 100 steps"));
    await play.frames(20);
    await play.page.screenshot({ path: join(folder, "compare.png") });
  }, BARE);
  await page(browser, { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1.5 }, async (play) => {
    for (const [name, [selector, reach]] of Object.entries(README)) {
      await reach(play);
      await play.page.evaluate(() => window.scrollTo(0, 0));
      await play.frames(5);
      const clip = selector ? { clip: await around(play.page, selector), fullPage: true } : {};
      await play.page.screenshot({ path: join(folder, `${name}.png`), ...clip });
    }
  });
}

const browser = await launch("none");
try {
  if (values.readme) {
    await readme(browser, values.readme);
  } else {
    await mkdir(values.out, { recursive: true });
    for (const [name, context] of Object.entries(SCREENS)) await everyState(browser, name, context);
    await firstScreens(browser);
    await projector(browser);
    await readme(browser, join(values.out, "readme"));
  }
} finally {
  await browser.close();
}
