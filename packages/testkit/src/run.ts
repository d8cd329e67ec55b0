import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough, Readable} from 'node:stream'
import {setTimeout} from 'node:timers/promises'
import {type CommandRunner, runnerKey} from '@ome/sdk/command-runner'
import {type Context, contextKey, type Io} from '@ome/sdk/context'
import type {ConnectionOptions, KubeClient} from '@ome/sdk/kube'
import {exitCodeOf} from '@ome/sdk/runtime'
import {recorded} from './recording.ts'

/** What a command left behind: its exit code and everything it wrote, character for character. */
export interface RunResult {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  /** The client every `context.kube()` returns, or the way to make one. Without it the command may not connect. */
  readonly kube?: KubeClient | ((options: ConnectionOptions, signal: AbortSignal) => Promise<KubeClient>)
  /** Namespace of the current context, default `default`. */
  readonly namespace?: string
  /** The fixed clock, default 2026-11-21T12:00:00Z. */
  readonly now?: Date | (() => Date)
  /** A terminal on all streams; the default is a pipe. */
  readonly tty?: boolean
  readonly width?: number
  readonly height?: number
  readonly colour?: boolean
  readonly unicode?: boolean
  /** What is piped in; with `tty` each entry is the answer to one question, typed when it is asked (`\u0003` = Ctrl-C). */
  readonly stdin?: string | readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly settings?: Readonly<Record<string, unknown>>
  /** Working folder, default an empty temporary one that is removed afterwards. */
  readonly cwd?: string
  /** Data folder, default an empty temporary one that is removed afterwards. */
  readonly data?: string
  /** Connection flags as they were typed, for the commands of hints. */
  readonly connection?: string
  /** Who the host says the person is, and where namespaces are noted. */
  readonly whoAmI?: Context['whoAmI']
  readonly useNamespace?: Context['useNamespace']
  readonly bin?: string
  /** The words of the name it is called by, see `Io.say`. */
  readonly say?: (text: string) => string
  readonly plugin?: string
  readonly signal?: AbortSignal
  /** What happens while a command waits between two looks. Default: next to no time. */
  readonly pause?: (ms: number) => Promise<void>
  /** What runs other commands for this one. */
  readonly runner?: CommandRunner
  /** Called with every text as it is written, to react to a running command. */
  readonly onWrite?: (stream: 'out' | 'err', text: string) => void
}

interface RunnableClass {
  id: string
  new (argv: string[], config: never): {_run(): Promise<unknown>}
}

/** A command class as plugins export it. */
// biome-ignore lint/suspicious/noExplicitAny: `_run` is protected in oclif's types; the class is used by shape here
export type CommandClass = abstract new (...args: any[]) => object

/**
 * Runs a command class in this process, as the host would, in a world of its own: fake terminal, fixed clock, temporary
 * folders, given cluster. An error that is no exit is a defect of the harness and thrown.
 */
export async function run(
  command: CommandClass,
  argv: readonly string[] = [],
  options: RunOptions = {},
): Promise<RunResult> {
  const root = await mkdtemp(join(tmpdir(), 'ome-test-'))
  const written = {out: '', err: ''}
  const cleanups: (() => void | Promise<void>)[] = []
  const context = fakeContext(root, written, cleanups, options)
  const config = {
    bin: context.bin,
    options: {[contextKey]: context},
    runHook: async () => ({successes: [], failures: []}),
  }
  const Runnable = command as unknown as RunnableClass
  let code = 0
  try {
    const {namespace = 'default'} = options
    await recorded(command, {argv, namespace}, () => new Runnable([...argv], config as never)._run())
  } catch (error) {
    const exit = exitCodeOf(error)
    if (exit === undefined) throw error
    code = exit
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup()
    await rm(root, {recursive: true, force: true})
  }
  return {code, ...written}
}

/** Commands that look again after a while do not keep tests waiting. */
const longestPauseMs = 50

function fakeContext(
  root: string,
  written: {out: string; err: string},
  cleanups: (() => void | Promise<void>)[],
  options: RunOptions,
): Context {
  const {kube, now = new Date('2026-11-21T12:00:00Z'), settings = {}} = options
  const signal = options.signal ?? new AbortController().signal
  return {
    io: fakeIo(written, options),
    now: typeof now === 'function' ? now : () => now,
    pause: options.pause ?? ((ms) => setTimeout(Math.min(ms, longestPauseMs), undefined, {signal})),
    signal,
    env: options.env ?? {},
    cwd: options.cwd ?? root,
    folders: {config: join(root, 'config'), data: options.data ?? join(root, 'data'), cache: join(root, 'cache')},
    settings: {get: (key) => settings[key], origin: (key) => (key in settings ? 'test' : undefined)},
    bin: options.bin ?? 'ome',
    plugin: options.plugin ?? 'test',
    namespace: async () => options.namespace ?? 'default',
    async kube(connection = {}) {
      if (kube === undefined) throw new Error('the command connects to a cluster, but the test gave none')
      return typeof kube === 'function' ? kube(connection, signal) : kube
    },
    async lastingKube(connection = {}) {
      if (kube === undefined) throw new Error('the command connects to a cluster, but the test gave none')
      return typeof kube === 'function' ? kube(connection, new AbortController().signal) : kube
    },
    ...(options.whoAmI && {whoAmI: options.whoAmI}),
    ...(options.useNamespace && {useNamespace: options.useNamespace}),
    onExit: (cleanup) => void cleanups.push(cleanup),
    ...(options.runner && {[runnerKey]: async () => options.runner}),
    ...(options.connection === undefined ? {} : {connectionWords: () => options.connection ?? ''}),
  }
}

function fakeIo(written: {out: string; err: string}, options: RunOptions): Io {
  const {tty = false, stdin = []} = options
  const write = (stream: 'out' | 'err') => (text: string) => {
    written[stream] += text
    options.onWrite?.(stream, text)
  }
  return {
    out: write('out'),
    err: write('err'),
    stdin: tty ? keyboard(typeof stdin === 'string' ? [stdin] : stdin) : Readable.from([stdin].flat()),
    width: options.width ?? 80,
    height: options.height ?? 24,
    isTTY: tty,
    errIsTTY: tty,
    colour: options.colour ?? false,
    unicode: options.unicode ?? true,
    canPrompt: tty,
    onResize: () => () => {},
    ...(options.say && {say: options.say}),
  }
}

/** A terminal's keyboard: a question switches it to raw mode, and then the next answer is typed. */
function keyboard(answers: readonly string[]): NodeJS.ReadableStream {
  const stream = new PassThrough()
  const left = [...answers]
  return Object.assign(stream, {
    isTTY: true,
    isRaw: false,
    setRawMode(raw: boolean) {
      const answer = raw ? left.shift() : undefined
      if (answer !== undefined) setImmediate(() => stream.write(`${answer}\r`))
      return stream
    },
  })
}
