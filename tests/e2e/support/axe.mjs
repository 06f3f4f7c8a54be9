// axe-core in the page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The violations found, one line each. */
export async function violations(page) {
  await page.evaluate(`window.axe ?? (() => { ${SOURCE} })()`);
  const found = await page.evaluate(async () => {
    const { violations: all } = await window.axe.run(document, { resultTypes: ["violations"] });
    return all.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, help, target, failureSummary })));
  });
  return found.map(({ id, help, target, failureSummary }) => `${id} (${help}) at ${target}: ${failureSummary}`);
}
