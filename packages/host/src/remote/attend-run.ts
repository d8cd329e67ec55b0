import type {Context} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {plain} from '@ome/sdk/text'
import {settleEnding} from '../foreign/ending.ts'
import {type ResultFormat, writeDocument} from '../foreign/result.ts'
import {isHangUp} from '../launch/signals.ts'
import {type Ended, followLog, followRun, type Join, type Run} from './follow-run.ts'
import {feedInput, joinTerminal} from './join-terminal.ts'
import {placeWords} from './place-words.ts'
import {jobs, keepSeconds} from './run-job.ts'

export interface Attendance {
  /** The command's words. */
  readonly what: string
  readonly format: ResultFormat
  /** What is piped in is fed to the program. */
  readonly input: boolean
  readonly terminal: boolean
  /** Makes the Job; absent for one that was begun elsewhere. */
  readonly begin?: () => Promise<unknown>
}

/**
 * Follows a run to its end, prints what it says and its result, removes it and ends as it ended. Ctrl-C removes a run
 * that begins here as well, and a second one leaves it and names it; a lost connection leaves it. A run that was begun
 * elsewhere is only removed after its end.
 */
export async function attendRun(run: Run, context: Context, attendance: Attendance): Promise<void> {
  const {what, format, begin} = attendance
  const follow = (): Promise<Ended | undefined> => followRun(run, joinOf(run, context, attendance))
  const ended = await (begin ? owning(run, context, begin, follow) : visiting(run, context, follow))
  if (ended === undefined) return
  const {code, message = ''} = ended
  if (format.isDocument && (code === 0 || message !== '')) writeDocument(message, format, context.io, what)
  settleEnding({
    what,
    code,
    isDocument: format.isDocument,
    hasSpoken: true,
    complaint: {hints: []},
    reason: ended.reason === 'OOMKilled' ? `${what} ran out of memory` : undefined,
  })
}

type Follow = () => Promise<Ended | undefined>

/** Begins the run and removes it when it has ended, whichever way, unless the person left it or was cut off. */
async function owning(run: Run, context: Context, begin: () => Promise<unknown>, follow: Follow) {
  const {io, signal} = context
  let hasBegun = false
  const isCutOff = (error: unknown): boolean =>
    hasBegun && (isHangUp(signal) || (isOmeError(error) && error.kind === 'unreachable'))
  const leave = (): void => sayItGoesOn(run, context, 'join it again', 'attach')
  const warn = (): void => {
    if (!isHangUp(signal)) io.err(`removing job/${run.name}; Ctrl-C again leaves it\n`)
  }
  // A second Ctrl-C ends the process at once; this is its last word.
  process.once('exit', leave)
  signal.addEventListener('abort', warn, {once: true})
  try {
    await begin()
    hasBegun = true
    const ended = await follow()
    if (ended === undefined) leave()
    else await removeRun(run, io)
    return ended
  } catch (error) {
    if (isCutOff(error)) leave()
    else await removeRun(run, io)
    throw error
  } finally {
    signal.removeEventListener('abort', warn)
    process.off('exit', leave)
  }
}

/** Removes a run that was begun elsewhere when it has ended. Ctrl-C ends the visit. */
async function visiting(run: Run, context: Context, follow: Follow) {
  const leave = (): void => sayItGoesOn(run, context, 'stop and remove it', 'cancel')
  try {
    const ended = await follow()
    if (ended === undefined) leave()
    else await removeRun(run, context.io)
    return ended
  } catch (error) {
    if (context.signal.aborted) leave()
    throw error
  }
}

/** A terminal's cursor stands behind what the program wrote last. */
const sayItGoesOn = (run: Run, {io, bin}: Context, what: string, command: 'attach' | 'cancel'): void =>
  io.err(
    `${io.canPrompt ? '\n' : ''}job/${run.name} goes on\nhint: ${what}: ${bin} command runs ${command} ${run.name} ${placeWords(run)}\n`,
  )

/** Removes a run and its pod. What cannot be removed is left to the cluster, with a warning. */
export async function removeRun({kube, namespace, name}: Run, io: Context['io']): Promise<void> {
  try {
    await kube.delete(jobs, name, {namespace, propagation: 'Background'})
  } catch (error) {
    if (!isOmeError(error)) throw error
    if (error.kind === 'not-found') return
    const keep = `the cluster removes it ${keepSeconds / 60} minutes after its end`
    io.err(`warning: job/${name} was not removed, ${keep}: ${plain(error.message)}\n`)
  }
}

function joinOf(run: Run, {io}: Context, {format, input, terminal}: Attendance): Join {
  if (terminal) return (pod) => joinTerminal(run, pod, io)
  const print = (line: string): void => (format.isDocument ? io.err(`${plain(line)}\n`) : io.out(`${plain(line)}\n`))
  return async (pod) => {
    const done = new AbortController()
    const fed = input
      ? feedInput({...run, signal: AbortSignal.any([run.signal, done.signal])}, pod, io)
      : Promise.resolve()
    await Promise.all([fed, followLog(run, pod, print).finally(() => done.abort())])
    return 'ended'
  }
}
