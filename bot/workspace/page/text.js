import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** A Block Kit text object as something to append. */
export function drawText(text, world) {
  return text.type === "mrkdwn" ? mrkdwn(text.text, world) : withEmoji(text.text);
}
