/** What a command's usage_hint offers: "check <what was said> | prepare | help" is three ways to go on. */
function ways({ command, usage_hint: usage, description }) {
  const forms = (usage ?? "").split(/\s*\|\s*/).filter(Boolean);
  if (forms.length < 2) return [{ shown: [command, usage].filter(Boolean).join(" "), inserted: `${command} `, about: description }];
  return forms.map((form) => ({ shown: `${command} ${form}`, inserted: `${command} ${literalStart(form)}`, about: description }));
}

/** "check <text>" begins with a word to type; "<text>" and "[text]" do not. */
function literalStart(form) {
  const word = /^[a-z][a-z-]*(?=\s|$)/.exec(form)?.[0];
  return word ? `${word} ` : "";
}

/** The commands that what is typed so far could become. */
export function hintsFor(text, commands) {
  if (!text.startsWith("/") || text.includes("\n")) return [];
  return commands.flatMap(ways).filter(({ inserted }) => inserted.startsWith(text) && inserted !== text);
}

/** How the command that is being written goes on. */
export function usageFor(text, commands) {
  const fits = ({ inserted }) => text.startsWith(inserted);
  const found = commands.flatMap(ways).filter(fits).sort((a, b) => b.inserted.length - a.inserted.length)[0];
  return found?.shown;
}
