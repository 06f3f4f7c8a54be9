// Reads charts as an eye would: where the ink of a colour is.

/** Mean height (0 bottom, 1 top) of the ink in `color` over slices of the canvas, left to right; gaps are null. */
export async function curve(chart, color, slices = 20) {
  return chart.locator("canvas").evaluate(
    (canvas, [name, count]) => {
      const probe = document.createElement("span");
      probe.style.setProperty("color", `var(${name})`);
      document.body.append(probe);
      const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
      probe.remove();
      const { width, height } = canvas;
      const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
      const near = (i) => Math.abs(data[i] - red) + Math.abs(data[i + 1] - green) + Math.abs(data[i + 2] - blue) < 24 && data[i + 3] > 200;
      return Array.from({ length: count }, (_, slice) => {
        let [sum, hits] = [0, 0];
        for (let x = Math.floor((slice * width) / count); x < Math.floor(((slice + 1) * width) / count); x += 1) {
          for (let y = 0; y < height; y += 1) {
            if (!near(4 * (y * width + x))) continue;
            sum += 1 - y / height;
            hits += 1;
          }
        }
        return hits ? sum / hits : null;
      });
    },
    [color, slices],
  );
}

/** The first and the last slice with ink. */
export function ends(slices) {
  const inked = slices.filter((height) => height !== null);
  return [inked[0], inked.at(-1)];
}

/**
 * Colours on the screen, `[red, green, blue]` each, at places of an element in shares of its width and height:
 * what is seen, whatever style sheets, filters and the system have made of it.
 */
export async function colours(page, locator, places) {
  await locator.scrollIntoViewIfNeeded();
  const picture = (await locator.screenshot({ animations: "disabled" })).toString("base64");
  return page.evaluate(
    async ([base64, all]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const at = (share, size) => Math.min(size - 1, Math.floor(share * size));
      return all.map(([x, y]) => [...context.getImageData(at(x, image.width), at(y, image.height), 1, 1).data].slice(0, 3));
    },
    [picture, places],
  );
}

/** How far apart two colours are, 0 to 765. */
export function apart(a, b) {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0);
}
