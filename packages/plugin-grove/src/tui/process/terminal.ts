import type {Io} from '@ome/sdk/context'
import {decodeInput, type Input, lastInputs} from '../domain/input.ts'
import type {Terminal} from '../domain/ports.ts'
import {stopped} from './job-control.ts'

export interface TerminalOptions {
  readonly mouse: boolean
}

type Keyboard = NodeJS.ReadableStream & {setRawMode?: (raw: boolean) => unknown}

/** How long what may be a lone Escape is waited for to go on. */
const escapeMs = 30

const esc = '\u001b'
/** Another screen, no cursor, no wrapping at the edge, pastes as one piece. Source: xterm's control sequences. */
const on = `${esc}[?1049h${esc}[?25l${esc}[?7l${esc}[?2004h${esc}[2J`
const off = `${esc}[?2004l${esc}[?7h${esc}[?25h${esc}[?1049l`
const mouseOn = `${esc}[?1000h${esc}[?1006h`
const mouseOff = `${esc}[?1006l${esc}[?1000l`
/** What is written between these appears at once. Source: the synchronized output of contour's terminal extensions. */
const begin = `${esc}[?2026h`
const end = `${esc}[?2026l`

export function terminal(io: Io, {mouse}: TerminalOptions): Terminal {
  const keyboard: Keyboard = io.stdin
  let shown: readonly string[] | undefined
  let listener: ((input: Input) => void) | undefined
  let isOn = false

  const typed = reading((input) => listener?.(input))
  const lost = (): void => listener?.({type: 'key', key: 'ctrl-q'})
  const enter = (): void => {
    isOn = true
    keyboard.setRawMode?.(true)
    keyboard.on('data', typed)
    keyboard.on('end', lost)
    keyboard.resume()
    io.out(on + (mouse ? mouseOn : ''))
    shown = undefined
  }
  const leave = (): void => {
    if (!isOn) return
    isOn = false
    keyboard.off('data', typed)
    keyboard.off('end', lost)
    keyboard.setRawMode?.(false)
    keyboard.pause()
    io.out((mouse ? mouseOff : '') + off)
  }
  return {
    enter(onInput) {
      listener = onInput
      enter()
    },
    leave,
    draw(lines) {
      const text = changes(shown, lines)
      shown = lines
      if (isOn && text !== '') io.out(begin + text + end)
    },
    forget() {
      shown = undefined
    },
    copy(text) {
      io.out(`${esc}]52;c;${Buffer.from(text).toString('base64')}\u0007`)
    },
    async suspend() {
      leave()
      await stopped()
      enter()
    },
  }
}

/** The lines that differ, each at its place. */
export function changes(shown: readonly string[] | undefined, next: readonly string[]): string {
  const first = shown === undefined || shown.length !== next.length ? `${esc}[2J` : ''
  const before = first === '' ? shown : undefined
  const parts = next.flatMap((line, index) =>
    before?.[index] === line ? [] : [`${esc}[${index + 1};1H${esc}[2K${line}`],
  )
  return first + parts.join('')
}

/** Bytes in any pieces, told as inputs. */
export function reading(tell: (input: Input) => void): (chunk: Buffer | string) => void {
  const decoder = new TextDecoder()
  let rest = ''
  let timer: NodeJS.Timeout | undefined
  return (chunk) => {
    clearTimeout(timer)
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, {stream: true})
    const decoded = decodeInput(rest + text)
    rest = decoded.rest
    for (const input of decoded.inputs) tell(input)
    if (rest === '') return
    timer = setTimeout(() => {
      const left = lastInputs(rest)
      if (left.length > 0) rest = ''
      for (const input of left) tell(input)
    }, escapeMs)
  }
}
