// Storage of the browser that cannot be used.

/** Runs in the page before its own scripts: a storage that refuses. */
export const BLOCKED = () => {
  const refuse = () => {
    throw new DOMException("blocked by a test", "SecurityError");
  };
  Object.defineProperty(IDBFactory.prototype, "open", { value: refuse });
};

/** A storage that is full. */
export const FULL = () => {
  Object.defineProperty(IDBObjectStore.prototype, "put", {
    value() {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
};
