import {type ChildProcess, execFile, spawn} from 'node:child_process'
import {closeSync, openSync} from 'node:fs'
import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import type {SandboxHost, SandboxRecord, SandboxState} from '../domain/sandbox.ts'
import type {WorkingFile} from '../domain/working-files.ts'
import {keepRunning, type ServeMessage, type ServeOrder} from './messages.ts'
import {processStart} from './process-id.ts'
import {clearFolder, isMissing, makeFolder, readRecord, type SandboxFolder, sandboxFolder} from './sandbox-folder.ts'
import {takeLock} from './start-lock.ts'

export interface HostOptions {
  /** Data folder of the product. */
  readonly data: string
  readonly cache: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** The file the background process runs. */
  readonly entry: string
}

const stopMs = 10_000
/** V8 would keep up to 128 MiB for young objects once a large scenario has been started. */
const smallNursery = '--max-semi-space-size=16'
const pollMs = 15

/** The sandbox of a data folder as a process of its own. */
export function sandboxHost(options: HostOptions): SandboxHost {
  const folder = sandboxFolder(options.data)
  return {
    inspect: () => inspect(folder),
    async start(request, progress) {
      makeFolder(folder)
      const release = await takeLock(folder.lock)
      try {
        return await launch(options, {...request, folder}, progress)
      } finally {
        await release()
      }
    },
    stop,
    clear: () => clearFolder(folder),
    forget: () => removed(folder.journal),
    capabilities: async () => JSON.parse(await ask(options, ['--capabilities'])),
    scenarios: async () => JSON.parse(await ask(options, ['--scenarios'])),
    workingFiles: (record) => workingFiles(options, record),
  }
}

async function inspect(folder: SandboxFolder): Promise<SandboxState> {
  const record = await readRecord(folder)
  if (!record) return {state: 'stopped'}
  const isAlive = (await processStart(record.pid)) === record.processStart
  return {state: isAlive ? 'running' : 'crashed', record}
}

function childEnv({env, cache}: HostOptions): Record<string, string> {
  const kept = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {...Object.fromEntries(kept), NODE_COMPILE_CACHE: join(cache, 'compile')}
}

async function launch(
  options: HostOptions,
  order: ServeOrder,
  progress: (step: string) => void,
): Promise<SandboxRecord> {
  options.signal.throwIfAborted()
  const log = openSync(order.folder.log, 'w', 0o600)
  const child = spawn(process.execPath, [smallNursery, options.entry, JSON.stringify(order)], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: childEnv(options),
  })
  closeSync(log)
  try {
    const record = await untilReady(child, options.signal, progress, order)
    child.send(keepRunning)
    return record
  } catch (error) {
    child.kill('SIGKILL')
    await clearFolder(order.folder)
    throw error
  } finally {
    child.removeAllListeners()
    if (child.connected) child.disconnect()
    child.unref()
  }
}

function untilReady(
  child: ChildProcess,
  signal: AbortSignal,
  progress: (step: string) => void,
  order: ServeOrder,
): Promise<SandboxRecord> {
  return new Promise((resolve, reject) => {
    const abort = (): void =>
      reject(signal.reason instanceof Error ? signal.reason : new OmeError('cancelled', 'cancelled'))
    signal.addEventListener('abort', abort, {once: true})
    child.on('error', (error) =>
      reject(new OmeError('failed', `the sandbox process cannot be started: ${error.message}`)),
    )
    child.on('exit', (code, name) => {
      lastWords(order.folder.log).then((lines) => {
        const forget = order.journal ? ['begin anew and forget the journal: ome sandbox reset'] : []
        const hints = [...lines, `its log is ${order.folder.log}`, ...forget]
        reject(
          new OmeError('failed', `the sandbox process ended while starting (${name ?? `exit code ${code}`})`, hints),
        )
      }, reject)
    })
    child.on('message', (message: ServeMessage) => {
      if (message.type === 'progress') progress(message.step)
      else if (message.type === 'ready') resolve(message.record)
      else reject(refusal(message, order))
    })
  })
}

function refusal(message: Extract<ServeMessage, {type: 'refused'}>, {port}: ServeOrder): OmeError {
  if (message.reason === 'port') {
    return new OmeError('conflict', `port ${port} of 127.0.0.1 is taken`, [
      'choose another one, or 0 for any free one: ome sandbox up --port 0',
    ])
  }
  if (message.reason === 'scenario')
    return new OmeError('not-found', message.message, ['list them: ome sandbox scenarios'])
  if (message.reason === 'snapshot')
    return new OmeError('failed', message.message, [
      'go on with what it keeps: ome sandbox up --journal',
      'forget it: ome sandbox reset',
    ])
  return new OmeError('failed', message.message)
}

/** What a process said before it ended: its error without the trace, or else its last lines. */
async function lastWords(log: string): Promise<string[]> {
  const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  const error = lines.findLast((line) => /^(Uncaught )?[A-Z]\w*(Error|Exception)\b/.test(line))
  return error === undefined ? lines.slice(-3) : [error]
}

async function removed(path: string): Promise<boolean> {
  try {
    await rm(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function stop(record: SandboxRecord): Promise<void> {
  const isAlive = async (): Promise<boolean> => (await processStart(record.pid)) === record.processStart
  if (!(await isAlive())) return
  process.kill(record.pid, 'SIGTERM')
  for (let waited = 0; waited < stopMs; waited += pollMs) {
    if (!(await isAlive())) return
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  if (await isAlive()) process.kill(record.pid, 'SIGKILL')
}

/** What the server's file prints for these words. */
function ask(options: HostOptions, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [options.entry, ...words], {env: childEnv(options)}, (error, out) => {
      if (error) reject(new OmeError('failed', `the scenarios cannot be read: ${error.message}`))
      else resolve(out)
    })
  })
}

async function workingFiles(options: HostOptions, record: SandboxRecord): Promise<WorkingFile[]> {
  const [files, kubeconfig] = await Promise.all([
    ask(options, ['--files', record.scenario]),
    readFile(record.kubeconfig, 'utf8'),
  ])
  const contents: Record<string, string | {base64: string}> = JSON.parse(files)
  return [
    ...Object.entries(contents).map(([path, content]) =>
      typeof content === 'string' ? {path, text: content} : {path, text: content.base64, isBase64: true},
    ),
    {path: 'home/.kube/config', text: kubeconfig, isPrivate: true},
    {path: 'home/.zsh/completions/.keep', text: ''},
  ]
}
