import self from 'node:process'
import type {Io} from '@ome/sdk/context'
import {afterKey, completed, emptyEditor} from '../domain/editor.ts'
import type {Editor, Wish} from '../domain/editor-state.ts'
import {decodeKeys, type Key, lastKeys} from '../domain/keys.ts'
import type {Complete, Lines, Typed} from '../domain/ports.ts'

/** What the terminal shows of a line. */
export interface Screen {
  readonly rows: readonly string[]
  readonly row: number
  readonly column: number
}

export interface ReaderOptions {
  readonly io: Io
  readonly signal: AbortSignal
  /** Called before each line. */
  prepare(): Promise<void>
  draw(editor: Editor, room: {readonly width: number; readonly height: number}): Screen
  /** Columns that a row takes, for terminals that fold it when they get narrower. */
  widthOf(row: string): number
  readonly complete: Complete
}

export interface LineReader extends Lines {
  /** Shows a text above the line that is being written. */
  say(text: string): void
}

type Keyboard = NodeJS.ReadableStream & {setRawMode?: (raw: boolean) => unknown}

/** How long what may be a lone Escape is waited for to go on. */
const escapeMs = 30
const esc = '\u001b'
/** A paste comes as one piece; the cursor can be seen, in no colour: a program that was killed may have left it so. */
const on = `${esc}[0m${esc}[?25h${esc}[?2004h`
const off = `${esc}[?2004l`

/** Reads lines from a terminal, one at a time. Between them the terminal is as it was found. */
export function lineReader(options: ReaderOptions): LineReader {
  const waiting: Key[] = []
  let open: Reading | undefined
  return {
    async next(history) {
      await options.prepare()
      open = new Reading(options, emptyEditor(history), waiting)
      try {
        return await open.ended
      } finally {
        open = undefined
      }
    },
    say(text) {
      if (open) open.say(text)
      else options.io.err(text)
    },
  }
}

/** One line from its first key to its end. */
class Reading {
  readonly ended: Promise<Typed>
  #end: (typed: Typed) => void = () => undefined
  #editor: Editor
  #shown: Screen | undefined
  #rest = ''
  #escape: NodeJS.Timeout | undefined
  #isOver = false
  readonly #decoder = new TextDecoder()
  readonly #options: ReaderOptions
  readonly #waiting: Key[]
  readonly #keyboard: Keyboard
  readonly #stopResize: () => void

  /** `waiting` holds keys that came with the line before. */
  constructor(options: ReaderOptions, editor: Editor, waiting: Key[]) {
    this.#options = options
    this.#editor = editor
    this.#waiting = waiting
    this.#keyboard = options.io.stdin
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#stopResize = options.io.onResize(() => this.#draw(true))
    this.#keyboard.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onEnd)
    options.signal.addEventListener('abort', this.#onEnd, {once: true})
    this.#enter()
    if (options.signal.aborted) this.#onEnd()
    this.#take()
  }

  say(text: string): void {
    const {io} = this.#options
    io.err(`${this.#home()}${esc}[J${text.replaceAll('\n', '\r\n')}`)
    this.#shown = undefined
    this.#draw()
  }

  #enter(): void {
    this.#keyboard.setRawMode?.(true)
    this.#keyboard.resume()
    this.#options.io.err(on)
    this.#draw()
  }

  #leave(): void {
    this.#options.io.err(off)
    this.#keyboard.setRawMode?.(false)
    this.#keyboard.pause()
  }

  readonly #onData = (chunk: Buffer | string): void => {
    clearTimeout(this.#escape)
    const text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, {stream: true})
    const {keys, rest} = decodeKeys(this.#rest + text)
    this.#rest = rest
    this.#waiting.push(...keys)
    this.#take()
    if (rest === esc)
      this.#escape = setTimeout(() => {
        this.#rest = ''
        this.#waiting.push(...lastKeys(rest))
        this.#take()
      }, escapeMs)
  }

  readonly #onEnd = (): void => this.#finish({kind: 'end'})

  /** Takes the keys that have come, up to the end of the line. */
  #take(): void {
    while (!this.#isOver) {
      const key = this.#waiting.shift()
      if (key === undefined) break
      const {editor, wish} = afterKey(this.#editor, key)
      this.#editor = editor
      if (wish) this.#fulfil(wish)
    }
    if (!this.#isOver) this.#draw()
  }

  #fulfil(wish: Wish): void {
    const {text} = this.#editor
    if (wish === 'submit') this.#finish({kind: 'line', text})
    else if (wish === 'interrupt') this.#finish({kind: 'interrupt', wasEmpty: text.trim() === ''}, '^C')
    else if (wish === 'leave') this.#finish({kind: 'end'})
    else if (wish === 'clear') this.#clear()
    else if (wish === 'suspend') this.#suspend()
    else void this.#complete()
  }

  #clear(): void {
    this.#options.io.err(`${esc}[H${esc}[2J`)
    this.#shown = undefined
  }

  async #complete(): Promise<void> {
    const asked = this.#editor
    const offered = await this.#options.complete(asked.text.slice(0, asked.cursor))
    if (this.#isOver) return
    this.#editor = completed(this.#editor, asked, offered)
    this.#draw()
  }

  /** Goes to the background as Ctrl-Z would have it, and comes back when the shell lets it. */
  #suspend(): void {
    this.#settle('')
    this.#leave()
    // Nothing else keeps a process alive that is about to be stopped.
    const staying = setInterval(() => undefined, 60_000)
    self.once('SIGCONT', () => {
      clearInterval(staying)
      if (!this.#isOver) this.#enter()
    })
    self.kill(0, 'SIGTSTP')
  }

  #finish(typed: Typed, mark = ''): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#escape)
    this.#stopResize()
    this.#keyboard.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onEnd)
    this.#options.signal.removeEventListener('abort', this.#onEnd)
    this.#settle(mark)
    this.#leave()
    this.#end(typed)
  }

  /** Leaves the line on the terminal as it was written, with the cursor below it. */
  #settle(mark: string): void {
    const {menu: _menu, search: _search, ...rest} = this.#editor
    this.#editor = {...rest, cursor: rest.text.length}
    this.#draw()
    this.#options.io.err(`${mark}\r\n`)
    this.#shown = undefined
  }

  #draw(isResized = false): void {
    const {io, draw} = this.#options
    const home = this.#home(isResized)
    const next = draw(this.#editor, {width: io.width, height: io.height})
    const up = next.rows.length - 1 - next.row
    const place = `${up > 0 ? `${esc}[${up}A` : ''}\r${next.column > 0 ? `${esc}[${next.column}C` : ''}`
    // What stands between these appears at once. Source: the synchronized output of contour's terminal extensions.
    io.err(`${esc}[?2026h${home}${esc}[J${next.rows.join('\r\n')}${place}${esc}[?2026l`)
    this.#shown = next
  }

  /** To the first row of what is shown. A narrower terminal has folded its rows. */
  #home(isResized = false): string {
    if (!this.#shown) return '\r'
    const {rows, row, column} = this.#shown
    const {io, widthOf} = this.#options
    const folded = (columns: number): number => Math.max(1, Math.ceil(columns / io.width))
    const up = isResized
      ? rows.slice(0, row).reduce((sum, each) => sum + folded(widthOf(each)), 0) + Math.floor(column / io.width)
      : row
    return `${up > 0 ? `${esc}[${up}A` : ''}\r`
  }
}
