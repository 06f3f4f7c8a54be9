// Says what is wrong when the page cannot start: its module did not arrive, or the browser cannot run it; and what
// is waited for when that takes long. What goes wrong later is the page's own to tell.
"use strict";

{
  // Longer than a page takes on a slow line that works, so that few ever read it.
  const LONG_MS = 15_000;

  const place = () => document.getElementById("opening-word");

  const say = (why) => {
    const word = place();
    if (word) {
      clearTimeout(timer);
      word.setAttribute("role", "alert");
      word.className = "notice error";
      word.textContent =
        `The playground could not start: ${why}. Check the connection and reload the page; ` +
        "if that does not help, try the newest Chrome, Edge, Firefox or Safari.";
    }
  };

  // What the page asks for before it runs, and what people may call it.
  const PARTS = [
    [/\/playground[^/]*\.js$/, "its script"],
    [/\/playground[^/]*\.wasm$/, "its module"],
    [/\/index\.json$/, "the list of data sets"],
  ];

  // The page takes this away with the place where it stands, as soon as it comes up.
  const tell = () => {
    const word = place();
    if (!word) return;
    // A file is among these once all of it is here.
    const here = new Set(performance.getEntriesByType("resource").map(({ name }) => name));
    const coming = [...document.querySelectorAll("link[rel=preload], link[rel=modulepreload]")].filter(({ href }) => !here.has(href));
    const names = PARTS.filter(([pattern]) => coming.some(({ href }) => pattern.test(new URL(href).pathname))).map(([, name]) => name);
    const list = names.join(", ").replace(/, ([^,]*)$/, " and $1");
    const what = names.length > 0 ? `${list} to arrive` : "the browser to start it";
    word.className = "notice warning";
    word.textContent = `The playground is still being opened: it waits for ${what}. It opens by itself; if nothing happens, check the connection and reload the page.`;
  };

  const timer = setTimeout(tell, LONG_MS);

  if (typeof WebAssembly !== "object") {
    say("this browser has no WebAssembly");
  }
  // In the capturing phase: a file that does not load is an event at its element alone.
  addEventListener("error", ({ message, target }) => {
    const file = target.src ?? target.href;
    say(message ?? `${new URL(file, location.href).pathname.split("/").pop()} did not arrive`);
  }, true);
  addEventListener("unhandledrejection", ({ reason }) => say(reason?.message ?? String(reason)));
}
