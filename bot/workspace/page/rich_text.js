import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, link, userMention } from "./mrkdwn.js";
import { fillDate } from "./times.js";
import { unsupported } from "./elements.js";

/** A rich_text block: what Slack makes of what people type in its own editor. */
export function richText({ elements }, world) {
  return h("div", { class: "prose" }, elements.map((element) => drawPart(element, world)));
}

const inside = ({ elements }, world) => elements.map((element) => drawPart(element, world));

const PARTS = {
  rich_text_section: (part, world) => h("div", {}, inside(part, world)),
  rich_text_quote: (part, world) => h("blockquote", {}, inside(part, world)),
  rich_text_preformatted: (part, world) => h("pre", {}, inside(part, world)),
  rich_text_list: (part, world) => h(part.style === "ordered" ? "ol" : "ul", {},
    part.elements.map((item) => h("li", {}, inside(item, world)))),
  text: (part) => styled(part.text, part.style),
  link: (part, world) => link(part.url, styled(part.text ?? part.url, part.style), world),
  user: (part, world) => userMention(part.user_id, world),
  channel: (part, world) => channelMention(part.channel_id, world),
  broadcast: (part) => h("span", { class: "mention" }, `@${part.range}`),
  emoji: (part) => emoji(part.name),
  date: (part, world) => fillDate(part.format, part.timestamp, world.time),
};

function drawPart(part, world) {
  return PARTS[part.type]?.(part, world) ?? unsupported("element", part.type);
}

const TAGS = { bold: "strong", italic: "em", strike: "s", code: "code" };

function styled(text, style = {}) {
  return Object.keys(TAGS).filter((name) => style[name]).reduce((node, name) => h(TAGS[name], {}, node), text);
}
