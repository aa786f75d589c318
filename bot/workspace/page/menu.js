import { h } from "./dom.js";

/**
 * A button that opens a menu of {label, onpick}. The menu stands beside its button in the document,
 * since one outside an open dialog could not be reached.
 */
export function menuButton(attributes, face, items) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", onkeydown: (event) => onKey(event, menu) });
  const button = h("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...attributes }, face);
  button.popoverTargetElement = menu;
  menu.append(...items.map(({ label, onpick }) => h("button", {
    type: "button",
    role: "menuitem",
    tabindex: "-1",
    onclick: () => { menu.hidePopover(); button.focus(); onpick(button); },
  }, label)));
  menu.addEventListener("toggle", ({ newState }) => onToggle(newState === "open", button, menu));
  return h("span", { class: "menu-holder" }, button, menu);
}

function onToggle(open, button, menu) {
  button.setAttribute("aria-expanded", String(open));
  menu.toggleAttribute("data-placed", open);
  if (!open) return;
  place(menu, button.getBoundingClientRect());
  menu.firstElementChild?.focus();
}

const GAP = 6;

function place(menu, anchor) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = anchor.bottom + GAP + height < innerHeight;
  menu.style.top = `${below ? anchor.bottom + GAP : Math.max(GAP, anchor.top - GAP - height)}px`;
  menu.style.left = `${Math.max(GAP, Math.min(anchor.left, innerWidth - width - GAP))}px`;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function onKey(event, menu) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const ends = { Home: 0, End: items.length - 1 };
  if (event.key === "Tab") menu.hidePopover();
  const to = event.key in STEPS ? (at + STEPS[event.key] + items.length) % items.length : ends[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[to].focus();
}
