// What a test has started ends with it, the last first: a process before the folder that it works in.
const endings = new WeakMap();

/** Does something when the test `t` is over. */
export function atEnd(t, ending) {
  if (!endings.has(t)) {
    const stack = [];
    endings.set(t, stack);
    t.after(async () => {
      for (const last of stack.reverse()) {
        await last();
      }
    });
  }

  endings.get(t).push(ending);
}
