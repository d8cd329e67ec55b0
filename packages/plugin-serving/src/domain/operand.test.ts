import assert from 'node:assert/strict'
import {serviceName} from '@ome/inference-model/service-operand'
import {omeService, servedNouns, serviceNames} from './operand.ts'

describe('operands', () => {
  for (const [words, nouns, message, hint] of [
    [
      ['workspac', 'phi'],
      servedNouns,
      '"status" works on services, workspaces, inferencesets, ragengines, not on "workspac"',
      'did you mean: ome status workspace phi',
    ],
    [['worksapces/phi'], servedNouns, /not on "worksapces"/, 'did you mean: ome status workspace phi'],
    [['RagEngin', 'docs'], servedNouns, /not on "RagEngin"/, 'did you mean: ome status ragengine docs'],
    [
      ['servce', 'chat'],
      undefined,
      '"status" works on services, not on "servce"',
      'did you mean: ome status service chat',
    ],
    [['node/a'], servedNouns, /not on "node"/, 'ome status service NAME'],
    [['pod', 'a'], undefined, /"a" is one too many/, 'if "pod" is a kind: "status" works on services'],
  ] as const)
    it(`${words.join(' ')} is no object, and what was meant is told`, () =>
      assert.throws(() => serviceName('status', words, nouns), {kind: 'usage', message, hints: [hint]}))

  it('several names are taken but for a misspelt noun', () => {
    assert.deepEqual(serviceNames('restart', ['chat', 'servic-2']), ['chat', 'servic-2'])
    assert.throws(() => serviceNames('restart', ['wk/phi']), {message: /works on services, not on a workspace/})
    assert.deepEqual(serviceNames('restart', ['services', 'servic', 'chat']), ['servic', 'chat'])
    assert.throws(() => serviceNames('update', ['inferencese', 'chat'], servedNouns), {
      hints: ['did you mean: ome update inferenceset chat'],
    })
  })
})

describe('verbs of OME alone', () => {
  for (const [verb, like] of [
    ['debug', 'status workspace phi'],
    ['analyze', 'logs analyze workspace phi'],
    ['autoscale', 'scale workspace phi --replicas N'],
  ] as const)
    it(`${verb} leads an object of KAITO to ${like}`, () => {
      assert.throws(() => omeService(verb, ['wk', 'phi']), {kind: 'usage', hints: [`the nearest for it: ome ${like}`]})
      assert.equal(omeService(verb, ['service', 'workspace']), 'workspace')
      assert.equal(omeService(verb, ['rag']), 'rag')
    })
})
