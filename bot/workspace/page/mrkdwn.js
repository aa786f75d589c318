import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { hrefOf, hrefOfPermalink } from "./route.js";
import { exactly, fillDate, fromTs } from "./times.js";

/** Slack's mrkdwn as DOM nodes. Only text nodes are made of what was written, so nothing in it can become markup. */
export function mrkdwn(text, world) {
  const parts = text.split(/\n?```\n?([\s\S]+?)\n?```\n?/);
  return fragment(parts.flatMap((part, n) => (n % 2 ? [h("pre", {}, literal(part))] : quoted(part, world))));
}

const QUOTE = /^(?:&gt;|>)(?!(?:&gt;|>){2}) ?/;
const LONG_QUOTE = /^(?:&gt;|>){3} ?/;

function quoted(text, world) {
  const runs = [];
  let rest = false;
  for (const line of text.split("\n")) {
    const opens = !rest && LONG_QUOTE.test(line);
    rest ||= opens;
    const quote = rest || QUOTE.test(line);
    const bare = opens ? line.replace(LONG_QUOTE, "") : rest ? line : line.replace(QUOTE, "");
    if (runs.at(-1)?.quote === quote) runs.at(-1).lines.push(bare);
    else runs.push({ quote, lines: [bare] });
  }
  return runs.map(({ quote, lines }) => {
    if (quote) return h("blockquote", {}, inline(lines.join("\n"), world));
    // A quote or code block breaks the line by itself.
    return inline(runs.length > 1 ? lines.join("\n").replace(/^\n+|\n+$/g, "") : lines.join("\n"), world);
  });
}

const within = (mark) => `(?=\\S)(?:<[^<>\\n]*>|\`[^\`\\n]*\`|[^${mark}\\n])+?(?<=\\S)`;
const styled = (name, mark) => `(?<![\\p{L}\\p{N}${mark}])\\${mark}(?<${name}>${within(mark)})\\${mark}(?![\\p{L}\\p{N}${mark}])`;
const TOKEN = new RegExp([
  "<(?<entity>[^<>\\n]+)>",
  "`(?<code>[^`\\n]+)`",
  styled("bold", "*"),
  styled("italic", "_").replaceAll("\\_", "_"),
  styled("strike", "~").replaceAll("\\~", "~"),
  "(?<![\\p{L}\\p{N}]):(?<emoji>[a-z0-9_+\\-]+):",
  "(?<url>https?:\\/\\/[^\\s<>|]*[^\\s<>|.,;:!?)'\"])",
].join("|"), "gu");

const DRAW = {
  entity,
  code: (text) => h("code", {}, literal(text)),
  bold: (text, world) => h("strong", {}, inline(text, world)),
  italic: (text, world) => h("em", {}, inline(text, world)),
  strike: (text, world) => h("s", {}, inline(text, world)),
  emoji: (name) => emoji(name),
  url: (address, world) => link(literal(address), literal(address), world),
};

function inline(text, world) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [name, value] = Object.entries(match.groups).find(([, group]) => group !== undefined);
    nodes.push(literal(text.slice(end, match.index)), DRAW[name](value, world));
    end = match.index + match[0].length;
  }
  return fragment([...nodes, literal(text.slice(end))]);
}

function entity(inner, world) {
  const [target, label] = cut(inner, "|");
  const name = target.slice(1);
  if (target.startsWith("@")) return userMention(name, world);
  if (target.startsWith("#")) return channelMention(name, world, label);
  if (target.startsWith("!date^")) return date(target, label, world);
  if (target.startsWith("!subteam^")) return mention(literal(label ?? "@group"));
  if (target.startsWith("!")) return mention(literal(label ?? `@${name}`));
  return link(literal(target), literal(label ?? target.replace(/^mailto:/, "")), world);
}

export function userMention(id, world) {
  return h("span", { class: id === world.me ? "mention you" : "mention" }, `@${world.nameOf(id)}`);
}

export function channelMention(id, world, label) {
  const channel = world.channel(id);
  if (!channel) return mention(`#${literal(label ?? id)}`);
  return h("a", { class: "mention", href: hrefOf(id) }, `#${channel.name}`);
}

function date(target, label, world) {
  const [, seconds, template, address] = target.split("^");
  const shown = h("time", { title: exactly(fromTs(seconds)) }, literal(fillDate(template, seconds, world.time)));
  return address ? link(literal(address), shown, world) : shown;
}

const mention = (text) => h("span", { class: "mention" }, text);

/** Anything but a plain web or mail address is shown, not linked. */
export function link(address, label, world) {
  if (!/^(https?:|mailto:)/i.test(address)) return h("span", {}, label);
  return h("a", linkTo(address, world), label);
}

/** The attributes of a link: within this workspace, or to a new tab. */
export function linkTo(address, world) {
  const here = hrefOfPermalink(address, world);
  return here ? { href: here } : { href: address, target: "_blank", rel: "noopener noreferrer" };
}

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
export const literal = (text) => text.replace(/&(?:lt|gt|amp);/g, (found) => ENTITIES[found]);

function cut(text, at) {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

function fragment(nodes) {
  const holder = document.createDocumentFragment();
  holder.append(...nodes);
  return holder;
}
