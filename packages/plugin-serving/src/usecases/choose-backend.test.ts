import assert from 'node:assert/strict'
import type {KaitoNoun} from '@ome/kaito/kaito-nouns'
import type {BackendFinder, BackendName} from '../domain/backend.ts'
import {refuseOtherFlags} from '../domain/backend.ts'
import {chooseBackend, chooseTarget} from './choose-backend.ts'

const finder = (served: readonly BackendName[], services: readonly string[], kaito: Record<string, KaitoNoun[]> = {}) =>
  ({
    served: async () => served,
    hasService: async (_, name) => services.includes(name),
    nounsOf: async (_, name) => kaito[name] ?? [],
  }) satisfies BackendFinder

const nouns: readonly KaitoNoun[] = ['workspace', 'inferenceset']
const ask = (found: BackendFinder, words: readonly string[], backend?: BackendName) =>
  chooseTarget(found, {verb: 'status', words, namespace: 'default', backend, nouns})

describe('the backend of an object', () => {
  const both = finder(['ome', 'kaito'], ['chat', 'twice'], {
    phi: ['workspace'],
    twice: ['workspace'],
    pair: ['workspace', 'inferenceset'],
    docs: ['ragengine'],
  })

  it('is told by a noun of KAITO', async () => {
    for (const words of [['workspace', 'phi'], ['wk/phi'], ['workspaces.kaito.sh', 'phi']])
      assert.deepEqual(await ask(both, words), {backend: 'kaito', noun: 'workspace', name: 'phi'})
  })
  it('is who has the name', async () => {
    assert.deepEqual(await ask(both, ['chat']), {backend: 'ome', name: 'chat'})
    assert.deepEqual(await ask(both, ['service', 'phi']), {backend: 'kaito', noun: 'workspace', name: 'phi'})
    assert.deepEqual(await ask(both, ['nobody']), {backend: 'ome', name: 'nobody'})
  })
  it('is the only one that is served', async () => {
    assert.deepEqual(await ask(finder(['ome'], []), ['phi']), {backend: 'ome', name: 'phi'})
    await assert.rejects(ask(finder(['kaito'], []), ['phi']), {kind: 'not-found'})
  })
  it('is asked for where both have the name', async () => {
    await assert.rejects(ask(both, ['twice']), {kind: 'usage'})
    assert.deepEqual(await ask(both, ['twice'], 'kaito'), {backend: 'kaito', noun: 'workspace', name: 'twice'})
    assert.deepEqual(await ask(both, ['twice'], 'ome'), {backend: 'ome', name: 'twice'})
  })
  it('is refused where a name, a noun or a verb does not go with it', async () => {
    await assert.rejects(ask(both, ['pair']), {kind: 'usage'})
    await assert.rejects(ask(both, ['rag', 'docs']), {kind: 'usage'})
    await assert.rejects(ask(both, ['docs'], 'kaito'), {kind: 'not-found'})
    await assert.rejects(ask(both, ['workspace', 'phi'], 'ome'), {kind: 'usage'})
    await assert.rejects(ask(both, ['workspace']), {kind: 'usage', message: 'which workspace? its name is missing'})
  })
  it('of what is not there yet is the one that is served', async () => {
    assert.equal(await chooseBackend(both, undefined), 'ome')
    assert.equal(await chooseBackend(both, 'kaito'), 'kaito')
    assert.equal(await chooseBackend(finder(['kaito'], []), undefined), 'kaito')
    assert.equal(await chooseBackend(finder([], []), undefined), 'ome')
  })
  it('has flags that the other does not take', () => {
    const own = {ome: ['runtime-class'], kaito: ['adapter', 'gpus']}
    assert.throws(() => refuseOtherFlags('ome', {adapter: ['a'], gpus: 2}, own), {
      kind: 'usage',
      message: /--adapter, --gpus/,
    })
    refuseOtherFlags('kaito', {adapter: ['a'], 'runtime-class': undefined}, own)
  })
})
