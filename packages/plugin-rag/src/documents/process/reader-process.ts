import {type ChildProcess, fork} from 'node:child_process'
import {realpathSync} from 'node:fs'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import type {RichReader, RichText} from '../domain/rich-reader.ts'

const isBundle = typeof __dirname === 'string'
const entry = isBundle ? join(__dirname, 'reader.cjs') : join(import.meta.dirname, '../../reader.ts')
/** All it may read: itself, and from sources the libraries it is put together from. */
const folder = isBundle ? __dirname : join(import.meta.dirname, '../../../../..')
const usual: ReaderLimits = {timeMs: 60_000, memoryMiB: 768}
const longestStartMs = 30_000

export interface ReaderLimits {
  /** For one document. */
  readonly timeMs: number
  /** For the whole process, of which some 130 are its own. */
  readonly memoryMiB: number
}

interface Running {
  readonly child: ChildProcess
  readonly isReady: Promise<void>
}

/**
 * A reader in a process that starts with the first document and is started anew after one that it did not survive. It
 * may write no files and start no programs.
 */
export function readerProcess(limits = usual): RichReader {
  let running: Running | undefined
  let id = 0
  const stop = (): void => {
    running?.child.kill('SIGKILL')
    running = undefined
  }
  return {
    async read(type, bytes, mostCharacters) {
      // It may have died while nobody asked it anything.
      if (running && (running.child.exitCode ?? running.child.signalCode) !== null) running = undefined
      running ??= start(limits)
      const {child, isReady} = running
      await isReady
      id++
      const answer = answerOf(child, id, limits)
      child.send({id, type, bytes, mostCharacters})
      const result = await answer
      if (result.isOver) stop()
      return result.said
    },
    close: stop,
  }
}

function start({memoryMiB}: ReaderLimits): Running {
  const child = fork(entry, [String(memoryMiB)], {
    execArgv: [
      '--permission',
      `--allow-fs-read=${folder}`,
      // The folder may be reached through a link, and both names are asked for.
      `--allow-fs-read=${realpathSync(folder)}`,
      '--allow-worker',
      `--max-old-space-size=${memoryMiB}`,
      '--no-warnings',
    ],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const {promise, resolve, reject} = Promise.withResolvers<void>()
  const late = setTimeout(() => reject(noStart('it takes too long')), longestStartMs)
  child.once('message', () => resolve())
  child.on('error', (error) => reject(noStart(error.message)))
  child.once('exit', (code, signal) => reject(noStart(`it ended with ${signal ?? code}`)))
  const isReady = promise.finally(() => clearTimeout(late))
  return {child, isReady}
}

const noStart = (why: string): OmeError =>
  new OmeError('failed', `the program that reads PDF, DOCX and HTML does not start: ${why}`)

interface Said {
  readonly said: RichText
  /** The process is of no more use. */
  readonly isOver: boolean
}

function answerOf(child: ChildProcess, id: number, {timeMs, memoryMiB}: ReaderLimits): Promise<Said> {
  const {promise, resolve} = Promise.withResolvers<Said>()
  const over = (fault: string): void => resolve({said: {fault}, isOver: true})
  const onMessage = (message: {id?: number; text?: string; fault?: string}): void => {
    if (message.id !== id) return
    const {text, fault = 'it cannot be read'} = message
    resolve({said: text === undefined ? {fault} : {text}, isOver: false})
  }
  const onExit = (): void => over(`reading it needs more than ${memoryMiB} MiB`)
  const late = setTimeout(() => over(`it is not read within ${timeMs / 1000} s`), timeMs)
  child.on('message', onMessage)
  child.once('exit', onExit)
  return promise.finally(() => {
    clearTimeout(late)
    child.off('message', onMessage)
    child.off('exit', onExit)
  })
}
