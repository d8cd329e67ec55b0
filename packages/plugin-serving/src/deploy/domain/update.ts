import type {WantedFields} from '@ome/inference-model/deploy/mode'
import type {ExistingService} from '@ome/inference-model/deploy/request'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {editsTo, type FieldEdit, fieldKeys} from '../../domain/field-edit.ts'
import {type Variables, variableEdits} from './deployment.ts'
import type {Pace} from './dialect.ts'

/** What `update` changes; absent fields stay. */
export interface UpdateRequest {
  readonly model?: string | undefined
  readonly runtime?: string | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly env: Variables
  /** Values by their path in the object. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly rollout?: Pace | undefined
  /** Change to a model that no node has yet. */
  readonly waitModel: boolean
}

/** `--set` in its short forms: replicas, min, max, model, runtime, env.X; everything else is a path of the object. */
export function parseSet(
  typed: readonly string[],
): Pick<UpdateRequest, 'model' | 'runtime' | 'min' | 'max' | 'env' | 'fields'> {
  const pairs = typed.map((pair) => {
    const at = pair.indexOf('=')
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)] as const
    throw new OmeError('usage', `--set "${pair}" is not of the form FIELD=VALUE`, [setHint])
  })
  const named = new Map(pairs.filter(([key]) => shortForms.has(key)))
  const replicas = count(named, 'replicas')
  return {
    model: named.get('model'),
    runtime: named.get('runtime'),
    min: count(named, 'min') ?? replicas,
    max: count(named, 'max') ?? replicas,
    env: Object.fromEntries(
      pairs
        .filter(([key]) => key.startsWith('env.'))
        .map(([key, value]) => [variableName(key), value === 'null' ? null : value]),
    ),
    fields: Object.fromEntries(
      pairs
        .filter(([key]) => !shortForms.has(key) && !key.startsWith('env.'))
        .map(([key, value]) => [pathOf(key), parsedValue(value)]),
    ),
  }
}

const shortForms = new Set(['replicas', 'min', 'max', 'model', 'runtime'])
const setHint =
  'replicas, min, max, model, runtime, env.NAME, or a path such as spec.engine.maxReplicas; =null removes a field'

function count(named: ReadonlyMap<string, string>, key: string): number | undefined {
  const typed = named.get(key)
  if (typed === undefined) return undefined
  if (/^\d{1,6}$/.test(typed)) return Number(typed)
  throw new OmeError('usage', `--set ${key}="${typed}" is not a whole number`)
}

/** Without a name, or with a character that no variable has, OME could never make the engine's pods anew. */
function variableName(key: string): string {
  const name = key.slice('env.'.length)
  if (/^[\x21-\x7e]+$/.test(name)) return name
  throw new OmeError('usage', `--set ${JSON.stringify(key)} does not name a variable`, [
    'for example env.LOG_LEVEL=debug',
  ])
}

/** Names, status and what only the server writes are not for changing. */
function pathOf(key: string): string {
  const step = /^(spec|metadata\.(labels|annotations))(\.[\w/-]+|\["[^"]+"\]|\['[^']+'\])+$/
  if (step.test(key)) return key
  throw new OmeError('usage', `--set "${key}" is no field that can be set`, [setHint])
}

/** What the server says of a field that `--set` made up, in the words of who typed it; undefined for other errors. */
export function unknownField(error: unknown, fields: UpdateRequest['fields']): OmeError | undefined {
  const paths = Object.keys(fields)
  if (!isOmeError(error) || paths.length === 0) return undefined
  const [, unknown] = /strict decoding error:.*?unknown field "([^"]+)"/.exec(error.message) ?? []
  if (unknown === undefined) return undefined
  const typed = paths.find((path) => path.startsWith(unknown)) ?? paths[0]
  const parent = unknown.split('.').slice(0, -1).join('.')
  return new OmeError(
    'usage',
    `--set ${typed}: a service has no field ${unknown}`,
    [`see what it has there: kubectl explain inferenceservices.${parent}`, setHint],
    {cause: error},
  )
}

function parsedValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // What is no JSON is a text, as people type it.
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/** The edits of one service; what is as asked already is none. */
export function updateEdits(
  existing: ExistingService,
  request: UpdateRequest,
  chosen: {
    readonly model?: {readonly name: string; readonly kind: string} | undefined
    readonly runtime?: {readonly name: string; readonly kind: string} | undefined
  },
  pace: WantedFields = [],
): readonly FieldEdit[] {
  const {min, max, env, fields} = request
  const wanted: WantedFields = [
    ...(chosen.model
      ? ([
          [['spec', 'model', 'name'], chosen.model.name],
          [['spec', 'model', 'kind'], chosen.model.kind],
        ] as const)
      : []),
    ...(chosen.runtime
      ? ([
          [['spec', 'runtime', 'name'], chosen.runtime.name],
          [['spec', 'runtime', 'kind'], chosen.runtime.kind],
        ] as const)
      : []),
    ...(min === undefined ? [] : ([[['spec', 'engine', 'minReplicas'], min]] as const)),
    ...(max === undefined ? [] : ([[['spec', 'engine', 'maxReplicas'], max]] as const)),
    ...(Object.keys(env).length === 0 ? [] : variableEdits(existing, env)),
    ...pace,
    ...Object.entries(fields).map(([path, value]) => [keysOf(path), value] as const),
  ]
  return editsTo(existing, wanted)
}

/** Keys of labels and annotations hold dots; elsewhere such a key stands in brackets. */
function keysOf(path: string): readonly string[] {
  const [, head, rest] = /^(metadata\.(?:labels|annotations))\.(.+)$/.exec(path) ?? []
  return head === undefined || rest === undefined ? fieldKeys(path) : [...head.split('.'), rest]
}

/** A service of the old kind has its engine in `spec.predictor`: beside that an engine of its own would be another one. */
export function refusePredictor(
  existing: ExistingService,
  {min, max, model, runtime, env, rollout}: UpdateRequest,
): void {
  const touches = [min, max, model, runtime, rollout].some((each) => each !== undefined) || Object.keys(env).length > 0
  if (touches) demandEngine(existing)
}

/** Throws where the engine stands in `spec.predictor`. */
export function demandEngine(existing: ExistingService): void {
  if (existing.field(['spec', 'engine']) !== undefined || !existing.field(['spec', 'predictor'])) return
  const where = `service ${existing.field(['metadata', 'name'])} -n ${existing.field(['metadata', 'namespace'])}`
  throw new OmeError('failed', 'it is written the old way: spec.predictor stands where spec.engine shall', [
    `change how many run: ome scale ${where} --replicas 2`,
    `set a field as it is written: ome update ${where} --set spec.predictor.FIELD=VALUE`,
    `rename predictor to engine, and apply it: ome get ${where} -o yaml`,
  ])
}

/** Bounds that contradict each other, or what is there. */
export function checkBounds(existing: ExistingService, {min, max}: UpdateRequest): void {
  const boundOf = (key: string): number | undefined => {
    const value = existing.field(['spec', 'engine', key])
    return typeof value === 'number' ? value : undefined
  }
  const lower = min ?? boundOf('minReplicas') ?? 1
  const upper = max ?? boundOf('maxReplicas') ?? lower
  if (min === 0)
    throw new OmeError('usage', 'min=0 would switch the service to serverless mode', [
      `stop it: ome scale service ${existing.field(['metadata', 'name'])} -n ${existing.field(['metadata', 'namespace'])} --replicas 0`,
    ])
  if (lower > upper)
    throw new OmeError('usage', `the least number of replicas, ${lower}, is more than the greatest, ${upper}`)
}
