// Says what is wrong when the page cannot start: its module did not arrive, or the browser cannot run it.
// What goes wrong later is the page's own to tell.
"use strict";

{
  const say = (why) => {
    const place = document.getElementById("opening-word");
    if (place) {
      place.setAttribute("role", "alert");
      place.className = "notice error";
      place.textContent =
        `The playground could not start: ${why}. Check the connection and reload the page; ` +
        "if that does not help, try the newest Chrome, Edge, Firefox or Safari.";
    }
  };

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
