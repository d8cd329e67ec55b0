import {spawn} from 'node:child_process'
import {accessSync, constants} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import type {Readable, Writable} from 'node:stream'

/** How a page is looked at. */
export type Look = 'light' | 'dark'

export interface Visit {
  /** What a script says, run in the page whatever its policy. */
  evaluate(expression: string): Promise<unknown>
  /** The page as it is printed. */
  pdf(): Promise<Buffer>
  /** Addresses that the page asked for, itself the first. */
  readonly requests: readonly string[]
  /** What the page, or the browser about it, complained of. */
  readonly complaints: readonly string[]
}

export interface Browser extends AsyncDisposable {
  /** Opens a file, and waits until it is loaded. */
  visit(file: string, look: Look): Promise<Visit>
}

/** The first of these on the PATH. Source: Debian's packages `chromium-headless-shell` and `chromium`. */
const programs = ['chromium-headless-shell', 'chromium']

/** Path of a browser on this machine; undefined where there is none. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter)
  return programs.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Told by the answer: not there.
    return false
  }
}

type Answer = Readonly<Record<string, unknown>>

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Answer
  readonly result?: Answer
  readonly error?: {readonly message: string}
  readonly sessionId?: string
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<Answer>
type Listen = (message: Message) => void

/** A browser without a window, driven by Chromium's DevTools protocol over a pipe. Ends the test run when it cannot start. */
export async function startBrowser(program: string): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'ome-browser-'))
  const child = spawn(
    program,
    [
      '--headless',
      // A test may run as root, where the sandbox of the browser refuses to start; it opens our own files only.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--no-first-run',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
    ],
    {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']},
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const [, , , input, output] = child.stdio
  if (!isWritable(input) || !isReadable(output)) throw new Error('the browser has no pipes')
  const {send, listeners} = conversation(input, output, ended)
  return {
    visit: (file, look) => visit(send, listeners, file, look),
    async [Symbol.asyncDispose]() {
      await Promise.race([send('Browser.close'), ended])
      await ended
      // Helpers of the browser may hold the other ends a moment longer.
      for (const stream of [input, output]) stream.destroy()
      await rm(profile, {recursive: true, force: true})
    },
  }
}

const isWritable = (stream: unknown): stream is Writable =>
  typeof stream === 'object' && stream !== null && 'write' in stream
const isReadable = (stream: unknown): stream is Readable =>
  typeof stream === 'object' && stream !== null && 'read' in stream

/** Messages are JSON with a zero byte behind each. */
function conversation(input: Writable, output: Readable, ended: Promise<void>) {
  const waiting = new Map<number, {resolve(answer: Answer): void; reject(error: Error): void}>()
  const listeners = new Set<Listen>()
  let last = 0
  let rest = ''
  output.setEncoding('utf8')
  output.on('data', (chunk: string) => {
    const [...messages] = (rest + chunk).split('\0')
    rest = messages.pop() ?? ''
    for (const text of messages) take(JSON.parse(text))
  })
  const take = (message: Message): void => {
    if (message.id === undefined) {
      for (const listen of listeners) listen(message)
      return
    }
    const caller = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error) caller?.reject(new Error(message.error.message))
    else caller?.resolve(message.result ?? {})
  }
  void ended.then(() => {
    for (const {reject} of waiting.values()) reject(new Error('the browser ended'))
  })
  const send: Send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, {resolve, reject})
      input.write(`${JSON.stringify({id: last, method, params, ...(sessionId !== undefined && {sessionId})})}\0`)
    })
  return {send, listeners}
}

async function visit(send: Send, listeners: Set<Listen>, file: string, look: Look): Promise<Visit> {
  const {targetId} = await send('Target.createTarget', {url: 'about:blank'})
  const {sessionId} = await send('Target.attachToTarget', {targetId, flatten: true})
  if (typeof sessionId !== 'string') throw new Error('the browser gave no session')
  const call = (method: string, params?: object): Promise<Answer> => send(method, params, sessionId)
  const [requests, complaints]: string[][] = [[], []]
  const loaded = new Promise<void>((resolve) => {
    listeners.add(({method, params = {}, sessionId: of}) => {
      if (of !== sessionId) return
      if (method === 'Network.requestWillBeSent') requests?.push(String(field(params, 'request', 'url')))
      if (method === 'Log.entryAdded') complaints?.push(String(field(params, 'entry', 'text')))
      if (method === 'Runtime.exceptionThrown') complaints?.push(JSON.stringify(params))
      if (method === 'Runtime.consoleAPICalled' && ['error', 'warning'].includes(String(params['type'])))
        complaints?.push(JSON.stringify(params['args']))
      if (method === 'Page.loadEventFired') resolve()
    })
  })
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await call(`${domain}.enable`)
  await call('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: look}]})
  await call('Page.navigate', {url: `file://${file}`})
  await loaded
  return {
    requests: requests ?? [],
    complaints: complaints ?? [],
    async evaluate(expression) {
      const answer = await call('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true})
      if (answer['exceptionDetails']) throw new Error(JSON.stringify(answer['exceptionDetails']))
      return field(answer, 'result', 'value')
    },
    async pdf() {
      const {data} = await call('Page.printToPDF', {printBackground: false, generateTaggedPDF: true})
      return Buffer.from(String(data), 'base64')
    },
  }
}

function field(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
    value,
  )
}
