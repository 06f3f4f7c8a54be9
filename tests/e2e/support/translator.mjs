// A browser's translator: it puts `<font><font>its words</font></font>` in the place of each text, as Chrome's does,
// and goes on to do so with texts that come or change.

/**
 * Runs in the page. `way` is how a text makes room: "replaced" in one go, "inserted" (the font comes first, then the
 * text goes), "removed" (the text goes first) or "moved" (into the font, where it keeps its words). With `once` it
 * does not look at the page again.
 */
function translator({ way, once }) {
  const element = (...children) => {
    const font = document.createElement("font");
    font.append(...children);
    return font;
  };
  const originals = new Map();
  const wrap = (text) => {
    const [parent, next] = [text.parentNode, text.nextSibling];
    if (way === "moved") {
      const inner = element();
      parent.replaceChild(element(inner), text);
      return inner.append(text);
    }
    const font = element(element(`«${text.data}»`));
    originals.set(font, text);
    if (way === "replaced") parent.replaceChild(font, text);
    if (way === "inserted") {
      parent.insertBefore(font, text);
      parent.removeChild(text);
    }
    if (way === "removed") {
      parent.removeChild(text);
      parent.insertBefore(font, next);
    }
  };
  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let at = root.nodeType === Node.TEXT_NODE ? root : walker.nextNode(); at; at = walker.nextNode()) found.push(at);
    return found.filter((text) => text.isConnected && text.data.trim() && !text.parentElement.closest("font, script, style, svg, option, math"));
  };
  const translate = (root) => texts(root).forEach(wrap);
  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === "characterData") translate(target);
      else addedNodes.forEach((node) => node.isConnected && translate(node));
    }
  });
  window.translator = {
    /** How many texts stand translated. */
    count: () => document.querySelectorAll("font > font").length,
    /** Puts back what was there. */
    undo() {
      observer.disconnect();
      for (const [font, text] of originals) if (font.isConnected) font.parentNode.replaceChild(text, font);
    },
  };
  translate(document.body);
  if (!once) observer.observe(document.body, { childList: true, subtree: true, characterData: true });
}

/** Has the page translated. */
export function translate(play, way, { once = false } = {}) {
  return play.page.evaluate(translator, { way, once });
}

export const WAYS = ["replaced", "inserted", "removed", "moved"];
