/** What each input element holds before anyone touches it. */
const INITIAL = {
  plain_text_input: (element) => element.initial_value,
  static_select: (element) => element.initial_option?.value,
  radio_buttons: (element) => element.initial_option?.value,
  checkboxes: (element) => (element.initial_options ?? []).map(({ value }) => value),
  datepicker: (element) => element.initial_date,
  timepicker: (element) => element.initial_time,
  users_select: (element) => element.initial_user,
  multi_users_select: (element) => element.initial_users ?? [],
  conversations_select: (element) => element.initial_conversation,
  channels_select: (element) => element.initial_channel,
};

export function elementsOf(block) {
  return [block.element, block.accessory, ...(block.elements ?? [])].filter((element) => element?.type in INITIAL);
}

/** What was chosen, even if that is nothing, or else what it began with. */
export function heldValue(touched, block, element) {
  const own = touched[block.block_id] ?? {};
  return element.action_id in own ? own[element.action_id] : INITIAL[element.type]?.(element);
}

/** {block_id: {action_id: value}} of everything in these blocks that holds a value; `touched` is what the viewer changed. */
export function valuesOf(blocks, touched) {
  const values = {};
  for (const block of blocks ?? []) {
    for (const element of elementsOf(block)) {
      const value = heldValue(touched, block, element);
      if (!isEmpty(value)) (values[block.block_id] ??= {})[element.action_id] = value;
    }
  }
  return values;
}

/** {block_id: sentence} for the input blocks that cannot be sent as they are. */
export function problemsOf(blocks, values) {
  const problems = {};
  for (const block of blocks.filter(({ type }) => type === "input")) {
    const problem = problemOf(block, values[block.block_id]?.[block.element.action_id]);
    if (problem) problems[block.block_id] = problem;
  }
  return problems;
}

function problemOf({ element, optional }, value) {
  if (isEmpty(value)) return optional ? null : "Please fill this in.";
  if (value.length < element.min_length) return `Please write at least ${element.min_length} characters.`;
  if (value.length > element.max_length) return `Please keep to ${element.max_length} characters; this has ${value.length}.`;
  return null;
}

const isEmpty = (value) => value === undefined || value === null || value.length === 0
  || (typeof value === "string" && value.trim() === "");
