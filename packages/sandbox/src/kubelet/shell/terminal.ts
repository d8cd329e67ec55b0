import {StringDecoder} from 'node:string_decoder'
import {ByteSource} from './byte-source.ts'

const longestLine = 4096
const mostHistory = 200

export interface TerminalOptions {
  /** What the person sees. */
  readonly show: (text: string) => void
  /** Ctrl-C. */
  readonly interrupted: () => void
}

type Key = (terminal: Terminal) => void

/** Escape sequences of the keys that mean something. */
const sequences: Readonly<Record<string, Key>> = {
  '[A': (terminal) => terminal.recall(-1),
  '[B': (terminal) => terminal.recall(1),
  '[C': (terminal) => terminal.moveTo(terminal.at + 1),
  '[D': (terminal) => terminal.moveTo(terminal.at - 1),
  '[H': (terminal) => terminal.moveTo(0),
  '[F': (terminal) => terminal.moveTo(Number.POSITIVE_INFINITY),
  '[1~': (terminal) => terminal.moveTo(0),
  '[4~': (terminal) => terminal.moveTo(Number.POSITIVE_INFINITY),
  '[3~': (terminal) => terminal.cut(terminal.at, terminal.at + 1),
}

const controls: Readonly<Record<string, Key>> = {
  '\r': (terminal) => terminal.enter(),
  '\n': (terminal) => terminal.enter(),
  '\x7f': (terminal) => terminal.cut(terminal.at - 1, terminal.at),
  '\b': (terminal) => terminal.cut(terminal.at - 1, terminal.at),
  '\x01': (terminal) => terminal.moveTo(0),
  '\x03': (terminal) => terminal.interrupt(),
  '\x04': (terminal) => terminal.endOrCut(),
  '\x05': (terminal) => terminal.moveTo(Number.POSITIVE_INFINITY),
  '\x0b': (terminal) => terminal.cut(terminal.at, Number.POSITIVE_INFINITY),
  '\x0c': (terminal) => terminal.clear(),
  '\x15': (terminal) => terminal.cut(0, terminal.at),
  '\x17': (terminal) => terminal.cutWord(),
}

/** A terminal's line discipline: takes keys, shows what is typed, and hands on whole lines. */
export class Terminal {
  /** The lines, each with its newline. */
  readonly input = new ByteSource()
  /** What stands before the line that is typed. */
  prompt = ''
  at = 0
  #line: string[] = []
  #escape: string | undefined
  #history: string[] = []
  #past = 0
  readonly #options: TerminalOptions
  readonly #decoder = new StringDecoder('utf8')

  constructor(options: TerminalOptions) {
    this.#options = options
  }

  /** Keys, in pieces of any size. */
  receive(bytes: Uint8Array): void {
    for (const character of this.#decoder.write(Buffer.from(bytes))) this.#key(character)
  }

  enter(): void {
    const text = this.#line.join('')
    this.#show('\r\n')
    this.#line = []
    this.at = 0
    if (text.trim() !== '' && this.#history.at(-1) !== text)
      this.#history = [...this.#history, text].slice(-mostHistory)
    this.#past = this.#history.length
    this.input.push(Buffer.from(`${text}\n`))
  }

  interrupt(): void {
    this.#show('^C\r\n')
    this.#line = []
    this.at = 0
    this.#options.interrupted()
    this.input.interrupt()
  }

  endOrCut(): void {
    if (this.#line.length === 0) this.input.endOnce()
    else this.cut(this.at, this.at + 1)
  }

  moveTo(place: number): void {
    const next = Math.max(0, Math.min(this.#line.length, place))
    if (next !== this.at) this.#show(next < this.at ? `\x1b[${this.at - next}D` : `\x1b[${next - this.at}C`)
    this.at = next
  }

  cut(from: number, to: number): void {
    const start = Math.max(0, from)
    const end = Math.min(this.#line.length, to)
    if (start >= end) return
    this.moveTo(start)
    this.#line.splice(start, end - start)
    this.#redrawRest()
  }

  cutWord(): void {
    let start = this.at
    while (start > 0 && this.#line[start - 1] === ' ') start--
    while (start > 0 && this.#line[start - 1] !== ' ') start--
    this.cut(start, this.at)
  }

  recall(step: number): void {
    const next = Math.max(0, Math.min(this.#history.length, this.#past + step))
    if (next === this.#past) return
    this.#past = next
    this.moveTo(0)
    this.#line = [...(this.#history[next] ?? '')]
    this.#show(`${this.#line.join('')}\x1b[K`)
    this.at = this.#line.length
  }

  clear(): void {
    const place = this.at
    this.#show(`\x1b[H\x1b[J${this.prompt}${this.#line.join('')}`)
    this.at = this.#line.length
    this.moveTo(place)
  }

  #key(character: string): void {
    if (this.#escape !== undefined) {
      this.#escape += character
      const isOver = this.#escape.length > 1 ? /[A-Za-z~]/.test(character) : character !== '[' && character !== 'O'
      if (!isOver && this.#escape.length < 8) return
      const key = sequences[this.#escape.replace(/^O/, '[')]
      this.#escape = undefined
      key?.(this)
      return
    }
    if (character === '\x1b') this.#escape = ''
    else if (character < ' ' || character === '\x7f') controls[character]?.(this)
    else if (this.#line.length < longestLine) {
      this.#line.splice(this.at, 0, character)
      this.#show(character)
      this.at++
      if (this.at < this.#line.length) this.#redrawRest()
    }
  }

  #redrawRest(): void {
    const rest = this.#line.slice(this.at)
    this.#show(`${rest.join('')}\x1b[K${rest.length > 0 ? `\x1b[${rest.length}D` : ''}`)
  }

  #show(text: string): void {
    this.#options.show(text)
  }
}
