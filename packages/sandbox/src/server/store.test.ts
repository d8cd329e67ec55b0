import assert from 'node:assert/strict'
import fc from 'fast-check'
import type {ApiObject} from '../api.ts'
import {freezeTree} from './codec/json.ts'
import {createStore} from './store.ts'

const object = (name: string, revision: number, value = 0): ApiObject =>
  freezeTree({apiVersion: 'v1', kind: 'T', metadata: {name, resourceVersion: String(revision)}, value})

const operations = fc.array(
  fc.record({key: fc.constantFrom('a/1', 'a/2', 'a-b/1', 'b/1', 'b/2'), remove: fc.boolean(), value: fc.nat(9)}),
  {maxLength: 40},
)

/** @feature Sandbox: a store with revisions and bounded history | works */
describe('store', () => {
  it('any past revision reads back as it was, in key order', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        const store = createStore()
        const states = new Map<number, [string, number][]>()
        const model = new Map<string, number>()
        for (const {key, remove, value} of steps) {
          if (remove) store.remove('t', key, (revision) => object(key, revision))
          else store.put('t', key, (revision) => object(key, revision, value))
          if (remove) model.delete(key)
          else model.set(key, value)
          states.set(
            store.revision,
            [...model].sort(([a], [b]) => (a < b ? -1 : 1)),
          )
        }
        for (const [revision, expected] of states)
          assert.deepEqual(
            store.list('t', {revision}).map((one) => [one.metadata.name, one['value']]),
            expected,
          )
      }),
    )
  })

  it('a namespace is a range of keys, also between names that share its beginning', () => {
    const store = createStore()
    for (const key of ['a/1', 'a-b/1', 'a/2', 'ab/1']) store.put('t', key, (revision) => object(key, revision))
    assert.deepEqual(
      store.list('t', {namespace: 'a'}).map(({metadata}) => metadata.name),
      ['a/1', 'a/2'],
    )
    assert.deepEqual(
      store.list('t', {namespace: 'a', start: 'a/1\0'}).map(({metadata}) => metadata.name),
      ['a/2'],
    )
  })

  it('a scan counts its range and reads no more of it than is asked for', () => {
    const store = createStore()
    for (const key of ['b/2', 'a/2', 'b/1', 'a/1', 'a/3']) store.put('t', key, (revision) => object(key, revision))
    const {total, objects} = store.scan('t', {namespace: 'a', start: 'a/2'})
    const [first] = objects
    const past = store.scan('t', {revision: 3})
    assert.deepEqual([total, first?.metadata.name], [2, 'a/2'])
    assert.deepEqual([past.total, [...past.objects].map(({metadata}) => metadata.name)], [2, ['a/2', 'b/2']])
    assert.equal(store.scan('t', {namespace: 'c'}).total, 0)
  })

  it('changes are delivered once and in order, with the state before', () => {
    const store = createStore()
    const seen: string[] = []
    const stop = store.subscribe('t', ({type, revision, previous}) =>
      seen.push(`${type} ${revision} ${previous?.metadata.resourceVersion ?? '-'}`),
    )
    store.put('t', 'a', (revision) => object('a', revision))
    store.put('t', 'a', (revision) => object('a', revision))
    store.put('other', 'a', (revision) => object('a', revision))
    store.remove('t', 'a', (revision) => object('a', revision))
    stop()
    store.put('t', 'a', (revision) => object('a', revision))
    assert.deepEqual(seen, ['ADDED 2 -', 'MODIFIED 3 2', 'DELETED 5 3'])
  })

  it('remembers a bounded history and says when it has forgotten', () => {
    const store = createStore(10)
    for (let i = 0; i < 100; i++) store.put('t', 'a', (revision) => object('a', revision, i))
    assert.ok(store.compacted >= store.revision - 20)
    assert.equal(store.since(store.revision - 5).length, 5)
    assert.throws(() => store.since(store.compacted - 1), /too old resource version: \d+ \(\d+\)/)
  })

  it('removing what is not there commits nothing', () => {
    const store = createStore()
    store.remove('t', 'a', (revision) => object('a', revision))
    assert.equal(store.revision, 1)
  })
})
