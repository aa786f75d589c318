import { h, uniqueId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { drawElement, image, unsupported } from "./elements.js";
import { richText } from "./rich_text.js";
import { drawText } from "./text.js";

/** One sync() item a block, so that only blocks that changed are drawn again. `errors` are by block_id. */
export function blockItems(surface, errors = {}) {
  return surface.blocks.map((block, index) => {
    const error = errors[block.block_id];
    return {
      key: block.block_id ?? index,
      version: JSON.stringify([block, error, surface.world.names]),
      build: () => drawBlock(block, surface, error),
    };
  });
}

export function drawBlock(block, surface, error) {
  const draw = DRAW[block.type];
  const node = draw ? draw(block, surface, error) : h("p", {}, unsupported("block", block.type));
  node.classList.add("block");
  return node;
}

const DRAW = {
  section,
  context,
  actions,
  input,
  divider: () => h("hr"),
  header: ({ text }) => h("h3", { class: "block-header" }, withEmoji(text.text)),
  image: (block) => h("figure", {}, block.title && h("figcaption", {}, withEmoji(block.title.text)), image(block)),
  rich_text: (block, { world }) => richText(block, world),
};

function section(block, surface) {
  const { text, fields, accessory } = block;
  const id = uniqueId("section");
  const body = h("div", { class: "section-body", id },
    text && h("div", { class: "prose" }, drawText(text, surface.world)),
    fields && h("div", { class: "fields" }, fields.map((field) => h("div", { class: "prose" }, drawText(field, surface.world)))));
  const labels = accessory?.type === "button" ? {} : { "aria-labelledby": id };
  const wide = ["checkboxes", "radio_buttons"].includes(accessory?.type) ? "wide" : "";
  return h("div", { class: `section ${wide}` }, body,
    accessory && h("div", { class: "accessory" }, drawElement(accessory, block, surface, labels)));
}

function context({ elements }, { world }) {
  const draw = (element) => (element.type === "image" ? image(element) : h("div", { class: "prose" }, drawText(element, world)));
  return h("div", { class: "context" }, elements.map(draw));
}

function actions(block, surface) {
  return h("div", { class: "actions" }, block.elements.map((element) => drawElement(element, block, surface)));
}

const GROUPS = new Set(["radio_buttons", "checkboxes"]);

function input(block, surface, error) {
  const id = uniqueId("input");
  const { element, label, hint, optional } = block;
  const labels = {
    id,
    "aria-labelledby": `${id}-label`,
    "aria-describedby": [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || null,
    "aria-invalid": error ? "true" : null,
    "aria-required": optional || element.type === "checkboxes" ? null : "true",
  };
  const title = [withEmoji(label.text), optional && h("span", { class: "optional" }, " (optional)")];
  const name = { id: `${id}-label`, class: "label" };
  return h("div", { class: error ? "input invalid" : "input" },
    GROUPS.has(element.type) ? h("div", name, title) : h("label", { ...name, for: id }, title),
    drawElement(element, block, surface, labels),
    error && h("p", { class: "error", id: `${id}-error` }, error),
    hint && h("p", { class: "hint", id: `${id}-hint` }, withEmoji(hint.text)));
}
