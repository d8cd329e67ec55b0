import {isOmeError} from '@ome/sdk/errors'
import type {Running, RunningPod} from '../../domain/running.ts'
import {isLater, type LogLine, levelOf, parseLogLine} from '../domain/log-record.ts'
import {
  blockedRule,
  type LogFinding,
  type LogRule,
  lineRules,
  otherRule,
  podRules,
  type RuleLevel,
} from '../domain/log-rules.ts'
import type {PodLogs} from '../domain/pod-logs.ts'

export interface AnalyzeLogs {
  /** Milliseconds. */
  readonly since: number
  /** Findings of this level and above. */
  readonly level: RuleLevel
  readonly note: (text: string) => void
}

/** What the logs of its pods tell, of this run and the one before, errors before warnings and the latest first. */
export async function analyzeLogs(running: Running, logs: PodLogs, input: AnalyzeLogs): Promise<readonly LogFinding[]> {
  const tally = new Tally(running)
  for (const pod of running.pods) countState(tally, pod)
  const readable = running.pods.filter(({phase, problem}) => phase !== 'Pending' && problem?.state !== 'lost')
  await Promise.all(
    readable.flatMap((pod) => [
      countRun(tally, logs, {running, pod, previous: false}, input),
      ...(pod.restarts > 0 ? [countEndedRun(tally, logs, {running, pod, previous: true}, input)] : []),
    ]),
  )
  const {blocked} = running
  const nothing = blocked && running.pods.length === 0 ? [blockedFinding(running.name, blocked)] : []
  return [...nothing, ...tally.findings()].filter(({level}) => input.level === 'warning' || level === 'error')
}

/** Without a pod there is no log, and what keeps pods from coming is all there is to tell. */
const blockedFinding = (pod: string, {says, next}: NonNullable<Running['blocked']>): LogFinding => ({
  rule: blockedRule(says).name,
  level: 'error',
  count: 1,
  pod,
  example: says.slice(0, longestExample),
  fix: next,
})

interface Run {
  readonly running: Running
  readonly pod: RunningPod
  readonly previous: boolean
}

/** Where no rule knows why the run before ended, its last words are all there is. */
async function countEndedRun(tally: Tally, logs: PodLogs, run: Run, input: AnalyzeLogs): Promise<void> {
  const {pod} = run
  const last = await countRun(tally, logs, run, input)
  const isKnown = pod.problem?.outOfMemory || tally.hasError(pod.name)
  if (last && pod.problem?.state === 'failing' && !isKnown) tally.count(podRules.ended, last)
}

/** The last line that says something; undefined where nothing could be read. */
async function countRun(
  tally: Tally,
  logs: PodLogs,
  {running, pod, previous}: Run,
  {since, note}: AnalyzeLogs,
): Promise<LogLine | undefined> {
  let last: LogLine | undefined
  try {
    for await (const text of logs.read(running.namespace, pod, {follow: false, previous, since})) {
      const line = parseLogLine(pod.name, text)
      countLine(tally, line)
      if (line.text.trim() !== '') last = line
    }
  } catch (error) {
    // A pod may go while it is read, and the log of its run before may be gone by now.
    if (!isOmeError(error) || !['not-found', 'failed'].includes(error.kind)) throw error
    if (!previous) note(`the log of pod ${pod.name} was not read: ${error.message}`)
  }
  return last
}

function countLine(tally: Tally, line: LogLine): void {
  const known = lineRules.find(({pattern}) => pattern?.test(line.text))
  const level = levelOf(line.text)
  if (known) tally.count(known, line)
  else if (level === 'error' || level === 'warning') tally.count(otherRule(level), line)
}

const pulls = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'])

function countState(tally: Tally, {name, problem}: RunningPod): void {
  if (problem === undefined) return
  const text = [problem.reason, problem.message].filter(Boolean).join(': ')
  if (problem.outOfMemory) tally.count(podRules.killed, {pod: name, at: '', text})
  if (pulls.has(problem.reason)) tally.count(podRules.pull, {pod: name, at: '', text})
}

const longestExample = 200

/** Counts lines by rule; of each the latest is the example. */
class Tally {
  private readonly found = new Map<string, {readonly rule: LogRule; count: number; latest: LogLine}>()
  private readonly running: Running

  constructor(running: Running) {
    this.running = running
  }

  count(rule: LogRule, line: LogLine): void {
    const known = this.found.get(rule.name)
    if (!known) this.found.set(rule.name, {rule, count: 1, latest: line})
    else {
      known.count += 1
      if (isLater(line.at, known.latest.at)) known.latest = line
    }
  }

  /** Whether a line of this pod, or its state, told an error that a rule knows. */
  hasError(pod: string): boolean {
    return [...this.found.values()].some(({rule, latest}) => rule.level === 'error' && latest.pod === pod)
  }

  findings(): readonly LogFinding[] {
    const all = [...this.found.values()].map(
      ({rule, count, latest}): LogFinding => ({
        rule: rule.name,
        level: rule.level,
        count,
        ...(latest.at !== '' && {last: latest.at}),
        pod: latest.pod,
        example: latest.text.trim().slice(0, longestExample),
        fix: rule.fix(this.running),
      }),
    )
    return all.sort(
      (left, right) =>
        Number(left.level === 'warning') - Number(right.level === 'warning') ||
        (isLater(right.last ?? '', left.last ?? '') ? 1 : -1),
    )
  }
}
