import type {Context} from './context.ts'
import {type ErrorKind, isOmeError, OmeError} from './errors.ts'
import type {DryRun, WriteFlags} from './flags.ts'
import {type Format, parseFormat} from './format.ts'
import {authored} from './manifest.ts'
import {printDiff} from './object-diff.ts'
import {dataText, documentVersion, print, twins} from './output.ts'
import type {ChangeResult, Plan} from './plan.ts'
import {applyPlan} from './plan-apply.ts'
import {diffPlan} from './plan-diff.ts'
import {noteLines, objectLabel, planLines, resultLine} from './plan-text.ts'
import {confirm} from './prompt.ts'
import {shownFields} from './secret-values.ts'
import {plain, redact} from './text.ts'
import {dumpYamlDocuments} from './yaml-dump.ts'

/** What became of a plan. `applied` is false for dry runs and diffs. */
export interface PlanOutcome {
  readonly applied: boolean
  readonly results: readonly ChangeResult[]
}

/**
 * The one way a plan reaches the cluster: shows it, asks when it must be asked, applies it and prints one line per
 * object; or prints the difference, or a dry run. Throws when a change failed (after all were tried), `cancelled` when
 * the person said no, and `usage` when a yes is needed and nobody can be asked; in the last two cases nothing was done.
 */
export async function runPlan(plan: Plan, flags: WriteFlags, context: Context): Promise<PlanOutcome> {
  const format = parseFormat(flags.output)
  const isText = format.type === 'human' || format.type === 'wide'
  const dryRun = flags['dry-run'] ?? 'none'
  if (flags.diff && isText) return await showDiff(plan, context)
  const mode: DryRun = flags.diff && dryRun === 'none' ? 'server' : dryRun
  if (mode !== 'client' && plan.changes.some(({write}) => write !== undefined)) {
    await context.kube()
    await context.mayWrite?.()
  }
  if (mode === 'none') await askFirst(plan, flags, context)
  else if (isText)
    print(
      context.io,
      noteLines(onOutput(plan, context)).map((line) => twins(context.io, line)),
    )

  const {io, signal} = context
  const show = (result: ChangeResult): void => {
    if (isText && result.outcome !== 'failed')
      print(io, [twins(io, resultLine(result, mode)), ...dryRunFields(plan, result, mode, context)])
  }
  const kube = mode === 'client' ? undefined : await context.kube()
  const results = await applyPlan(plan, kube, {dryRun: mode, signal, onResult: show})

  const outcome = {applied: mode === 'none', results}
  if (!isText) printOutcome(onOutput(plan, context), outcome, mode, format, context)
  failIfAny(results, context)
  return outcome
}

function dryRunFields(plan: Plan, {change}: ChangeResult, mode: DryRun, {io}: Context): string[] {
  if (mode === 'none') return []
  const [, ...lines] = planLines({...plan, notes: [], changes: [change]}, io)
  return [...(change.reason ? [`  ${plain(change.reason)}`] : []), ...lines.map((line) => `  ${line.trim()}`)]
}

/** Commands in notes in the words of the name that was called: what goes to stderr gets them by itself. */
function onOutput(plan: Plan, {io, bin}: Context): Plan {
  const {say} = io
  if (say === undefined || plan.notes === undefined) return plan
  return {...plan, notes: plan.notes.map((note) => (note.includes(`${bin} `) ? say(note) : note))}
}

/** D14: a plan that asks needs a yes; one that starts GPU nodes is asked on a terminal only. */
async function askFirst(plan: Plan, flags: WriteFlags, {io, signal}: Context): Promise<void> {
  const changes = plan.changes.some((change) => change.action !== 'unchanged')
  const question = plan.asks ?? (plan.startsNodes && io.canPrompt ? 'Go ahead?' : undefined)
  const shown = question !== undefined && changes ? planLines(plan, io) : noteLines(plan).map((line) => twins(io, line))
  if (shown.length > 0) io.err(`${shown.join('\n')}\n`)
  if (question === undefined || !changes || flags.yes) return
  await confirmOrThrow(question, {io, signal})
}

/** Asks; throws `usage` without a terminal (naming `--yes`) and `cancelled` for a no. */
export async function confirmOrThrow(question: string, {io, signal}: Pick<Context, 'io' | 'signal'>): Promise<void> {
  if (!io.canPrompt) {
    throw new OmeError('usage', `this needs a yes: ${plain(question)}`, ['add --yes to go ahead without being asked'])
  }
  if (!(await confirm(question, {io, signal, instead: '--yes'}))) {
    throw new OmeError('cancelled', 'cancelled, nothing was changed')
  }
}

async function showDiff(plan: Plan, context: Context): Promise<PlanOutcome> {
  const {io, signal} = context
  const lines = await diffPlan(plan, await context.kube(), signal)
  printDiff(io, lines)
  if (lines.length === 0) io.err('no difference\n')
  return {applied: false, results: []}
}

function printOutcome(plan: Plan, {applied, results}: PlanOutcome, mode: DryRun, format: Format, {io}: Context): void {
  if (format.type === 'name') {
    print(
      io,
      plan.changes.map(({object}) => objectLabel(object)),
    )
  } else if (format.type === 'yaml' && mode !== 'none') {
    const objects = results.flatMap(({change, object = change.live?.object}) =>
      object && change.action !== 'delete' ? [authored(object)] : [],
    )
    io.out(dumpYamlDocuments(objects))
  } else {
    io.out(dataText(format, planDocument(plan, applied, results), io))
  }
}

function planDocument(plan: Plan, applied: boolean, results: readonly ChangeResult[]): Record<string, unknown> {
  return {
    apiVersion: documentVersion,
    kind: 'Plan',
    applied,
    ...plan.details,
    notes: plan.notes,
    changes: plan.changes.map(({action, object, reason, fields}) => ({
      action,
      object,
      reason,
      fields: fields && shownFields({object, fields}),
    })),
    results: results.map(({change, outcome, error}) => ({
      object: change.object,
      outcome,
      error: error && {kind: kindOf(error), message: redact(plain(error.message))},
    })),
  }
}

const kindOf = (error: Error): ErrorKind => (isOmeError(error) ? error.kind : 'bug')

function failIfAny(results: readonly ChangeResult[], {io}: Context): void {
  const failed = results.flatMap(({change, error}) => (error ? [{change, error}] : []))
  const [first] = failed
  if (first === undefined) return
  if (results.length === 1) throw first.error
  for (const {change, error} of failed)
    io.err(`error: ${objectLabel(change.object)}: ${redact(plain(error.message))}\n`)
  throw new OmeError('failed', `${failed.length} of ${results.length} changes failed`, [], {cause: first.error})
}
