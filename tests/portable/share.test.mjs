// A link opens what was prepared: a claim among the sheets, found by a course word, with training that starts by itself.

import assert from "node:assert/strict";
import { PART, PART_OF } from "../e2e/support/selectors.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = await scenarios();

const OPEN = { hash: "v=1&data=synthetic&net=8-tanh&batch=32&every=5&ui.tab=work" };

scenario("a course word finds a claim; the link to it opens there, trains where that is ticked, and becomes a QR code", OPEN, async (play) => {
  await play.page.fill(PART.theoryQuery, "double softmax");
  await play.until("one claim", () => [...document.querySelectorAll(PART.claim)].filter((claim) => claim.checkVisibility()).length === 1);
  await play.click(PART_OF.entry("claim-softmax-twice"));
  const focused = (id) => play.until("the focus on the claim", (wanted) => `#${document.activeElement?.id}` === wanted, id);
  await focused(PART_OF.sheetTitle("claim-softmax-twice"));
  await play.until("the address says so", () => /ui\.at=claim-softmax-twice/.test(location.hash));

  await play.click(PART.share);
  await play.until("a link", () => /#v=1/.test(document.querySelector(PART.link).value));
  await play.click(PART.shareStart);
  const link = await (await play.until("a link that starts", () => /ui\.start=1/.test(document.querySelector(PART.link).value) && document.querySelector(PART.link).value)).jsonValue();
  assert.doesNotMatch(link, /backend|projector|place/);
  await play.click(PART.shareCode);
  await play.until("the code", () => /^M4 4h7/.test(document.querySelector(PART.codeInk)?.getAttribute("d") ?? ""));

  await play.again({ hash: new URL(link).hash.slice(1) });
  await focused(PART_OF.sheetTitle("claim-softmax-twice"));
  await play.reach(5);
  await play.press("Pause");
  await play.rested();
});
