// Says what is wrong when the page cannot start: the browser lacks what it is made of, or its module did not arrive;
// and what is waited for when that takes long. What goes wrong later is the page's own to tell.
//
// Written in the JavaScript of 2009, because the browsers that it is for know no other.
"use strict";

(function () {
  // What is said on opening, such as the offer to go on, stands at the top.
  if ("scrollRestoration" in history) history.scrollRestoration = "manual";

  // The oldest versions that the page works in. WebAssembly's reference types set the first, dialogs the second,
  // and 128-bit SIMD the third: see docs/browsers.md.
  var NEEDED = "It needs Chrome or Edge 96, Firefox 98 or Safari 16.4, or a newer version of one of them.";

  // Whether a WebAssembly module with one function of this body, and perhaps of this result, is taken.
  function compiles(result, body) {
    var head = [0, 97, 115, 109, 1, 0, 0, 0];
    var type = [1, 5, 1, 96, 0, 1, result];
    var functions = [3, 2, 1, 0];
    var code = [10, body.length + 4, 1, body.length + 2, 0].concat(body, 11);
    return WebAssembly.validate(new Uint8Array(head.concat(type, functions, code)));
  }

  // What the page cannot do without, by the name under which people find it, and whether the browser lacks it.
  var PARTS = [
    ["JavaScript modules", function () { return !("noModule" in document.createElement("script")); }],
    ["WebAssembly", function () { return typeof WebAssembly !== "object"; }],
    // v128.const 0
    ["WebAssembly SIMD", function () { return !compiles(123, [253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]); }],
    // ref.null extern
    ["WebAssembly reference types", function () { return !compiles(111, [208, 111]); }],
    ["Web Workers", function () { return typeof Worker !== "function"; }],
    ["ResizeObserver", function () { return typeof ResizeObserver !== "function"; }],
    ["pointer events", function () { return typeof PointerEvent !== "function"; }],
    ["dialogs", function () { return typeof HTMLDialogElement !== "function"; }],
  ];

  function missing() {
    for (var i = 0; i < PARTS.length; i += 1) {
      try {
        if (PARTS[i][1]()) return PARTS[i][0];
      } catch (error) {
        return PARTS[i][0];
      }
    }
    return null;
  }

  // The page takes this away as soon as it comes up.
  function place() {
    return document.getElementById("opening-word");
  }

  function show(text) {
    var word = place();
    if (word) {
      clearTimeout(timer);
      word.setAttribute("role", "alert");
      word.className = "notice error";
      word.textContent = text;
    }
  }

  // What the page asks for before it runs, and what people may call it.
  var FILES = [
    [/\/playground[^/]*\.js$/, "its script"],
    [/\/playground[^/]*\.wasm$/, "its module"],
    [/\/index\.json$/, "the list of data sets"],
  ];

  // The names of those files that are still on their way.
  function coming() {
    // A file is among these once all of it is here.
    var here = performance.getEntriesByType("resource").map(function (entry) { return entry.name; });
    var links = [].slice.call(document.querySelectorAll("link[rel=preload], link[rel=modulepreload]"));
    var late = links.filter(function (link) { return here.indexOf(link.href) < 0; });
    var asked = function (file) {
      return late.some(function (link) { return file[0].test(link.href.split(/[?#]/)[0]); });
    };
    return FILES.filter(asked).map(function (file) { return file[1]; });
  }

  function tell() {
    var word = place();
    if (!word) return;
    var names = coming().join(", ").replace(/, ([^,]*)$/, " and $1");
    var what = names ? names + " to arrive" : "the browser to start it";
    word.className = "notice warning";
    word.textContent = "The playground is still being opened: it waits for " + what + ". " +
      "It opens by itself; if nothing happens, check the connection and reload the page.";
  }

  // Longer than a page takes on a slow line that works, so that few ever read it.
  var timer = setTimeout(tell, 15000);

  var lack = missing();

  function failed(why) {
    // What follows from what is missing says less.
    if (lack) return;
    show(
      "The playground could not start: " + why + ". Check the connection and reload the page; " +
        "if that does not help, try the newest Chrome, Edge, Firefox or Safari."
    );
  }

  if (lack) show("The playground cannot run in this browser, which lacks " + lack + " or has it switched off. " + NEEDED);

  // In the capturing phase: a file that does not load is an event at its element alone.
  addEventListener("error", function (event) {
    var file = event.target && (event.target.src || event.target.href);
    failed(event.message || String(file).split(/[?#]/)[0].split("/").pop() + " did not arrive");
  }, true);
  addEventListener("unhandledrejection", function (event) {
    var reason = event.reason;
    failed((reason && reason.message) || String(reason));
  });
})();
