import {type ErrorKind, exitCodes, OmeError} from '@ome/sdk/errors'
import {tryBounds} from '../domain/bounds.ts'
import type {Commands, Digest, RunOutcome} from '../domain/ports.ts'
import type {AssistantPlan, PlannedStep, Step, ToldChange} from '../domain/step.ts'

/** What a step does, by its dry run. Throws what the command says when it refuses. */
export async function planStep(
  commands: Commands,
  digest: Digest,
  step: Step,
  connection: readonly string[],
): Promise<PlannedStep> {
  const {call, effect, line, words, offer} = step
  const flags = new Set(offer.definition.flags.map(({name}) => name))
  const base = {command: call.command, input: call.input, line, effect}
  if (!flags.has('dry-run') || !flags.has('output'))
    return {...base, tried: false, reasons: [], changes: [], digest: digest(line)}
  const outcome = await commands.capture([...words, ...connection, '--dry-run', '--output', 'json'], tryBounds)
  if (outcome.code !== 0) throw refusalOf(line, outcome)
  const {notes, changes, usdPerHour} = readPlan(outcome.out)
  return {
    ...base,
    tried: true,
    reasons: notes,
    changes,
    ...(usdPerHour !== undefined && {usdPerHour}),
    digest: digest(canonical({line, changes: changes.map(timeless)})),
  }
}

/** A change without the moment of its dry run, which is another one each time; times of the person are in the line. */
const timeless = ({fields, ...change}: ToldChange): ToldChange => ({
  ...change,
  ...(fields && {fields: fields.map(({to, ...field}) => ({...field, to: isMoment(to) ? 'the time' : to}))}),
})

const isMoment = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value)

/** The document of a dry run; a command that prints another one tells no changes. */
function readPlan(text: string): Pick<PlannedStep, 'changes' | 'usdPerHour'> & {readonly notes: readonly string[]} {
  const document = parsed(text)
  const {notes, changes, ...prices} = typeof document === 'object' && document !== null ? document : {}
  const usdPerHour = prices.usdPerHourAfter ?? prices.usdPerHour
  return {
    ...(typeof usdPerHour === 'number' && Number.isFinite(usdPerHour) && {usdPerHour}),
    notes: Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [],
    changes: Array.isArray(changes) ? changes.filter(isChange) : [],
  }
}

interface Told {
  readonly notes?: unknown
  readonly changes?: unknown
  readonly usdPerHour?: unknown
  /** Of a change: what it is before and after. */
  readonly usdPerHourAfter?: unknown
  readonly error?: {readonly kind?: unknown; readonly message?: unknown; readonly hints?: unknown}
}

function parsed(text: string): Told | undefined {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const isChange = (value: unknown): value is ToldChange =>
  typeof value === 'object' && value !== null && 'action' in value && 'object' in value

/** The error of a command, as its own document on stderr tells it. */
export function refusalOf(line: string, {code, err}: Pick<RunOutcome, 'code' | 'err'>): OmeError {
  const start = err.indexOf('{')
  const error = start === -1 ? undefined : parsed(err.slice(start))?.error
  const hints = Array.isArray(error?.hints) ? error.hints.map(String) : []
  const said = typeof error?.message === 'string' ? error.message : err.trim().split('\n').at(-1)
  const message = `${line}: ${said || `ended with ${code}`}`
  return new OmeError(kindOf(code), message, hints.length > 0 ? hints : [`see it whole: ${line}`])
}

function kindOf(code: number): ErrorKind {
  const kinds = Object.entries(exitCodes) as [ErrorKind, number][]
  return kinds.find(([, each]) => each === code)?.[0] ?? 'failed'
}

/** Text of a value with its keys in order: equal values have equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}

export type PlanHead = Omit<AssistantPlan, 'id' | 'digest'>

/** A plan with its digest over everything that is run, where, and when it was made. */
export function sealed(head: PlanHead, digest: Digest): AssistantPlan {
  const {steps, context, namespace, createdAt} = head
  const whole = digest(canonical({steps, context, namespace, createdAt}))
  return {id: whole.slice(0, 12), ...head, digest: whole}
}
