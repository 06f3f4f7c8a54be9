// What a hand draws with. Each draws a line through points in CSS pixels: press, move, let go. A few moves are sent
// at once, as a device reports several places in the time of one frame.

/** Moves between two frames. */
const TOGETHER = 6;

/** A pointer that makes mouse events of some type. */
async function stylus(page, pointerType) {
  const devtools = await page.context().newCDPSession(page);
  const event = (type, [x, y], buttons) =>
    devtools.send("Input.dispatchMouseEvent", { type, x, y, button: "left", buttons, clickCount: 1, pointerType });
  return {
    async draw(points) {
      await event("mousePressed", points[0], 1);
      await inGroups(points.slice(1), (point) => event("mouseMoved", point, 1));
      await event("mouseReleased", points.at(-1), 0);
    },
  };
}

/** The mouse. */
export function mouse(page) {
  return stylus(page, "mouse");
}

/** A pen on a screen that knows pens. */
export function pen(page) {
  return stylus(page, "pen");
}

/** A finger, which scrolls the page where the page lets it. */
export async function finger(page) {
  const devtools = await page.context().newCDPSession(page);
  const event = (type, ...points) =>
    devtools.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  return {
    async draw(points) {
      await event("touchStart", points[0]);
      await inGroups(points.slice(1), (point) => event("touchMove", point));
      await event("touchEnd");
    },
  };
}

async function inGroups(points, move) {
  for (let i = 0; i < points.length; i += TOGETHER) await Promise.all(points.slice(i, i + TOGETHER).map(move));
}
