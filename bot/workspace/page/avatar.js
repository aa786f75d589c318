import { h } from "./dom.js";

/** Decoration only: the name always stands beside it. */
export function avatar(id, world, size = "") {
  if (id === world.bot) return h("img", { class: `avatar ${size}`, src: "/static/mark.svg", alt: "" });
  const node = h("span", { class: `avatar ${size}`, "aria-hidden": "true" }, initials(world.nameOf(id)));
  const color = world.user(id).color?.replace(/^#?/, "#");
  if (color) node.style.setProperty("--tint", color);
  return node;
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return (words.length > 1 ? [words[0], words.at(-1)] : words).map((word) => word[0].toUpperCase()).join("");
}
