/** The few that an app is likely to write by name; any other stays as typed. */
const EMOJI = {
  "+1": "👍", "-1": "👎", bell: "🔔", blue_heart: "💙", bookmark: "🔖", brain: "🧠", bulb: "💡", calendar: "📅",
  chart_with_upwards_trend: "📈", clipboard: "📋", dart: "🎯", eyes: "👀", fire: "🔥", handshake: "🤝",
  heavy_check_mark: "✔️", hourglass: "⌛", large_blue_circle: "🔵", large_green_circle: "🟢",
  large_orange_circle: "🟠", large_red_circle: "🔴", large_yellow_circle: "🟡", lock: "🔒", mag: "🔍", memo: "📝",
  no_entry: "⛔", pray: "🙏", pushpin: "📌", question: "❓", raised_hands: "🙌", red_circle: "🔴", rocket: "🚀",
  scales: "⚖️", seedling: "🌱", shield: "🛡️", slightly_smiling_face: "🙂", smile: "😄", sparkles: "✨",
  speech_balloon: "💬", star: "⭐", tada: "🎉", thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍", warning: "⚠️",
  wave: "👋", white_check_mark: "✅", white_circle: "⚪", x: "❌", zap: "⚡",
};

export const emoji = (name) => EMOJI[name] ?? `:${name}:`;
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
