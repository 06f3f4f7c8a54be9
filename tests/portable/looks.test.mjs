// What a person has chosen in the system: dark colours, and no motion.

import assert from "node:assert/strict";
import { curve, ends } from "../e2e/support/pixels.mjs";
import { PART } from "../e2e/support/selectors.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = await scenarios({ dark: true, still: true });

scenario("dark: paper, ink, curves and pad", {}, async (play) => {
  const lightness = (css, property) =>
    play.page.evaluate(([wanted, name]) => {
      const canvas = new OffscreenCanvas(1, 1).getContext("2d");
      canvas.fillStyle = getComputedStyle(document.querySelector(wanted))[name];
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
      return (red + green + blue) / 765;
    }, [css, property]);
  const [paper, ink] = [await lightness("body", "backgroundColor"), await lightness("body", "color")];
  assert.ok(paper < 0.3 && ink > 0.6, `paper ${paper}, ink ${ink}`);
  assert.ok((await lightness(PART.fieldSeed, "color")) > 0.6, "what is typed is light too");
  await play.configure({ dataset: "synthetic", reportEvery: 10 });
  await play.trainTo({ steps: 200 });
  await play.frames(3);
  const [before, after] = ends(await curve(play.chart("Loss"), "--loss-ce"));
  assert.ok(after < before - 0.2, `the loss falls from ${before} to ${after} of the chart's height, in its dark colour`);
  await play.draw([[[0.3, 0.3], [0.6, 0.7]]]);
  await play.answer();
});

scenario("whoever wants no motion gets none", {}, async (play) => {
  assert.equal(await play.page.evaluate(() => matchMedia("(prefers-reduced-motion: reduce)").matches), true);
  await play.configure({ stop: "never" });
  await play.press("Train");
  await play.reach(20);
  await play.page.press("?");
  await play.page.seen("dialog");
  const moving = await play.page.evaluate(() =>
    document.getAnimations().filter((a) => Number(a.effect.getComputedTiming().activeDuration) > 20).map((a) => a.effect.target.className),
  );
  assert.deepEqual(moving, []);
});
