// A figure for a report, saved in every engine: an SVG file that parses, a PNG file of the size that was asked for.

import assert from "node:assert/strict";
import { PART } from "../e2e/support/selectors.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = await scenarios();

const SMALL = { dataset: "synthetic", model: "12-relu", batchSize: 32, reportEvery: 5, seed: 11 };

scenario("the confusion matrix is saved as SVG and as PNG at 300 pixels to an inch", {}, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 60 });
  await play.tab("Mistakes made");
  await play.until("the matrix", () => [...document.querySelectorAll(PART.confusionCell)].some((cell) => Number(cell.textContent) > 0));
  await play.click(PART.saveConfusion);
  await play.page.seen(PART.figureDialog);
  await play.page.fill(PART.figureWidth, "10");
  const svg = await play.download(PART.figureSave);
  assert.match(svg.name, /^confusion-matrix-synthetic-.*step-60\.svg$/);
  const { wrong, width, texts } = await play.page.evaluate((text) => {
    const read = new DOMParser().parseFromString(text, "image/svg+xml");
    return { wrong: read.getElementsByTagName("parsererror").length, width: read.documentElement.getAttribute("width"), texts: read.getElementsByTagName("text").length };
  }, svg.buffer.toString());
  assert.deepEqual([wrong, width], [0, "10cm"]);
  assert.ok(texts > 100, `${texts} texts`);
  await play.click("label", "PNG");
  const { name, buffer } = await play.download(PART.figureSave);
  assert.match(name, /\.png$/);
  assert.equal(buffer.readUInt32BE(16), Math.round((10 / 2.54) * 300));
  assert.deepEqual([buffer.toString("latin1", 37, 41), buffer.readUInt32BE(41), buffer[49]], ["pHYs", 11811, 1]);
  const corner = await play.page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(1, 1, 1, 1).data];
  }, buffer.toString("base64"));
  assert.deepEqual(corner, [255, 255, 255, 255]);
});
