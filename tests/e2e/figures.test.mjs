// Figures for a report: every figure of every view is saved as SVG, PNG or CSV, as wide as it is asked for and light on any
// page.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { CPU } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

const TINY = { dataset: "synthetic", model: "8-tanh", batchSize: 100, reportEvery: 5 };

const DARK = { ...CPU, context: { colorScheme: "dark", viewport: { width: 1366, height: 768 } } };

async function trained(play, steps = 30) {
  await play.configure(TINY);
  await play.trainTo({ steps });
}

/** Presses a button that saves a figure, and waits for the dialog. */
async function offered(play, button) {
  await button.click();
  await play.page.locator(PART.figureDialog).waitFor();
}

const format = (play, name) => play.page.getByRole("radio", { name, exact: true }).check();
const saved = (play) => play.download(play.page.locator(PART.figureSave));
const closed = (play) => play.page.getByRole("button", { name: "Close", exact: true }).click();

/** What an SVG file says, read by the browser's own parser. */
async function read(play, { bytes }) {
  return play.page.evaluate((text) => {
    const svg = new DOMParser().parseFromString(text, "image/svg+xml");
    const all = (name) => [...svg.getElementsByTagName(name)];
    return {
      wrong: all("parsererror").map((e) => e.textContent),
      width: svg.documentElement.getAttribute("width"),
      height: svg.documentElement.getAttribute("height"),
      box: svg.documentElement.getAttribute("viewBox").split(" ").map(Number),
      paper: all("rect")[0].getAttribute("fill"),
      texts: all("text").map((e) => e.textContent),
      images: all("image").map((e) => e.getAttribute("image-rendering")),
      counts: Object.fromEntries(["rect", "circle", "polyline", "polygon", "script"].map((name) => [name, all(name).length])),
    };
  }, Buffer.from(bytes).toString());
}

/** Width, height and pixels per metre of a PNG file. */
function measured({ bytes }) {
  const png = Buffer.from(bytes);
  assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  assert.equal(png.toString("latin1", 37, 41), "pHYs", "before the pixels");
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), perMetre: [png.readUInt32BE(41), png.readUInt32BE(45)], unit: png[49] };
}

/** The colour of a pixel of a PNG file. */
const colorOf = (play, { bytes }, [x, y]) =>
  play.page.evaluate(async ({ base64, x, y }) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(x, y, 1, 1).data];
  }, { base64: Buffer.from(bytes).toString("base64"), x, y });

scenario("a chart is saved as SVG: as wide as typed, light on a dark page, text as text, with and without title and caption", DARK, async (play) => {
  await trained(play);
  await offered(play, play.chart(/^Loss/).locator(PART.saveFigure));
  await play.page.locator(PART.figureWidth).fill("8.5");
  const file = await saved(play);
  assert.match(file.name, /^loss-synthetic-.*step-30\.svg$/);
  const svg = await read(play, file);
  assert.deepEqual(svg.wrong, []);
  assert.equal(svg.width, "8.5cm");
  assert.ok(Math.abs(parseFloat(svg.height) / 8.5 - svg.box[3] / svg.box[2]) < 0.01);
  assert.equal(svg.paper, "#ffffff");
  assert.ok(svg.texts.includes("Loss"), `${svg.texts}`);
  assert.ok(svg.texts.some((text) => /^[Cc]ross-entropy \(CE\).*, nats/.test(text)), `the legend in full: ${svg.texts}`);
  assert.match(svg.texts.join(" "), /Synthetic digits, 784-8-10.*step 30\. Gradient Playground/);
  assert.ok(svg.counts.polyline > 1);
  assert.match(await play.text(PART.figureSaid), /\.svg is on its way/);

  await play.page.locator(PART.figureWithTitle).uncheck();
  await play.page.locator(PART.figureWithCaption).uncheck();
  const bare = await read(play, await saved(play));
  assert.ok(!bare.texts.includes("Loss") && !bare.texts.some((text) => text.includes("Gradient Playground")), `${bare.texts}`);
  assert.ok(parseFloat(bare.height) < parseFloat(svg.height));

  // What was chosen holds for the next figure.
  await closed(play);
  await offered(play, play.chart(/^Gradient norm/).locator(PART.saveFigure));
  assert.equal(await play.page.locator(PART.figureWidth).inputValue(), "8.5");
  assert.equal(await play.page.locator(PART.figureWithTitle).isChecked(), false);
  assert.deepEqual(await violations(play.page), []);
});

scenario("PNG has 300 pixels to an inch and says so; in pixels it is as wide as typed", DARK, async (play) => {
  await trained(play);
  await offered(play, play.chart(/^Loss/).locator(PART.saveFigure));
  await format(play, "PNG");
  await play.page.locator(PART.figureWidth).fill("12");
  await play.until("its pixels are said", () => /^1417 × \d+ pixels/.test(document.querySelector(PART.figureSize).textContent));
  const file = await saved(play);
  assert.match(file.name, /^loss-.*step-30\.png$/);
  const { width, height, perMetre, unit } = measured(file);
  assert.equal(width, 1417);
  assert.ok(height > 700 && height < 1417, `${height}`);
  assert.deepEqual([perMetre, unit], [[11811, 11811], 1]);
  assert.deepEqual(await colorOf(play, file, [1, 1]), [255, 255, 255, 255], "light on a dark page");
  await play.page.locator(PART.figureUnit).selectOption("px");
  await play.page.locator(PART.figureWidth).fill("640");
  assert.equal(measured(await saved(play)).width, 640);
  const corner = await play.page.locator(PART.figurePreview).evaluate((canvas) => [...canvas.getContext("2d").getImageData(1, 1, 1, 1).data]);
  assert.deepEqual(corner, [255, 255, 255, 255], "so is the preview");
});

scenario("a wrong width gets a sentence; by keyboard alone the dialog opens, saves, closes and gives the focus back", CPU, async (play) => {
  await trained(play);
  const button = play.chart(/^Loss/).locator(PART.saveFigure);
  await button.focus();
  await play.page.keyboard.press("Enter");
  await play.page.locator(PART.figureDialog).waitFor();
  const field = play.page.locator(PART.figureWidth);
  for (const wrong of ["0", "51", "wide", ""]) {
    await field.fill(wrong);
    await play.until("what fits", () => document.querySelector(PART.figureWidthWrong).textContent === "Choose 1 to 50 cm.");
    assert.ok(await play.page.locator(PART.figureSave).isDisabled());
    assert.equal(await field.getAttribute("aria-invalid"), "true");
  }
  await play.page.locator(PART.figureUnit).selectOption("px");
  await field.fill("640.5");
  await play.until("what fits in pixels", () => /^Choose a whole number of pixels, 100 to 6,000\.$/.test(document.querySelector(PART.figureWidthWrong).textContent));
  await field.fill("800");
  await play.until("nothing is wrong", () => document.querySelector(PART.figureWidthWrong).textContent === "");
  const coming = play.page.waitForEvent("download");
  await play.page.locator(PART.figureSave).focus();
  await play.page.keyboard.press("Enter");
  assert.match((await coming).suggestedFilename(), /\.svg$/);
  await play.page.keyboard.press("Escape");
  await play.until("the focus is back", () => document.activeElement.matches(PART.saveFigure));
  assert.ok(await button.evaluate((e) => e === document.activeElement));
});

scenario("the confusion matrix is a table of shaded cells, and its numbers are a CSV", { ...CPU, hash: "ui.tab=mistakes" }, async (play) => {
  await trained(play);
  await play.until("the matrix", () => [...document.querySelectorAll(PART.confusionCell)].some((cell) => Number(cell.textContent) > 0));
  await offered(play, play.page.locator(PART.saveConfusion));
  const svg = await read(play, await saved(play));
  assert.deepEqual(svg.wrong, []);
  assert.ok(svg.counts.rect >= 100, "a hundred cells");
  assert.ok(svg.texts.includes("Confusion matrix"));
  await format(play, "CSV");
  await play.until("the first rows are shown", () => document.querySelector(PART.figureNumbers).textContent.startsWith("true class,0,1"));
  const file = await saved(play);
  assert.match(file.name, /^confusion-matrix-.*step-30\.csv$/);
  const rows = Buffer.from(file.bytes).toString().trimEnd().split("\n").map((line) => line.split(","));
  assert.deepEqual([rows.length, ...new Set(rows.map((row) => row.length))], [11, 11]);
  const images = rows.slice(1).flatMap((row) => row.slice(1)).reduce((sum, count) => sum + Number(count), 0);
  assert.ok(images === 1000 || images === 4000, `${images} images`);
});

scenario("mosaics stay pixels, maps stay dots, and the picture carries its images", { ...CPU, hash: "ui.tab=inside" }, async (play) => {
  await trained(play);
  await play.until("a look and a scan", () => {
    const { look, survey } = window.playground.inside();
    return look?.step === 30 && survey?.step === 30;
  });
  const svgOf = async (button) => {
    await offered(play, play.page.locator(button));
    const svg = await read(play, await saved(play));
    await closed(play);
    assert.deepEqual(svg.wrong, []);
    return svg;
  };
  const path = await svgOf(PART.savePath);
  assert.ok(path.counts.rect > 18 && path.images.length === 0, "few units are cells");
  const weights = await svgOf(PART.saveWeights);
  assert.deepEqual(weights.images, ["pixelated"]);
  const map = await svgOf(PART.saveEmbedding);
  const { survey } = await play.script((p) => ({ survey: { images: p.inside().survey.labels.length } }));
  assert.ok(map.counts.circle >= survey.images, `${map.counts.circle} dots for ${survey.images} images`);

  await play.show("Compare");
  await play.until("the images", () => document.querySelectorAll(PART.pull).length === 24);
  await offered(play, play.page.locator(PART.savePulls));
  const names = await play.page.locator(PART.figureWhichOption).allInnerTexts();
  assert.match(names[0], /^How hard one image pulls/);
  assert.ok(names.some((name) => /^Pull of one step/.test(name)), `${names}`);
  const picture = await read(play, await saved(play));
  assert.equal(picture.images.length, 24);
  assert.ok(picture.counts.circle >= 24);
  await play.page.locator(PART.figureWhich).selectOption({ index: names.length - 1 });
  const lane = await read(play, await saved(play));
  assert.ok(lane.texts.includes(names.at(-1)), `${lane.texts}`);
});

scenario("a name that looks like markup stays text", CPU, async (play) => {
  await trained(play);
  await play.show("All runs");
  await play.page.getByRole("textbox", { name: "Name of the run" }).first().fill("<script>x</script>&");
  await play.page.keyboard.press("Enter");
  await offered(play, play.page.getByRole("button", { name: "Save as a figure: Runs side by side" }));
  const svg = await read(play, await saved(play));
  assert.deepEqual([svg.wrong, svg.counts.script], [[], 0]);
  assert.ok(svg.texts.includes("<script>x</script>&"), `${svg.texts.slice(0, 5)}`);
});

const VIEWS = ["Compare", "Batch", "Inside", "Mistakes made", "Work it out", "All runs"];

/** Figures and tables of the view that no button saves. */
const unsaved = (play) =>
  play.page.evaluate(() => {
    const seen = [...document.querySelectorAll(PART.figureOrTable)].filter((e) => e.checkVisibility() && !e.closest(PART.drawing));
    const without = seen.filter((e) => {
      // The lanes and the picture between them have one button.
      const holder = e.closest(PART.lane) ? document.querySelector(PART.stagePicture) : e.closest(PART.card);
      return !holder?.querySelector(PART.saveFigure);
    });
    return { seen: seen.length, without: without.map((e) => e.getAttribute("aria-label") ?? e.outerHTML.slice(0, 120)) };
  });

scenario("every figure and every table of every view has a button that saves it", { ...CPU, hash: "ui.tab=compare&ui.probe=1" }, async (play) => {
  await trained(play);
  await play.script(async (p) => void (await p.compare({ loss: "mse" })));
  await play.until("a second run", () => window.playground.runs().length === 2);
  for (const view of VIEWS) {
    await play.show(view);
    if (view === "Batch") await play.page.locator(PART.microscopeTake).click();
    await play.frames(3);
    const { seen, without } = await unsaved(play);
    assert.ok(seen > 0, view);
    assert.deepEqual(without, [], view);
  }
});

scenario("so have those of an autoencoder", { ...CPU, hash: "v=1&preset=autoencoder-2&data=synthetic&ui.tab=mistakes" }, async (play) => {
  await play.trainTo({ steps: 20 });
  await play.until("what comes back", () => document.querySelectorAll(PART.pairCanvas).length > 0);
  for (const view of ["Mistakes made", "Compare"]) {
    await play.show(view);
    await play.frames(3);
    const { without } = await unsaved(play);
    assert.deepEqual(without, [], view);
  }
});

scenario("nothing can be saved yet: the dialog says why", { ...CPU, hash: "ui.tab=batch" }, async (play) => {
  await offered(play, play.page.getByRole("button", { name: "Save as a figure: Inside the layers" }));
  assert.match(await play.text(PART.figureDialog), /There is nothing to save here yet: train a few steps/);
});
