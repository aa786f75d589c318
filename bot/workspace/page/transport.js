/** Requests that fail carry a sentence fit to be shown. */
export async function post(path, body = {}) {
  return send(path, "application/json", JSON.stringify(body));
}

/** `where` is {channel, thread_ts}. */
export async function postFile(file, where) {
  const query = new URLSearchParams({ ...where, name: file.name });
  return send(`file?${query}`, file.type || "application/octet-stream", file);
}

async function send(path, type, body) {
  const response = await reach(`/workspace/${path}`, { method: "POST", headers: { "Content-Type": type }, body });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The workspace answered with status ${response.status}.`);
  return answer;
}

export async function fetchState() {
  const response = await reach("/workspace/state");
  if (!response.ok) throw new Error(`The workspace answered with status ${response.status}.`);
  return response.json();
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Error("The workspace cannot be reached. Is it still running?");
  }
}

/** Snapshots for as long as the page lives; `onConnection` hears true and false as the line comes and goes. */
export function live(onSnapshot, onConnection) {
  let pause = 500;
  const connect = () => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/workspace/live`);
    socket.onopen = () => {
      pause = 500;
      // Changes made while the line was down are in no later message.
      fetchState().then(onSnapshot).then(() => onConnection(true)).catch(() => socket.close());
    };
    socket.onmessage = (event) => onSnapshot(JSON.parse(event.data));
    socket.onclose = () => {
      onConnection(false);
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, 8000);
    };
  };
  connect();
}
