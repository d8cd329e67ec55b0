/** What a person did at the keyboard. */
export type Key =
  | {readonly type: 'text'; readonly text: string}
  /** Text that came as one piece: its line ends are not Enter. */
  | {readonly type: 'paste'; readonly text: string}
  | {readonly type: 'key'; readonly name: string}

export interface Decoded {
  readonly keys: readonly Key[]
  /** The beginning of a sequence that has not come whole. */
  readonly rest: string
}

const esc = '\u001b'
const pasteBegins = `${esc}[200~`
const pasteEnds = `${esc}[201~`

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
}

/** Finals of CSI and SS3 sequences, and numbers before `~`. Source: xterm's control sequences. */
const finals: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
}
const numbered: Readonly<Record<string, string>> = {1: 'home', 7: 'home', 4: 'end', 8: 'end', 3: 'delete'}

/** Bytes of a terminal in raw mode as keys. Sequences that mean nothing here are dropped. */
export function decodeKeys(input: string): Decoded {
  const keys: Key[] = []
  let at = 0
  while (at < input.length) {
    const found = input[at] === esc ? sequenceAt(input, at) : characterAt(input, at)
    if (found === undefined) return {keys, rest: input.slice(at)}
    if (found.key) keys.push(found.key)
    at = found.end
  }
  return {keys, rest: ''}
}

/** What is left when nothing more comes: a lone Escape. */
export const lastKeys = (rest: string): readonly Key[] => (rest === esc ? [{type: 'key', name: 'escape'}] : [])

interface Found {
  readonly key?: Key
  readonly end: number
}

const named = (name: string | undefined, end: number): Found =>
  name === undefined ? {end} : {key: {type: 'key', name}, end}

function characterAt(input: string, at: number): Found {
  const character = input[at] ?? ''
  const code = input.charCodeAt(at)
  const control = controls[character]
  if (control !== undefined) return named(control, at + 1)
  if (code < 32) return named(`ctrl-${String.fromCharCode(code + 96)}`, at + 1)
  const [text = character] = /^[^\u0000-\u001f\u007f]+/.exec(input.slice(at)) ?? []
  return {key: {type: 'text', text}, end: at + text.length}
}

function sequenceAt(input: string, at: number): Found | undefined {
  if (input.startsWith(pasteBegins, at)) {
    const end = input.indexOf(pasteEnds, at)
    if (end < 0) return undefined
    return {key: {type: 'paste', text: input.slice(at + pasteBegins.length, end)}, end: end + pasteEnds.length}
  }
  const next = input[at + 1]
  if (next === undefined) return undefined
  if (next === '[') {
    const found = /^\[([0-?]*)[ -/]*([@-~])/.exec(input.slice(at + 1))
    if (!found) return undefined
    const [whole, parameters = '', final = ''] = found
    return named(controlSequence(parameters, final), at + 1 + whole.length)
  }
  if (next === 'O') {
    const final = input[at + 2]
    return final === undefined ? undefined : named(finals[final], at + 3)
  }
  if (next === esc) return named('escape', at + 1)
  return named(next === '\u007f' ? 'alt-backspace' : `alt-${next}`, at + 2)
}

function controlSequence(parameters: string, final: string): string | undefined {
  const [first = '', modifier = ''] = parameters.split(';')
  const name = final === '~' ? numbered[first] : finals[final]
  // 3 is Alt, 5 Ctrl.
  return name !== undefined && (modifier === '5' || modifier === '3') ? `ctrl-${name}` : name
}
