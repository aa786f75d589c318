/** h("button", {class: "quiet", onclick: send}, "Send") makes an element; text children stay text. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : value);
}

const drawn = new WeakMap();

/**
 * Makes `parent` hold one node for each item {key, version, build}, and builds again only those
 * whose version changed: what someone is typing into, or has half open, is left alone.
 */
export function sync(parent, items) {
  const before = drawn.get(parent) ?? new Map();
  const after = new Map(items.map((item) => [item.key, kept(before.get(item.key), item)]));
  const focus = focusWithin(parent);
  for (const [key, { node }] of before) if (after.get(key)?.node !== node) node.remove();
  let next = parent.firstChild;
  for (const { node } of after.values()) {
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
  drawn.set(parent, after);
  if (focus && !parent.contains(document.activeElement)) restore(focus, after);
}

function kept(old, { version, build }) {
  return old && old.version === version ? old : { version, node: build() };
}

function focusWithin(parent) {
  const active = document.activeElement;
  if (active === parent || !parent.contains(active)) return null;
  const top = [...drawn.get(parent) ?? []].find(([, { node }]) => node.contains(active));
  return { item: top?.[0], name: active.dataset.focus, start: active.selectionStart, end: active.selectionEnd };
}

/** A rebuilt item must not drop the keyboard to the top of the page: its twin takes the focus, or else the item. */
function restore({ item, name, start, end }, after) {
  const node = after.get(item)?.node;
  if (!node) return;
  const twin = name && [node, ...node.querySelectorAll("[data-focus]")].find((each) => each.dataset.focus === name);
  if (!twin) node.tabIndex = -1;
  (twin || node).focus({ preventScroll: true });
  if (twin && typeof start === "number") twin.setSelectionRange(start, end);
}

let counter = 0;
export const uniqueId = (prefix) => `${prefix}-${++counter}`;
