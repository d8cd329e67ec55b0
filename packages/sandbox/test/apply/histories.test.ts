import assert from 'node:assert/strict'
import {asObject, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import fc from 'fast-check'
import {mergePatch} from '../../src/server/patch/merge-patch.ts'
import * as model from './model.ts'
import {anyOf} from './shape.ts'
import {type Sample, samples} from './shapes.ts'
import {StoredObject} from './stored-object.ts'

const runs = Number(process.env['OME_TEST_RUNS'] ?? 150)
const seed = process.env['OME_TEST_SEED']

const managers = ['one', 'two', 'three', 'four'] as const
type Step =
  | {readonly do: 'apply'; readonly manager: string; readonly body: JsonObject; readonly force: boolean}
  | {readonly do: 'give up'; readonly manager: string; readonly keep: number; readonly force: boolean}
  | {readonly do: 'update'; readonly manager: string; readonly body: JsonObject}
  | {readonly do: 'merge'; readonly manager: string; readonly body: JsonObject; readonly nulls: number}

const steps = ({shape}: Sample): fc.Arbitrary<Step[]> => {
  const manager = fc.constantFrom(...managers)
  const body = anyOf(shape) as fc.Arbitrary<JsonObject>
  const bits = fc.nat({max: 2 ** 20})
  return fc.array(
    fc.oneof(
      {weight: 5, arbitrary: fc.record({do: fc.constant('apply' as const), manager, body, force: fc.boolean()})},
      {
        weight: 2,
        arbitrary: fc.record({do: fc.constant('give up' as const), manager, keep: bits, force: fc.boolean()}),
      },
      {weight: 2, arbitrary: fc.record({do: fc.constant('update' as const), manager, body})},
      {weight: 1, arbitrary: fc.record({do: fc.constant('merge' as const), manager, body, nulls: bits})},
    ),
    {minLength: 2, maxLength: 8},
  )
}

/** Drops fields by the bits of a number, so that a smaller configuration comes of a larger one. */
function thinned(value: Json, keep: number, depth = 0): Json {
  if (!isObject(value)) return value
  const entries = Object.entries(value).filter((_, i) => (keep >> ((i + depth * 3) % 20)) & 1 || depth === 0)
  return Object.fromEntries(entries.map(([key, inner]) => [key, thinned(inner ?? null, keep, depth + 1)]))
}

/** Puts null in the place of some fields of a merge patch. */
function withNulls(value: Json, nulls: number, depth = 0): Json {
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner], i) =>
      depth > 0 && (nulls >> ((i * 2 + depth) % 20)) & 1
        ? [key, null]
        : [key, withNulls(inner ?? null, nulls, depth + 1)],
    ),
  )
}

const plain = (node: string): string =>
  node
    .split('\u0001')
    .map((part) => `/${part.slice(1)}`)
    .join('')

/** The path of a node as a conflict names it. */
const fieldText = (node: string): string =>
  node
    .split('\u0001')
    .map((part) => {
      const text = part.slice(1)
      if (!part.startsWith('#')) return `.${text}`
      return text.startsWith('"') ? `[=${text}]` : `[${text}]`
    })
    .join('')

function compare(stored: StoredObject, state: model.State, sample: Sample): void {
  const {nodes} = model.nodesOf(stored.body, sample.shape)
  const [actual, expected] = [nodes, state.nodes].map((all) => Object.fromEntries([...all].sort()))
  assert.deepEqual(actual, expected, 'the live object')
  const owners = [...state.owners].map(([owner, set]) => [owner, [...set].map(plain).sort()] as const)
  assert.deepEqual(stored.owners, Object.fromEntries(owners), 'the owners')
}

function run(sample: Sample, history: readonly Step[]): void {
  const stored = new StoredObject(sample)
  let state = model.nothing
  const applied = new Map<string, JsonObject>()
  for (const step of history) {
    if (step.do === 'update' || step.do === 'merge') {
      const body =
        step.do === 'update' ? step.body : asObject(mergePatch(stored.body, withNulls(step.body, step.nulls)))
      stored.update(step.manager, body)
      state = model.write(state, step.manager, model.nodesOf(body, sample.shape).nodes)
    } else {
      const body = step.do === 'apply' ? step.body : asObject(thinned(applied.get(step.manager) ?? {}, step.keep))
      const before = stored.body
      const conflicts = stored.apply(step.manager, body, step.force)
      const outcome = model.apply(state, step.manager, model.nodesOf(body, sample.shape), step.force)
      const expected = outcome.conflicts.map((text) => {
        const [owner = '', operation = '', ...node] = text.split(' ')
        const using = operation === 'Update' ? ` using ${sample.apiVersion}` : ''
        return `conflict with ${JSON.stringify(owner)}${using} ${fieldText(node.join(' '))}`
      })
      assert.deepEqual([...conflicts].sort(), expected.sort(), 'the conflicts')
      state = outcome.state
      if (conflicts.length === 0) {
        applied.set(step.manager, body)
        checkOrder(before, body, stored.body)
      }
    }
    compare(stored, state, sample)
  }
}

/** Items of the configuration keep its order, all others theirs. */
function checkOrder(before: Json | undefined, config: Json | undefined, after: Json | undefined): void {
  if (isObject(config) && isObject(after))
    for (const key in config) checkOrder(asObject(before)[key], config[key], after[key])
  if (!isList(config) || !isList(after) || config.some((item) => typeof item === 'number')) return
  const name = (item: Json): string => {
    if (!isObject(item)) return String(item)
    const port = item['containerPort'] ?? item['port']
    return port === undefined ? String(item['name']) : `${String(port)} ${String(item['protocol'] ?? 'TCP')}`
  }
  const [wanted, result, old] = [config, after, isList(before) ? before : []].map((list) => list.map(name))
  if (!wanted || !result || !old || new Set(wanted).size < wanted.length) return
  assert.deepEqual(
    result.filter((item) => wanted.includes(item)),
    wanted,
    'the order of the configuration',
  )
  const others = result.filter((item) => !wanted.includes(item))
  assert.deepEqual(
    others,
    old.filter((item) => others.includes(item)),
    'the order of all others',
  )
}

/** @feature API: apply and update by several managers, against an independent model | works */
describe('histories of apply and update agree with the model', function () {
  this.timeout(0)
  for (const sample of samples)
    it(sample.kind, () => {
      const parameters = {numRuns: runs, ...(seed !== undefined && {seed: Number(seed)})}
      fc.assert(
        fc.property(steps(sample), (history) => run(sample, history)),
        parameters,
      )
    })
})
