// Pictures of what was seen when a scenario failed.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OUTPUT } from "./environment.mjs";

/** Keeps a picture of the page under the scenario's name; `options` are those of the page's driver. */
export async function keepPicture(page, name, options) {
  // A page that crashed gives no picture; the error itself says more.
  const png = await page.screenshot(options).catch(() => undefined);
  if (!png) return;
  await mkdir(OUTPUT, { recursive: true });
  await writeFile(join(OUTPUT, `failed-${name.replace(/[^a-z0-9]+/gi, "-").slice(0, 70)}.png`), png);
}
