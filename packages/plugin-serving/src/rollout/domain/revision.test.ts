import assert from 'node:assert/strict'
import {namedIn, recorded} from './revision.ts'

const made = {number: 1, at: '2026-01-01T00:00:00Z', cause: 'deploy', spec: {engine: {minReplicas: 1}, router: {}}}
const change = {cause: 'deploy engine.runner.env', at: '2026-01-02T00:00:00Z'}

describe('recorded revisions', () => {
  it('take an empty map that a first variable leaves for nothing', () => {
    const before = {engine: {minReplicas: 1, runner: {}}, router: {}}
    const after = {engine: {minReplicas: 1, runner: {env: [{name: 'Z', value: '1'}]}}, router: {}}
    const revisions = recorded([made], {...change, before, after})
    assert.deepEqual(
      revisions?.map(({cause}) => cause),
      ['deploy', 'deploy engine.runner.env'],
    )
  })

  it('tell of what was changed without us', () => {
    const revisions = recorded([made], {
      ...change,
      before: {engine: {minReplicas: 2}},
      after: {engine: {minReplicas: 3}},
    })
    assert.deepEqual(
      revisions?.map(({cause}) => cause),
      ['deploy', 'changed without ome', 'deploy engine.runner.env'],
    )
  })

  it('name model and runtime, also inside a predictor', () => {
    const old = {predictor: {model: {baseModel: 'llama', runtime: 'vllm'}}}
    assert.deepEqual([namedIn(old, 'model'), namedIn(old, 'runtime')], ['llama', 'vllm'])
    const now = {model: {name: 'm'}, runtime: {name: 'r'}}
    assert.deepEqual([namedIn(now, 'model'), namedIn(now, 'runtime'), namedIn({}, 'model')], ['m', 'r', undefined])
  })

  it('keep a component that is added with nothing in it', () => {
    const revisions = recorded([made], {...change, before: made.spec, after: {...made.spec, decoder: {}}})
    assert.equal(revisions?.length, 2)
  })
})
