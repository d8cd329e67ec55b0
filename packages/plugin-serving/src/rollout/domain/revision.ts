import {isSame} from '../../domain/field-edit.ts'

export type Spec = Readonly<Record<string, unknown>>

/** A spec that a service had, as it was written down when it was made so. */
export interface Revision {
  readonly number: number
  /** When it was written down, ISO 8601. */
  readonly at: string
  /** What made it so, in words: `update spec.model.name`. */
  readonly cause: string
  readonly by?: string
  readonly spec: Spec
  /** Annotations that steer the service as fields do; absent in what was written down before they were. */
  readonly annotations?: Marks
}

export type Marks = Readonly<Record<string, string>>

const steering = ['autoscalerClass', 'metrics', 'targetUtilizationPercentage', 'enable-prometheus-scraping']

/** Of an object's annotations those that belong to its revision. */
export function marksOf(annotations: unknown): Marks {
  const all = isFields(annotations) ? annotations : {}
  const keys = steering.map((key) => `ome.io/${key}`)
  return Object.fromEntries(keys.flatMap((key) => (typeof all[key] === 'string' ? [[key, String(all[key])]] : [])))
}

/** A revision as it is listed. */
export interface HistoryEntry extends Revision {
  readonly model?: string
  readonly runtime?: string
  readonly state: 'current' | 'canary' | 'superseded'
}

/** A change of a service that was carried out. */
export interface Recorded {
  readonly before?: Spec | undefined
  readonly after: Spec
  readonly annotations?: {readonly before: Marks; readonly after: Marks}
  readonly cause: string
  readonly by?: string | undefined
  readonly at: string
}

const kept = 10

/** The revisions with the change at their end; undefined where it changed nothing. */
export function recorded(revisions: readonly Revision[], change: Recorded): readonly Revision[] | undefined {
  const {at, cause, by, annotations} = change
  const last = revisions.at(-1)
  const was = change.before && stateOf(change.before, annotations?.before)
  const is = stateOf(change.after, annotations?.after)
  const known = last && was && isSameState(last, was, withoutEmpty)
  const outside = last ? 'changed without ome' : 'as it was found'
  const added: Omit<Revision, 'number'>[] = [
    ...(was === undefined || known ? [] : [{at, cause: outside, ...was}]),
    {at, cause, ...(by === undefined ? {} : {by}), ...is},
  ]
  const latest = was ?? last
  if (latest !== undefined && isSameState(latest, is, lasting)) added.pop()
  if (added.length === 0) return undefined
  const first = (last?.number ?? 0) + 1
  return [...revisions, ...added.map((each, index) => ({number: first + index, ...each}))].slice(-kept)
}

type State = Pick<Revision, 'spec' | 'annotations'>

const stateOf = (spec: Spec, annotations: Marks | undefined): State => ({
  spec: lasting(spec),
  ...(annotations && {annotations}),
})

/** Annotations that were not written down count as the same. */
const isSameState = (one: State, other: State, read: (spec: Spec) => Spec): boolean =>
  isSame(read(one.spec), read(other.spec)) &&
  (!one.annotations || !other.annotations || isSame(one.annotations, other.annotations))

const restartedAt = 'kubectl.kubernetes.io/restartedAt'
const components = ['engine', 'decoder', 'router', 'predictor']

/** A spec without what only one moment meant: marks of restarts, the share of a canary. */
export function lasting(spec: Spec): Spec {
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [
      key,
      components.includes(key) && isFields(value) ? component(value) : value,
    ]),
  )
}

function component({canaryTrafficPercent: _, annotations, ...rest}: Record<string, unknown>): Spec {
  if (!isFields(annotations)) return rest
  const {[restartedAt]: __, ...others} = annotations
  return Object.keys(others).length > 0 ? {...rest, annotations: others} : rest
}

/** What a change first wrote into leaves an empty map when it is thought away: whether that was there is not known. */
const withoutEmpty = (spec: Spec): Spec =>
  Object.fromEntries(
    Object.entries(spec).flatMap(([key, value]) => {
      if (!isFields(value)) return [[key, value]]
      const inner = withoutEmpty(value)
      return Object.keys(inner).length === 0 ? [] : [[key, inner]]
    }),
  )

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Services of the old kind name both inside their predictor. */
export const namedIn = (spec: Spec, key: 'model' | 'runtime'): string | undefined => {
  const old = fieldOf(fieldOf(spec, 'predictor'), 'model')
  const name = fieldOf(fieldOf(spec, key), 'name') ?? fieldOf(old, key === 'model' ? 'baseModel' : 'runtime')
  return typeof name === 'string' ? name : undefined
}

const fieldOf = (value: unknown, key: string): unknown => (isFields(value) ? value[key] : undefined)
