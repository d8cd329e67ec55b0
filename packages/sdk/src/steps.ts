import {Writable} from 'node:stream'
import type {Io} from './context.ts'
import {twins} from './output.ts'
import {cut, plain} from './text.ts'

/** One part of long work. */
export interface Step<State> {
  /** What is being done, in the imperative: `download the package`. */
  readonly title: string
  /** Does it. `say` shows what it is at; a returned text becomes the step's result line. */
  run(state: State, say: (text: string) => void): Promise<string | undefined>
  /** A reason to leave the step out. */
  readonly skip?: (state: State) => string | undefined
}

export interface ProgressOptions {
  readonly io: Io
  readonly signal: AbortSignal
}

/**
 * Runs steps one after the other and shows their progress on stderr: a live list on a terminal, else one line per
 * finished step. The first error ends the work and is thrown as it is; an aborted signal ends it between steps.
 */
export async function runSteps<State>(
  steps: readonly Step<State>[],
  state: State,
  options: ProgressOptions,
): Promise<State> {
  if (options.io.errIsTTY) await runLive(steps, state, options)
  else await runPlain(steps, state, options)
  return state
}

async function runPlain<State>(
  steps: readonly Step<State>[],
  state: State,
  {io, signal}: ProgressOptions,
): Promise<void> {
  for (const step of steps) {
    signal.throwIfAborted()
    const reason = step.skip?.(state)
    const result = reason === undefined ? await step.run(state, () => {}) : `skipped, ${reason}`
    io.err(`${twins(io, doneLine(step.title, result))}\n`)
  }
}

const doneLine = (title: string, result: string | undefined): string => plain(result ? `${title}: ${result}` : title)

async function runLive<State>(
  steps: readonly Step<State>[],
  state: State,
  {io, signal}: ProgressOptions,
): Promise<void> {
  const {DefaultRenderer, Listr, ListrLogger, ProcessOutput} = await import('listr2')
  const stream = Object.assign(screen(io), {columns: io.width, rows: io.height, isTTY: true as const})
  // listr2 asks process.stdout whether it may draw; progress goes to stderr, which we know to be a terminal.
  class StderrRenderer extends DefaultRenderer {
    static override nonTTY = true
  }
  const output = stream as unknown as NodeJS.WriteStream
  const tasks = steps.map((step) => ({
    title: plain(step.title),
    skip: () => step.skip?.(state) ?? false,
    async task(_: unknown, task: {title: string; output: string}) {
      signal.throwIfAborted()
      const result = await step.run(state, (text) => {
        task.output = plain(text)
      })
      if (result) task.title = doneLine(step.title, result)
    },
  }))
  const logger = new ListrLogger({useIcons: true, toStderr: [], processOutput: new ProcessOutput(output, output)})
  await new Listr(tasks, {
    renderer: StderrRenderer,
    rendererOptions: {logger},
    registerSignalListeners: false,
  }).run()
}

function screen(io: Io): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      const text = String(chunk)
      io.err(io.colour ? text : text.replaceAll(/\u001b\[[\d;]*m/g, ''))
      done()
    },
  })
}

const patienceMs = 1000
const frameMs = 120

/**
 * Waits for a promise; on a terminal a spinner with the title, asked anew for each frame where it is a function, appears
 * once it takes longer than a second and is erased when it ends. In a pipe nothing is shown.
 */
export async function spin<Result>(
  title: string | (() => string),
  work: Promise<Result>,
  {io}: Pick<ProgressOptions, 'io'>,
): Promise<Result> {
  if (!io.errIsTTY) return await work
  const frames = io.unicode ? ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] : ['|', '/', '-', '\\']
  let frame = 0
  let timer: NodeJS.Timeout | undefined
  const draw = (): void => {
    const mark = frames[frame++ % frames.length] ?? ''
    io.err(
      `\r\u001b[2K${cut(`${mark} ${twins(io, plain(typeof title === 'string' ? title : title()))}`, io.width - 1, '')}`,
    )
    timer = setTimeout(draw, frameMs)
  }
  timer = setTimeout(draw, patienceMs)
  try {
    return await work
  } finally {
    clearTimeout(timer)
    if (frame > 0) io.err('\r\u001b[2K')
  }
}
