/** What a person did. Keys are named by what they type (`a`, `N`, ` `) or by a word (`enter`, `ctrl-c`, `pagedown`). */
export type Input =
  | {readonly type: 'key'; readonly key: string}
  /** Text that was pasted in one piece: it is never taken for keys. */
  | {readonly type: 'paste'; readonly text: string}
  /** Places count from 0. */
  | {readonly type: 'mouse'; readonly action: 'press' | 'up' | 'down'; readonly column: number; readonly line: number}

export interface Decoded {
  readonly inputs: readonly Input[]
  /** The beginning of something that is not whole yet. */
  readonly rest: string
}

const esc = '\u001b'
const pasteBegin = `${esc}[200~`
const pasteEnd = `${esc}[201~`

const control: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
}

/** Finals of CSI and SS3 sequences. Source: ECMA-48 and xterm's control sequences. */
const finals: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'backtab',
  M: 'enter',
}

const numbered: Readonly<Record<string, string>> = {
  1: 'home',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
}

/**
 * Inputs in what a terminal sent, and what is left of it. A lone escape is left too: whoever reads waits a moment for
 * what may follow, then calls {@link lastInputs}.
 */
export function decodeInput(text: string): Decoded {
  const inputs: Input[] = []
  let at = 0
  while (at < text.length) {
    const found = text[at] === esc ? sequence(text, at) : character(text, at)
    if (found === undefined) return {inputs, rest: text.slice(at)}
    if (found.input) inputs.push(found.input)
    at = found.end
  }
  return {inputs, rest: ''}
}

/** What is left when nothing follows: Escape, and keys of their own. */
export function lastInputs(rest: string): readonly Input[] {
  if (!rest.startsWith(esc) || rest.startsWith(pasteBegin)) return []
  return rest === esc ? [key('esc')] : [key('esc'), ...decodeInput(rest.slice(1)).inputs]
}

interface Found {
  readonly input?: Input | undefined
  readonly end: number
}

const key = (name: string): Input => ({type: 'key', key: name})

function character(text: string, at: number): Found | undefined {
  const point = text.codePointAt(at) ?? 0
  if (point >= 0xd800 && point <= 0xdbff && at + 1 === text.length) return undefined
  const typed = String.fromCodePoint(point)
  const end = at + typed.length
  const name = control[typed]
  if (name !== undefined) return {input: key(name), end}
  if (point > 0 && point < 27) return {input: key(`ctrl-${String.fromCharCode(point + 96)}`), end}
  return point < 32 ? {end} : {input: key(typed), end}
}

function sequence(text: string, at: number): Found | undefined {
  const second = text[at + 1]
  if (second === undefined) return undefined
  if (second === 'O') {
    const final = text[at + 2]
    return final === undefined ? undefined : named(finals[final], at + 3)
  }
  // Escape, and another key or sequence behind it.
  if (second !== '[') return {input: key('esc'), end: at + 1}
  if (text.startsWith(pasteBegin, at)) return pasted(text, at)
  if (pasteBegin.startsWith(text.slice(at))) return undefined
  const [whole, parameters = '', final = ''] = /^\u001b\[([0-?]*)[ -/]*([@-~])/.exec(text.slice(at)) ?? []
  if (whole === undefined) return broken(text, at)
  const end = at + whole.length
  if (parameters.startsWith('<')) return {input: mouse(parameters, final), end}
  if (final === '~') return named(numbered[parameters.split(';')[0] ?? ''], end)
  return named(finals[final], end)
}

const named = (name: string | undefined, end: number): Found => (name === undefined ? {end} : {input: key(name), end})

/** What cannot become a sequence any more is dropped up to the character that spoils it. */
function broken(text: string, at: number): Found | undefined {
  const [whole = ''] = /^\u001b\[[0-?]*[ -/]*/.exec(text.slice(at)) ?? []
  const end = at + whole.length
  return end === text.length ? undefined : {end}
}

function pasted(text: string, at: number): Found | undefined {
  const begin = at + pasteBegin.length
  const end = text.indexOf(pasteEnd, begin)
  return end === -1 ? undefined : {input: {type: 'paste', text: text.slice(begin, end)}, end: end + pasteEnd.length}
}

/** SGR mouse: `<button;column;line` and `M` for pressed. */
function mouse(parameters: string, final: string): Input | undefined {
  const [button, column, line] = parameters.slice(1).split(';').map(Number)
  if (final !== 'M' || column === undefined || line === undefined || !(column > 0 && line > 0)) return undefined
  const place = {column: column - 1, line: line - 1}
  if (button === 0) return {type: 'mouse', action: 'press', ...place}
  if (button === 64 || button === 65) return {type: 'mouse', action: button === 64 ? 'up' : 'down', ...place}
  return undefined
}
