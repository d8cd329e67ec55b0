import type {Context} from './context.ts'
import {isOmeError, OmeError} from './errors.ts'
import type {FleetFlags, WriteFlags} from './flags.ts'
import {aboutCluster, askFleet, type FleetAnswer, fleetExitCode, fleetMembers, fleetTimeoutMs} from './fleet.ts'
import {errorFace} from './fleet-view.ts'
import {isForPeople, parseFormat} from './format.ts'
import {dataText, documentVersion, twins} from './output.ts'
import type {Plan} from './plan.ts'
import {confirmOrThrow, runPlan} from './plan-run.ts'
import {Exit, inWordsOf} from './runtime.ts'
import {plain} from './text.ts'

type Flags = WriteFlags & FleetFlags & {readonly wait?: boolean | undefined}

/**
 * Carries a plan out in every cluster that `--cluster` names: made in all at once within `--request-timeout` (10 s),
 * asked about once where GPU nodes start, then written in one after the other, so that a cluster that fails keeps no
 * other from its turn. Every part of the output begins with `# context: NAME`; `-o json` is one document with an item per
 * cluster. Ends with the worst exit code. Throws `usage` with `--wait`.
 */
export async function runFleetPlan(
  context: Context,
  flags: Flags,
  plan: (context: Context, cluster: string) => Promise<Plan>,
): Promise<void> {
  if (flags.wait) throw new OmeError('usage', '--wait is about one cluster', ['choose it with --context'])
  const {kubeconfig, cluster = 'all', 'request-timeout': timeoutMs = fleetTimeoutMs} = flags
  const members = await fleetMembers(context, cluster, {kubeconfig, timeoutMs})
  const contexts = new Map(members.map((member) => [member.cluster, member.context]))
  const answers = await askFleet(members, plan, {signal: context.signal, timeoutMs})
  await askOnce(answers, flags, context)
  const isDocument = parseFormat(flags.output).type === 'json'
  const results: FleetAnswer<Written>[] = []
  for (const answer of answers) {
    const own = contexts.get(answer.cluster) ?? context
    const isFirst = results.every((result) => 'error' in result)
    results.push('value' in answer ? await writeOne(own, answer, flags, {isFirst, isDocument}) : answer)
    if (!isDocument) tellError(context, results.at(-1))
  }
  if (isDocument) context.io.out(dataText(parseFormat('json'), documentOf(results), context.io))
  const code = fleetExitCode(results, ({error}) => error?.exitCode ?? 0)
  if (code !== 0) throw new Exit(code)
}

/** What became of one plan: its document of `-o json`, where that is asked for, and why it was not carried out in full. */
interface Written {
  readonly document?: object
  readonly error?: OmeError
}

async function askOnce(answers: readonly FleetAnswer<Plan>[], flags: Flags, context: Context): Promise<void> {
  const starts = answers.filter((answer) => 'value' in answer && answer.value.startsNodes)
  const isDry = flags['dry-run'] !== undefined && flags['dry-run'] !== 'none'
  if (starts.length === 0 || isDry || flags.diff || flags.yes || !context.io.canPrompt) return
  await confirmOrThrow(`Start GPU nodes in ${starts.map(({cluster}) => cluster).join(', ')}?`, context)
}

async function writeOne(
  own: Context,
  {cluster, value: plan}: {readonly cluster: string; readonly value: Plan},
  flags: Flags,
  {isFirst, isDocument}: {readonly isFirst: boolean; readonly isDocument: boolean},
): Promise<FleetAnswer<Written>> {
  const {io, signal} = own
  let text = ''
  const into: Context = isDocument
    ? Object.assign(Object.create(own), {io: Object.create(io, {out: {value: (piece: string) => (text += piece)}})})
    : own
  const head = `# context: ${plain(cluster)}\n`
  if (isForPeople(flags.output) || isDocument) io.err(head)
  else io.out(isFirst ? head : `---\n${head}`)
  if (!isDocument) sayNotesBeside(own, plan, flags)
  const document = () => (text === '' ? {} : {document: JSON.parse(text) as object})
  try {
    await runPlan({...plan, startsNodes: false}, flags, into)
    return {cluster, value: document()}
  } catch (error) {
    if (!isOmeError(error) || signal.aborted) throw error
    return {cluster, value: {...document(), error: aboutCluster(error, cluster)}}
  }
}

/** Of a dry run in another format than that for people the objects alone go to stdout: what explains them is told beside. */
export function sayNotesBeside(
  {io}: Pick<Context, 'io'>,
  {notes = []}: Plan,
  {output, 'dry-run': dryRun}: WriteFlags,
): void {
  if (dryRun === undefined || dryRun === 'none' || isForPeople(output) || output === 'json') return
  io.err(notes.map((line) => `${twins(io, plain(line))}\n`).join(''))
}

function tellError({io, bin}: Context, answer: FleetAnswer<Written> | undefined): void {
  const error = answer && ('error' in answer ? answer.error : answer.value.error)
  if (!answer || !error) return
  io.err(`error: ${plain(answer.cluster)}: ${plain(error.message)}\n`)
  for (const hint of error.hints) io.err(`hint: ${plain(inWordsOf(bin, hint))}\n`)
}

const documentOf = (results: readonly FleetAnswer<Written>[]) => ({
  apiVersion: documentVersion,
  kind: 'PlanList',
  items: results.map((result) => {
    const {document, error} = 'error' in result ? {document: undefined, error: result.error} : result.value
    return {
      cluster: result.cluster,
      ...document,
      ...(error && {error: errorFace(error), exitCode: error.exitCode}),
    }
  }),
})
