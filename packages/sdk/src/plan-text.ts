import type {Io} from './context.ts'
import {twins} from './output.ts'
import type {Change, ChangeResult, FieldChange, ObjectName, Plan} from './plan.ts'
import {shownFields} from './secret-values.ts'
import {paintOf} from './style.ts'
import {oneLine, plain} from './text.ts'
import type {Tone} from './view.ts'

const tones: Readonly<Partial<Record<Change['action'], Tone>>> = {
  create: 'good',
  delete: 'bad',
  stop: 'warn',
  restart: 'warn',
}

/** `deployment/web`. */
export const objectLabel = ({kind, name}: ObjectName): string => oneLine(`${kind.toLowerCase()}/${name}`)

/** The lines of a plan for people: its notes, then each change with reason and fields. */
export function planLines(plan: Plan, io: Io): string[] {
  const paint = paintOf(io)
  const width = Math.max(0, ...plan.changes.map(({action}) => action.length))
  const changes = plan.changes.flatMap(({action, object, reason, fields}) => [
    `${paint.tone(action.padEnd(width), tones[action])}  ${objectLabel(object)}${reason ? `  ${oneLine(reason)}` : ''}`,
    ...shownFields({object, ...(fields && {fields})}).map((field) => `${' '.repeat(width + 2)}  ${fieldLine(field)}`),
  ])
  return [...noteLines(plan), ...changes].map((line) => twins(io, line))
}

/** The lines that explain a plan. */
export const noteLines = (plan: Plan): string[] => (plan.notes ?? []).flatMap((note) => plain(note).split('\n'))

function fieldLine({path, from, to}: FieldChange): string {
  return `${oneLine(path)}: ${arrow(from, to)}`
}

const arrow = (from: unknown, to: unknown): string => `${valueText(from)} → ${valueText(to)}`

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '<none>'
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value))
}

const outcomes: Readonly<Record<Change['action'], ChangeResult['outcome']>> = {
  create: 'created',
  update: 'configured',
  delete: 'deleted',
  scale: 'scaled',
  start: 'started',
  stop: 'stopped',
  restart: 'restarted',
  unchanged: 'unchanged',
}

/** What a change that worked is called. */
export const outcomeOf = ({action}: Change): ChangeResult['outcome'] => outcomes[action]

/** `deployment/web scaled (1 → 3)`, with kubectl's suffix for dry runs. */
export function resultLine({change, outcome}: ChangeResult, dryRun: 'none' | 'client' | 'server'): string {
  const suffix = {none: '', client: ' (dry run)', server: ' (server dry run)'}[dryRun]
  return `${objectLabel(change.object)} ${outcome}${valuesText(change)}${suffix}`
}

const mostShown = 3

/** Actions that say by themselves what happened. */
const wordless = new Set<Change['action']>(['create', 'delete', 'start', 'restart'])

function valuesText(change: Change): string {
  const {action, summary} = change
  if (summary !== undefined) return ` (${oneLine(summary)})`
  const fields = shownFields(change)
  const [first] = fields
  if (first === undefined || wordless.has(action)) return ''
  if (fields.length === 1 && action === 'scale') return ` (${arrow(first.from, first.to)})`
  if (fields.length > mostShown) return ` (${fields.length} fields)`
  return ` (${fields.map(({path, from, to}) => `${lastPart(path)} ${arrow(from, to)}`).join(', ')})`
}

/** The last key of a path; a key with dots stands in brackets and quotes. */
const lastPart = (path: string): string =>
  oneLine(/\["([^"]*)"\]$/.exec(path)?.[1] ?? path.slice(path.lastIndexOf('.') + 1))
