import { h, uniqueId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { linkTo } from "./mrkdwn.js";
import { drawText } from "./text.js";

/**
 * An interactive element as a DOM node. `labels` holds what ties it to its label: id, aria-labelledby,
 * aria-describedby, aria-invalid.
 */
export function drawElement(element, block, surface, labels = {}) {
  const draw = DRAW[element.type];
  if (!draw) return unsupported("element", element.type);
  return draw({ element, block, surface, labels, name: `${block.block_id}/${element.action_id}` });
}

export const unsupported = (what, type) => h("span", { class: "unsupported" }, `unsupported ${what}: ${type}`);

const DRAW = {
  button,
  overflow,
  plain_text_input: textInput,
  static_select: (spot) => select(spot, staticOptions(spot.element)),
  users_select: (spot) => select(spot, people(spot.surface.world)),
  multi_users_select: (spot) => optionGroup({ ...spot, element: { ...spot.element, options: peopleToTick(spot.surface.world) } }, "checkbox"),
  conversations_select: (spot) => select(spot, places(spot.surface.world, () => true)),
  channels_select: (spot) => select(spot, places(spot.surface.world, ({ kind }) => kind === "channel")),
  radio_buttons: (spot) => optionGroup(spot, "radio"),
  checkboxes: (spot) => optionGroup(spot, "checkbox"),
  datepicker: (spot) => moment(spot, "date", "Date"),
  timepicker: (spot) => moment(spot, "time", "Time"),
  image: ({ element }) => image(element),
};

function button({ element, block, surface, name }) {
  const attributes = {
    class: `button ${element.style ?? ""}`,
    "aria-label": element.accessibility_label,
    "data-focus": name,
    onclick: (event) => surface.press(event.currentTarget, block, element, element.value),
  };
  const label = withEmoji(element.text.text);
  if (!/^https?:/i.test(element.url ?? "")) return h("button", { type: "button", ...attributes }, label);
  const target = linkTo(element.url, surface.world);
  return h("a", { ...attributes, ...target }, label, target.target && icon("outside"));
}

function overflow({ element, block, surface, name }) {
  const items = element.options.map((option) => ({
    label: drawText(option.text, surface.world),
    onpick: (anchor) => surface.press(anchor, block, element, option.value),
  }));
  return menuButton({ class: "button quiet square", "aria-label": "More choices", "data-focus": name }, icon("more"), items);
}

function textInput({ element, block, surface, labels, name }) {
  const multiline = element.multiline === true;
  const node = h(multiline ? "textarea" : "input", {
    class: "field",
    type: multiline ? null : "text",
    rows: multiline ? 4 : null,
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    "data-focus": name,
    value: surface.valueOf(block, element) ?? "",
    oninput: () => surface.remember(block, element, node.value),
    onkeydown: (event) => {
      if (!block.dispatch_action || event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      surface.choose(node, block, element, node.value);
    },
    ...labels,
  });
  return node;
}

function select({ element, block, surface, labels, name }, options) {
  const placeholder = element.placeholder?.text ?? "Choose…";
  const node = h("select", {
    class: "field",
    "aria-label": labels.id ? null : placeholder,
    "data-focus": name,
    onchange: async () => {
      const agreed = await surface.choose(node, block, element, node.value || null);
      if (!agreed) reset();
    },
    ...labels,
  }, h("option", { value: "", disabled: !block.optional }, placeholder), options);
  const reset = () => { node.value = surface.valueOf(block, element) ?? ""; };
  reset();
  return node;
}

const option = (value, label) => h("option", { value }, label);

function staticOptions({ options, option_groups: groups }) {
  const draw = ({ value, text, description }) => option(value, withEmoji(text.text + (description ? ` – ${description.text}` : "")));
  if (!groups) return options.map(draw);
  return groups.map((group) => h("optgroup", { label: group.label.text }, group.options.map(draw)));
}

const peopleIn = (world) => Object.entries(world.users).filter(([, user]) => !user.is_bot)
  .map(([id]) => ({ id, name: world.nameOf(id) + (id === world.me ? " (you)" : "") }));

const people = (world) => peopleIn(world).map(({ id, name }) => option(id, name));

/** Several people are chosen by ticking them: a menu that holds several is hard to use without a mouse. */
const peopleToTick = (world) => peopleIn(world).map(({ id, name }) => ({ value: id, text: { type: "plain_text", text: name } }));

function places(world, wanted) {
  return world.channels.filter(wanted).map((channel) => option(channel.id, channel.kind === "im" ? world.title(channel) : `#${channel.name}`));
}

function optionGroup({ element, block, surface, labels, name }, type) {
  const group = uniqueId("choice");
  const { id, ...described } = labels;
  const chosen = [surface.valueOf(block, element) ?? []].flat();
  const inputs = [];
  const onchange = async (event) => {
    const values = inputs.filter(({ checked }) => checked).map(({ value }) => value);
    const agreed = await surface.choose(event.target, block, element, type === "radio" ? values[0] : values);
    if (agreed) return;
    const before = [surface.valueOf(block, element) ?? []].flat();
    for (const input of inputs) input.checked = before.includes(input.value);
  };
  const choice = ({ value, text, description }) => {
    const input = h("input", { type, name: group, value, checked: chosen.includes(value), "data-focus": `${name}/${value}`, onchange });
    inputs.push(input);
    return h("label", { class: "choice" }, input, h("span", {}, h("span", { class: "prose" }, drawText(text, surface.world)),
      description && h("small", { class: "prose" }, drawText(description, surface.world))));
  };
  const role = type === "radio" ? "radiogroup" : "group";
  const label = labels["aria-labelledby"] ? null : "Choices";
  return h("div", { class: "choices", role, id, "aria-label": label, ...described }, element.options.map(choice));
}

function moment({ element, block, surface, labels, name }, type, fallback) {
  const node = h("input", {
    class: "field moment",
    type,
    "aria-label": labels.id ? null : element.placeholder?.text ?? fallback,
    "data-focus": name,
    value: surface.valueOf(block, element) ?? "",
    onchange: async () => {
      if (!node.value && block.type !== "input") return;
      const agreed = await surface.choose(node, block, element, node.value || null);
      if (!agreed) node.value = surface.valueOf(block, element) ?? "";
    },
    ...labels,
  });
  return node;
}

export function image({ image_url: src, alt_text: alt }) {
  return h("img", { src, alt, loading: "lazy" });
}
