import type {Context} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {plain} from '@ome/sdk/text'
import {settleEnding} from '../foreign/ending.ts'
import {type ResultFormat, writeDocument} from '../foreign/result.ts'
import {type Ended, followLog, followRun, type Join, type Run} from './follow-run.ts'
import {feedInput, joinTerminal} from './join-terminal.ts'
import {jobs, keepSeconds} from './run-job.ts'

export interface Attendance {
  /** The command's words. */
  readonly what: string
  readonly format: ResultFormat
  /** What is piped in is fed to the program. */
  readonly input: boolean
  readonly terminal: boolean
  /** Makes the Job, where it does not exist yet. */
  readonly begin?: () => Promise<unknown>
}

/**
 * Follows a run to its end, prints what it says and its result, removes it and ends as it ended. Ctrl-C removes it as
 * well; a second one leaves it and names it.
 */
export async function attendRun(run: Run, context: Context, attendance: Attendance): Promise<void> {
  const {what, format, begin} = attendance
  const ended = await removing(run, context, async () => {
    await begin?.()
    return followRun(run, joinOf(run, context, attendance))
  })
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

/** Removes the run when the work has ended, whichever way, unless the person left it. */
async function removing(
  run: Run,
  {io, bin, signal}: Context,
  work: () => Promise<Ended | undefined>,
): Promise<Ended | undefined> {
  // A terminal's cursor stands behind what the program wrote last.
  const leave = (): void =>
    io.err(
      `${io.canPrompt ? '\n' : ''}job/${run.name} goes on\nhint: join it again: ${bin} command runs attach ${run.name} -n ${run.namespace}\n`,
    )
  const warn = (): void => io.err(`removing job/${run.name}; Ctrl-C again leaves it\n`)
  // A second Ctrl-C ends the process at once; this is its last word.
  process.once('exit', leave)
  signal.addEventListener('abort', warn, {once: true})
  try {
    const ended = await work()
    if (ended === undefined) leave()
    else await removeRun(run, io)
    return ended
  } catch (error) {
    await removeRun(run, io)
    throw error
  } finally {
    signal.removeEventListener('abort', warn)
    process.off('exit', leave)
  }
}

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
