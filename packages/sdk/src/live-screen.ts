import type {Io} from './context.ts'
import {humanLines, type Paper, sayLeftOut, twins} from './output.ts'
import {cutStyled} from './text.ts'
import type {View} from './view.ts'

export interface LiveOptions {
  /** Paper for one drawing; asked anew each time, for its clock. */
  readonly paper: () => Paper
  readonly signal: AbortSignal
}

const frameMs = 200
const tickMs = 1000

/** Redraws in place. Between changes it redraws once a second, so that ages move on. */
export class Screen<Model> {
  private readonly view: View<Model>
  private readonly options: LiveOptions
  private readonly stopResize: () => void
  private readonly stopTrouble: (() => void) | undefined
  private readonly clock: NodeJS.Timeout
  private trouble: string | undefined
  private saidLeftOut = false
  private shown: string[] = []
  private model: {readonly value: Model} | undefined
  private waiting: NodeJS.Timeout | undefined
  private lastDraw = 0

  constructor(view: View<Model>, options: LiveOptions) {
    this.view = view
    this.options = options
    const {io, onTrouble} = options.paper()
    this.stopResize = io.onResize(() => this.redraw())
    this.stopTrouble = onTrouble?.((text) => {
      this.trouble = text
      this.draw()
    })
    this.clock = setInterval(() => this.draw(), tickMs)
  }

  show(model: Model): void {
    this.model = {value: model}
    const wait = this.lastDraw + frameMs - performance.now()
    if (wait <= 0) this.draw()
    else this.waiting ??= setTimeout(() => this.draw(), wait)
  }

  end(): void {
    clearInterval(this.clock)
    this.stopResize()
    this.stopTrouble?.()
    if (this.waiting) this.draw()
  }

  private redraw(): void {
    this.clear()
    this.draw()
  }

  private clear(): void {
    const {io} = this.options.paper()
    if (this.shown.length > 0) io.out(`\u001b[${this.shown.length}A\r\u001b[J`)
    this.shown = []
  }

  private draw(): void {
    clearTimeout(this.waiting)
    this.waiting = undefined
    if (this.model === undefined) return
    let leavesOut = false
    const onLeftOut = (): void => {
      leavesOut = true
    }
    const paper = {...this.options.paper(), onLeftOut, folds: true}
    const lines = humanLines(this.view, this.model.value, paper) ?? [this.view.empty ?? 'nothing found']
    if (leavesOut) this.sayLeftOut(paper)
    const next = fitted(
      lines.map((line) => twins(paper.io, line)),
      paper.io,
      this.trouble,
    )
    paper.io.out(changes(this.shown, next))
    this.shown = next
    this.lastDraw = performance.now()
  }

  /** Once, and above the view: stderr may be the same terminal. */
  private sayLeftOut({io, output}: Paper): void {
    if (this.saidLeftOut) return
    this.saidLeftOut = true
    this.clear()
    sayLeftOut(io, output === 'wide')
  }
}

/** Lines cut to the terminal: its width, and its height with the number of lines that are missing; a last line under them. */
function fitted(lines: readonly string[], io: Io, last: string | undefined): string[] {
  const under = last === undefined ? [] : [twins(io, last)]
  const room = Math.max(1, io.height - 1 - under.length)
  const kept =
    lines.length <= room ? lines : [...lines.slice(0, room - 1), twins(io, `… ${lines.length - room + 1} more lines`)]
  return [...kept, ...under].map((line) => cutStyled(line, io.width))
}

/** What turns the lines on the terminal into the next ones, with the cursor below the last before and after. */
function changes(shown: readonly string[], next: readonly string[]): string {
  const up = shown.length > 0 ? `\u001b[${shown.length}A\r` : ''
  const body = next.map((line, index) =>
    index < shown.length && shown[index] === line ? '\u001b[B' : `\u001b[2K${line}\n`,
  )
  return up + body.join('') + (next.length < shown.length ? '\u001b[J' : '')
}
