// Runs side by side around the picture of how hard single images pull.

import assert from "node:assert/strict";
import { pulls } from "./support/closed-forms.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

// Confidently wrong: whatever it sees, it is sure of a 0.
const WRONG = "v=1&data=synthetic&net=32-relu&split=2000+500&opt=sgd&lr=0.1&obias=10&every=5&ui.tab=compare";
const OPEN = { backend: "cpu", hash: WRONG };

/** The panel, once the picture shows it. */
async function shown(play) {
  await play.until("the picture is about the latest answers", () => {
    const panel = window.playground.panel();
    return panel && document.querySelector(PART.pullsStep).innerText === (panel.step === 0 ? "before the first step" : `after step ${panel.step}`);
  });
  await play.frames(3);
  await play.page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  return play.script((p) => p.panel());
}

const dots = (play) =>
  play.page.locator(PART.pull).evaluateAll((all) => Object.fromEntries(all.map((e) => [e.id.slice("pull-".length), e.dataset.dot.split(" ").map(Number)])));

scenario("before the first step the images are there, and each dot stands to a pixel where its numbers say", OPEN, async (play) => {
  for (const steps of [0, 40]) {
    if (steps > 0) await play.trainTo({ steps });
    const { step, images } = await shown(play);
    assert.equal(step, steps);
    assert.equal(images.length, 24);
    const places = await dots(play);
    const { left, right, top, bottom } = await play.page.evaluate(() => {
      const canvas = document.querySelector(PART.pullsCanvas).getBoundingClientRect();
      return { left: 0, right: canvas.width, top: 0, bottom: canvas.height };
    });
    // The axes are not asked for: two of the images say where they lie, and all others must agree.
    const figures = images.map((image) => ({ ...pulls(image), at: places[image.index] }));
    const fits = (of, pixel) => {
      const sorted = [...figures].sort((a, b) => of(a) - of(b));
      const [low, high] = [sorted[0], sorted.at(-1)];
      for (const figure of figures) {
        const share = (of(figure) - of(low)) / (of(high) - of(low) || 1);
        const wanted = pixel(low) + share * (pixel(high) - pixel(low));
        assert.ok(Math.abs(pixel(figure) - wanted) <= 1, `${of(figure)} stands at ${pixel(figure)} instead of ${wanted}`);
      }
    };
    if (steps > 0) {
      // The more sure, the further right; the harder it pulls, the higher.
      const far = (of) => [...figures].sort((a, b) => of(a) - of(b));
      const [unsure, sure] = [far(({ p }) => p)[0], far(({ p }) => p).at(-1)];
      assert.ok(sure.at[0] - unsure.at[0] > 50, `${unsure.at} to ${sure.at}`);
      assert.ok(sure.at[1] - unsure.at[1] > 20, `${unsure.at} to ${sure.at}`);
    }
    fits(({ p }) => p, ({ at }) => at[0]);
    fits(({ ce, mse }) => Math.max(ce, mse), ({ at }) => at[1]);
    for (const { at: [x, y] } of figures) assert.ok(x >= left && x <= right && y >= top && y <= bottom);
  }
});

scenario("no image covers another, and none stands out of the picture", OPEN, async (play) => {
  for (const size of [{ width: 1366, height: 768 }, { width: 1920, height: 1080 }, { width: 390, height: 844 }]) {
    await play.page.setViewportSize(size);
    await shown(play);
    const boxes = await play.page.locator(PART.pull).evaluateAll((all) => all.map((e) => e.getBoundingClientRect().toJSON()));
    const canvas = await play.page.locator(PART.pullsCanvas).boundingBox();
    assert.equal(boxes.length, 24);
    boxes.forEach((a, i) => {
      assert.ok(a.left >= canvas.x - 1 && a.right <= canvas.x + canvas.width + 1, `image ${i} at ${a.left}`);
      assert.ok(a.top >= canvas.y - 1 && a.bottom <= canvas.y + canvas.height + 1, `image ${i} at ${a.top}`);
      for (const b of boxes.slice(0, i)) {
        const apart = a.right <= b.left + 0.5 || b.right <= a.left + 0.5 || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5;
        assert.ok(apart, `${JSON.stringify(a)} covers ${JSON.stringify(b)}`);
      }
    });
  }
});

scenario("the tip and the table say the numbers of the closed forms, by mouse and by keyboard", OPEN, async (play) => {
  await play.trainTo({ steps: 20 });
  const { images } = await shown(play);
  const near = (text, value) => assert.ok(Math.abs(Number(text) - value) <= 0.006 * Math.abs(value), `${text} is shown for ${value}`);
  const tip = async (image) => {
    const { ce, mse } = pulls(image);
    near(await play.text(PART.pullsFirst), ce);
    near(await play.text(PART.pullsSecond), mse);
    assert.match(await play.text(PART.pullsTip), ce > mse ? /CE pulls [\d.]+( thousand| million)? times harder/ : /MSE pulls/);
  };
  for (const image of images.slice(0, 3)) {
    await play.page.locator(PART_OF.pull(image.index)).hover();
    await tip(image);
  }
  const order = [...images].sort((a, b) => pulls(a).p - pulls(b).p);
  await play.page.locator(PART_OF.pull(order[0].index)).focus();
  await play.page.keyboard.press("End");
  await tip(order.at(-1));
  await play.page.keyboard.press("ArrowLeft");
  await tip(order.at(-2));
  const rows = await play.page.locator(PART.pullsTableRow).evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
  assert.equal(rows.length, 24);
  rows.forEach(([words, , ce, mse], i) => {
    near(ce, pulls(order[i]).ce);
    near(mse, pulls(order[i]).mse);
    assert.ok(words.startsWith(String(order[i].label)), words);
  });
});

scenario("both runs show the same images, and each lane reads the drawing", OPEN, async (play) => {
  await play.drawDigit(7);
  await play.script((p) => p.compare({ loss: "mse" }));
  const lanes = play.page.locator(PART.lane);
  await play.until("two lanes", () => document.querySelectorAll(PART.lane).length === 2);
  const before = (await shown(play)).images.map(({ index }) => index);
  await play.trainTo({ steps: 100 });
  const seen = [];
  for (const run of [0, 1]) {
    await play.script((p, run) => p.select(run), run);
    const { step, images } = await shown(play);
    assert.equal(step, 100);
    assert.deepEqual(images.map(({ index }) => index), before);
    seen.push(images);
    await lanes.nth(run).getByText(/reads it as/).waitFor();
  }
  assert.notDeepEqual(seen[0], seen[1], "the networks have gone different ways");
  const percents = await play.page.locator(PART.laneAccuracy).allInnerTexts();
  const accuracies = (await play.runs()).map(({ history }) => history.accuracy.at(-1));
  assert.equal(percents.length, 2);
  percents.forEach((percent, i) => assert.ok(Math.abs(Number(percent) - 100 * accuracies[i]) <= 0.5, `${percent} is shown for ${accuracies[i]}`));
});

scenario("another data set or seed leaves no image of the network before", OPEN, async (play) => {
  const before = await shown(play);
  await play.configure({ seed: 7 });
  const after = await shown(play);
  assert.deepEqual([before.step, after.step], [0, 0]);
  assert.notDeepEqual(after.images, before.images);
  await play.trainTo({ steps: 5 });
  // Once the new network is asked for there is none until it has answered.
  const seen = await play.script(async (p) => {
    await p.reset();
    return p.panel()?.step ?? "none yet";
  });
  assert.ok([0, "none yet"].includes(seen), `${seen}`);
  assert.equal((await shown(play)).step, 0);
});

scenario("a click keeps an image in the tip, another lets it go, and pointing goes before", OPEN, async (play) => {
  const { images } = await shown(play);
  const [first, second] = images;
  const pull = (image) => play.page.locator(PART_OF.pull(image.index));
  await pull(first).click();
  await play.page.mouse.move(5, 5);
  await play.page.evaluate(() => document.activeElement.blur());
  assert.equal(await pull(first).getAttribute("aria-pressed"), "true");
  assert.ok((await pull(first).getAttribute("class")).includes("picked"));
  await pull(second).hover();
  assert.ok((await pull(second).getAttribute("class")).includes("picked"));
  await pull(first).click();
  assert.equal(await pull(first).getAttribute("aria-pressed"), "false");
});

scenario("nothing is asked of the trainer where the picture is not seen", { backend: "cpu", hash: WRONG.replace("compare", "inside") }, async (play) => {
  await play.trainTo({ steps: 10 });
  assert.equal(await play.script((p) => p.panel()), null);
  assert.equal((await play.page.evaluate(() => window.seen.events("Panel"))).length, 0);
  await play.show("Compare");
  assert.equal((await shown(play)).step, 10);
  await play.show("Inside");
  const heard = (await play.page.evaluate(() => window.seen.events("Panel"))).length;
  await play.trainTo({ steps: 10 });
  assert.equal((await play.page.evaluate(() => window.seen.events("Panel"))).length, heard);
  assert.equal(await play.script((p) => p.panel()), null);
});
