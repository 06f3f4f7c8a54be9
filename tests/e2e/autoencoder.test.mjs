// Autoencoders: what comes back, the latent plane and its point, the flip, the link, the scripts.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { PHONE } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { mean, near } from "./support/numbers.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

const VIEW = { backend: "cpu", hash: "ui.tab=mistakes" };

/** Two values in the middle, small enough to train in a moment. */
const SMALL = {
  dataset: "synthetic",
  model: "32-relu.2-linear.32-relu",
  output: "image",
  loss: "mse",
  batchSize: 32,
  learningRate: 0.005,
  reportEvery: 10,
  seed: 5,
};

/** What `playground.autoencoder()` and the survey hold, as plain arrays. */
const shown = (play) =>
  play.script((p) => {
    const { reconstructions, decoded } = p.autoencoder();
    const { survey } = p.inside();
    return {
      step: reconstructions?.step,
      labels: [...(reconstructions?.labels ?? [])],
      errors: [...(reconstructions?.errors ?? [])],
      originals: (reconstructions?.originals ?? []).map((image) => [...image]),
      copies: (reconstructions?.copies ?? []).map((image) => [...image]),
      decoded: decoded && { step: decoded.step, place: decoded.place, image: [...decoded.image] },
      places: survey?.places,
      surveyStep: survey?.step,
    };
  });

/** Waits until everything shown is of this step, and gives it. */
async function seen(play, step) {
  await play.until(`everything at step ${step}`, (wanted) => {
    const { reconstructions, decoded } = window.playground.autoencoder();
    return reconstructions?.step === wanted && decoded?.step === wanted && window.playground.inside().survey?.step === wanted;
  }, step);
  return shown(play);
}

async function trained(play, steps = 60, settings = {}) {
  await play.configure({ ...SMALL, ...settings });
  await play.trainTo({ steps });
  await seen(play, steps);
  // The middle moves with the images until the point is moved.
  await play.until("the point in the middle", () => {
    const { decoded } = window.playground.autoencoder();
    const { places, shares } = window.playground.inside().survey;
    const middle = [0, 1].map((axis) => places.reduce((sum, place) => sum + place[axis] / places.length, 0));
    return shares === null || middle.every((value, axis) => Math.abs(value - decoded.place[axis]) < 1e-2);
  });
  return shown(play);
}

/** Ink of a picture, pixel by pixel. */
const ink = (play, selector) =>
  play.page.locator(selector).evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3] / 255);
  });

const squared = (a, b) => mean(a.map((value, i) => (value - b[i]) ** 2));
scenario("images come back better and better, one of each class", VIEW, async (play) => {
  const first = await trained(play, 1);
  assert.deepEqual(first.labels, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const summary = await play.trainTo({ steps: 150 });
  const later = await seen(play, 151);
  assert.deepEqual(later.originals, first.originals, "the same images");
  later.copies.forEach((copy, i) => near(squared(copy, later.originals[i]), later.errors[i], 1e-5, `error of image ${i}`));
  assert.ok(mean(later.errors) < 0.6 * mean(first.errors), `${mean(first.errors)} and then ${mean(later.errors)}`);
  assert.ok(summary.testPixelError > 0 && summary.testPixelError < 0.1, JSON.stringify(summary));
  assert.equal(await play.page.locator(PART.alert).count(), 0, "nothing was asked that makes no sense");
  const pictures = play.page.locator(PART.pairCanvas);
  assert.equal(await pictures.count(), 20);
  const copy = await ink(play, PART.fourthCopy);
  assert.ok(squared(copy, later.copies[3]) < 1e-4, "the picture is what came back");
  assert.match(await play.page.locator(PART.gallerySaid).innerText(), /^Step 151: one test image of each class/);
  await play.until("the test images are measured", () => /^0\.\d+$/.test(document.querySelector(PART.autoencoderTest).textContent));
  const history = await play.history();
  assert.ok(history.accuracy.every(Number.isNaN), "nothing is classified");
  assert.ok(history.pixelError.at(-1) < history.pixelError[0]);
});

scenario("the plane shows the two values, coloured by class", VIEW, async (play) => {
  const { places } = await trained(play);
  assert.equal(places.length, 1000);
  const dots = await play.page.locator(PART.latentDots).evaluateAll((all) => all.map((path) => (path.getAttribute("d").match(/M/g) ?? []).length));
  assert.equal(dots.length, 10);
  assert.equal(dots.reduce((a, b) => a + b), 1000);
  assert.ok(dots.every((n) => n > 0), `${dots}`);
  assert.match(await play.page.locator(PART.latentSaid).innerText(), /across the first, upwards the second/);
  const colours = await play.page.locator(PART.latentDots).evaluateAll((all) => new Set(all.map((path) => getComputedStyle(path).stroke)).size);
  assert.equal(colours, 10);
  await play.page.locator(PART.autoencoderLegendButton).nth(3).click();
  assert.equal(await play.page.locator(PART.latentDots).nth(3).getAttribute("d"), "");
});

scenario("the point is dragged by the mouse, and its image follows", VIEW, async (play) => {
  const before = await trained(play);
  const middle = before.places.reduce(([x, y], place) => [x + place[0] / 1000, y + place[1] / 1000], [0, 0]);
  near(before.decoded.place[0], middle[0], 1e-2, "it begins in the middle");
  const cloud = play.page.locator(PART.latentCloud);
  await cloud.scrollIntoViewIfNeeded();
  const box = await cloud.boundingBox();
  await play.page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  await play.page.mouse.down();
  await play.page.mouse.move(box.x + 0.2 * box.width, box.y + 0.3 * box.height, { steps: 5 });
  await play.until("its image", ([x, y]) => {
    const { decoded } = window.playground.autoencoder();
    return decoded.place[0] !== x && decoded.place[1] !== y && document.querySelector(PART.latentPlace).textContent.startsWith("The image at");
  }, before.decoded.place);
  await play.page.mouse.up();
  const after = await shown(play);
  assert.notDeepEqual(after.decoded.image, before.decoded.image);
  await play.until("the picture is that image", () => {
    const canvas = document.querySelector(PART.latentImage);
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    const { image } = window.playground.autoencoder().decoded;
    return image.every((value, i) => Math.abs(data[4 * i + 3] / 255 - value) < 0.01);
  });
  const ring = await cloud.locator(PART.latentRing).evaluate((circle) => [circle.cx.baseVal.value, circle.cy.baseVal.value]);
  near(ring[0], 200, 10, "the ring across");
  near(ring[1], 300, 10, "the ring downwards");
  // Let go, it stays where it is.
  await play.page.mouse.move(box.x + 0.8 * box.width, box.y + 0.8 * box.height);
  await play.frames(2);
  assert.deepEqual((await shown(play)).decoded.place, after.decoded.place);
  await play.page.locator(PART.latentMiddle).click();
  await play.until("the middle again", (x) => window.playground.autoencoder().decoded.place[0] === x, before.decoded.place[0]);
});

scenario("the point is moved by arrow keys, and its image goes on with the training", VIEW, async (play) => {
  const before = await trained(play);
  await play.page.locator(PART.latentCloud).focus();
  await play.page.keyboard.press("Shift+ArrowRight");
  await play.until("it has gone to the right", ([x, y]) => {
    const { place } = window.playground.autoencoder().decoded;
    return place[0] > x && Math.abs(place[1] - y) < 1e-3;
  }, before.decoded.place);
  const right = await shown(play);
  await play.page.keyboard.press("ArrowUp");
  await play.until("and up", ([x, y]) => {
    const { place } = window.playground.autoencoder().decoded;
    return place[1] > y && Math.abs(place[0] - x) < 1e-3;
  }, right.decoded.place);
  const up = await shown(play);
  assert.ok(squared(up.decoded.image, before.decoded.image) > 0);
  await play.trainTo({ steps: 40 });
  const later = await seen(play, 100);
  near(later.decoded.place[0], up.decoded.place[0], 1e-5, "it stays where it was put");
  assert.ok(squared(later.decoded.image, up.decoded.image) > 0, "the same place, another image");
});

scenario("five values are dragged along the plane of the survey", VIEW, async (play) => {
  const { decoded } = await trained(play, 40, { model: "32-relu.5-linear.32-relu" });
  assert.match(await play.page.locator(PART.latentSaid).innerText(), /along which the 5 values of the narrowest layer differ most/);
  near(decoded.place[0], 0, 1e-2, "the middle of that plane");
  await play.page.locator(PART.latentCloud).focus();
  await play.page.keyboard.press("Shift+ArrowLeft");
  await play.until("it has gone to the left", (x) => window.playground.autoencoder().decoded.place[0] < x, decoded.place[0]);
  await play.configure({ ...SMALL, model: "16-relu.1-linear" });
  await play.until("why there is no plane", () => /a line and no plane/.test(document.querySelector(PART.latentSaid).textContent));
});

scenario("the loss is flipped while it trains; classes take a reset", { backend: "cpu" }, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 30 });
  await play.flip.click();
  await play.until("binary cross-entropy", () => window.playground.experiment().loss === "bce");
  await play.trainTo({ steps: 30 });
  const history = await play.history();
  assert.equal(history.step.at(-1), 60, "the same run goes on");
  assert.deepEqual([...new Set(history.lossName)], ["mse", "bce"]);
  assert.match(await play.page.locator(PART.validationAccuracy).innerText(), /^0\.\d+$/);
  assert.ok(await play.chart("Reconstruction error").isVisible());
  await play.setting("out").selectOption("softmax");
  await play.until("it waits for a reset", () => /after Reset: .*output/.test(document.querySelector(PART.pending)?.textContent ?? ""));
  assert.equal((await play.history()).step.at(-1), 60);
  await play.configure({ output: "softmax", loss: "ce" });
  const summary = await play.trainTo({ steps: 20 });
  assert.ok(summary.trainAccuracy >= 0, "a classifier again");
  assert.equal(await play.page.locator(PART.bars).isVisible(), true);
});

scenario("a drawing is given back beside the pad, and what needs classes says so", { backend: "cpu", hash: "ui.tab=batch" }, async (play) => {
  await play.configure(SMALL);
  await play.trainTo({ steps: 60 });
  await play.drawDigit(3);
  await play.until("it is given back", () => /^Reconstruction: mean squared error 0\.\d+ per pixel/.test(document.querySelector(PART.answerNote).textContent));
  assert.ok(Math.max(...(await ink(play, PART.givenBack))) > 0.2);
  assert.match(await play.page.locator(PART.surprise).innerText(), /names no class/);
  assert.match(await play.page.locator(PART.labNoClasses).innerText(), /An autoencoder has no classes/);
  await play.show("Inside");
  await play.until("the plane of the narrowest layer", () => /Across the first of the two values/.test(document.querySelector(PART.embeddingSaid)?.textContent ?? ""));
  assert.match(await play.page.locator(PART.explainSaid).innerText(), /An autoencoder answers with an image/);
  await play.show("All runs");
  const rows = (hasText) => play.page.locator(PART.runsTableRow, { hasText });
  await rows("pixel error").first().waitFor();
  assert.equal(await rows("accuracy").count(), 0, "it has none");
  const refused = await play.refusal(async (p) => p.examine("test"));
  assert.match(refused, /with images, not with classes/);
});

scenario("the presets come with their link and their scripts", { backend: "cpu" }, async (play) => {
  for (const [preset, output] of [["autoencoder-2", "image"], ["autoencoder-linear", "image-linear"], ["autoencoder-conv", "image"]]) {
    await play.configure({ preset, dataset: "synthetic" });
    const experiment = await play.experiment();
    assert.equal(experiment.output, output);
    const pytorch = await play.script((p) => p.exportScript("pytorch"));
    assert.match(pytorch, /target = images/);
    assert.doesNotMatch(pytorch, /argmax/);
    assert.match(await play.script((p) => p.exportScript("keras")), /metrics=\[pixel_error\]/);
  }
  assert.match(await play.script((p) => p.exportScript("pytorch")), /F\.interpolate\(x, scale_factor=2\)/);
  await play.configure({ ...SMALL, model: "16-relu.2-linear.49-relu.map-1-7-7.up-4" });
  const before = await play.experiment();
  await play.until("the address tells the network", () => /net=16-relu\.2-linear\.49-relu\.map-1-7-7\.up-4/.test(location.hash));
  await play.reload();
  await play.until("window.playground is there", () => window.playground !== undefined);
  await play.ready();
  assert.deepEqual(await play.experiment(), before);
  const summary = await play.trainTo({ steps: 10 });
  assert.ok(Number.isFinite(summary.trainLoss));
});

scenario("a small convolutional autoencoder trains and is looked into", VIEW, async (play) => {
  const given = await trained(play, 40, { model: "conv-4-3-same-s2-relu.2-linear.196-relu.map-4-7-7.up-2.conv-2-3-same-relu" });
  const error = mean(given.errors);
  await play.trainTo({ steps: 60 });
  const later = await seen(play, 100);
  assert.ok(mean(later.errors) < error, `${error} and then ${mean(later.errors)}`);
});

for (const [name, context] of Object.entries({ light: { colorScheme: "light" }, "a dark phone": { ...PHONE, colorScheme: "dark" } })) {
  scenario(`the autoencoder's view is accessible and fits: ${name}`, { ...VIEW, context }, async (play) => {
    await trained(play);
    assert.deepEqual(await violations(play.page), []);
    const wide = await play.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide`);
    if (!context.isMobile) return;
    const before = await shown(play);
    const cloud = play.page.locator(PART.latentCloud);
    await cloud.scrollIntoViewIfNeeded();
    const box = await cloud.boundingBox();
    await play.page.touchscreen.tap(box.x + 0.25 * box.width, box.y + 0.25 * box.height);
    await play.until("a finger moves the point", (x) => window.playground.autoencoder().decoded.place[0] !== x, before.decoded.place[0]);
  });
}
