// Forced colours: the contrast themes of Windows, which Chromium plays with their colours of a light and a dark theme.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { answered } from "./support/pad.mjs";
import { apart, colours } from "./support/pixels.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

/** Far enough to be told apart at a glance. */
const PLAIN = 60;

for (const colorScheme of ["light", "dark"]) {
  const options = { backend: "cpu", context: { forcedColors: "active", colorScheme } };

  scenario(`forced colours, ${colorScheme}: bars, shades, tabs and curves are seen`, options, async (play, t) => {
    await play.configure({ model: "16-relu", batchSize: 64, reportEvery: 5 });
    await play.trainTo({ steps: 200 });
    await play.configure({ loss: "mse" });
    await play.trainTo({ steps: 100 });
    await play.drawDigit(3);
    await answered(play);

    await t.test("the bar of the answer", async () => {
      const track = play.page.locator(PART.bestAnswerTrack);
      // Its frame stands on the first whole row of the screen's pixels.
      const [bar, ...borders] = await colours(play.page, track, [[0.06, 0.5], [0.5, 0.01], [0.5, 0.09], [0.5, 0.17]]);
      const inset = await play.page.locator(PART.otherAnswerTrack).first();
      const [, empty] = await colours(play.page, inset, [[0.06, 0.5], [0.97, 0.5]]);
      assert.ok(apart(bar, empty) > PLAIN, `bar ${bar} on ${empty}`);
      assert.ok(borders.some((border) => apart(border, empty) > PLAIN), `its frame ${borders} on ${empty}`);
    });

    await t.test("each curve has the colour of its legend, and curves differ", async () => {
      const kinds = await play.page.locator(PART.chart).evaluateAll((figures) =>
        figures.map((figure) => {
          const canvas = figure.querySelector("canvas");
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          const inked = ([r, g, b]) => {
            let count = 0;
            for (let i = 0; i < data.length; i += 4) {
              if (data[i + 3] > 200 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 24) count += 1;
            }
            return count;
          };
          const lines = [...figure.querySelectorAll(PART.chartLegendLine)].filter((line) => /\d/.test(line.querySelector(PART.chartLegendValue).textContent));
          return lines.map((line) => {
            const color = getComputedStyle(line.querySelector(PART.chartLegendSample)).color;
            const scale = color.startsWith("color(srgb") ? 255 : 1;
            return { label: line.innerText, color, count: inked(color.match(/[\d.]+/g).map((value) => scale * Number(value))) };
          });
        }),
      );
      const lines = kinds.flat();
      assert.ok(lines.length >= 3, JSON.stringify(kinds));
      for (const { label, color, count } of lines) assert.ok(count > 20, `${label}: ${count} pixels of ${color}`);
      assert.ok(new Set(lines.map(({ color }) => color)).size >= 2, "more than one colour");
    });

    await t.test("the chosen tab, and no other, is underlined", async () => {
      const line = async (key) => (await colours(play.page, play.page.locator(PART_OF.tab(key)), [[0.5, 0.985], [0.02, 0.2]]));
      const [chosen, ground] = await line("compare");
      const [other, otherGround] = await line("work");
      assert.ok(apart(chosen, ground) > PLAIN, `${chosen} under ${ground}`);
      assert.ok(apart(other, otherGround) < PLAIN, `${other} under ${otherGround}`);
    });

    await t.test("the word on the Train button", async () => {
      const word = play.page.locator(PART.trainWord);
      const places = Array.from({ length: 60 }, (_, i) => [(i + 0.5) / 60, 0.5]);
      const seen = await colours(play.page, word, places);
      assert.ok(Math.max(...seen.map((colour) => apart(colour, seen[0]))) > 200, "letters on a ground");
    });

    await t.test("lines between the parts of the panel", async () => {
      const part = play.page.locator(PART.settingsPart).first();
      const [line, lower, ground] = await colours(play.page, part, [[0.5, 0.999], [0.5, 0.99], [0.5, 0.93]]);
      assert.ok(Math.max(apart(line, ground), apart(lower, ground)) > PLAIN, `${line}, ${lower} on ${ground}`);
    });

    await t.test("the sign of the Train button is a triangle", async () => {
      const [tip, corner] = await colours(play.page, play.page.locator(PART.trainSign), [[0.15, 0.5], [0.85, 0.08]]);
      assert.ok(apart(tip, corner) > PLAIN, `${tip} and ${corner}`);
    });

    await play.show("Mistakes made");
    await play.until("all test images", () => /, all /.test(document.querySelector(PART.evaluateSaid).textContent));
    await t.test("the matrix is shaded", async () => {
      const cells = await play.page.locator(PART.confusionCell).evaluateAll((all) => all.map((cell, at) => ({ at, count: Number(cell.textContent) })));
      const most = cells.reduce((a, b) => (b.count > a.count ? b : a));
      const none = cells.find(({ count }) => count === 0);
      const corner = async ({ at }) => (await colours(play.page, play.page.locator(PART.confusionCell).nth(at), [[0.12, 0.15]]))[0];
      const [full, empty] = [await corner(most), await corner(none)];
      assert.ok(apart(full, empty) > PLAIN, `${most.count}: ${full}, 0: ${empty}`);
    });

    await t.test("axe", async () => assert.deepEqual(await violations(play.page), []));
  });
}

scenario("a theme that is turned on while the page is open reaches the curves", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 40 });
  const ink = () =>
    play.page.locator(PART.chartCanvas).first().evaluate((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let black = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 250 && data[i] + data[i + 1] + data[i + 2] === 0) black += 1;
      return black;
    });
  assert.equal(await ink(), 0, "no text is quite black");
  await play.page.emulateMedia({ forcedColors: "active" });
  await play.frames(3);
  assert.ok((await ink()) > 20, "its text is, in a theme of black on white");
});
