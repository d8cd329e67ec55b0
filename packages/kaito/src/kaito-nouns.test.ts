import assert from 'node:assert/strict'
import {kaitoNameIn, kaitoNounOf} from './kaito-nouns.ts'

describe('nouns of KAITO', () => {
  for (const [word, noun] of [
    ['workspace', 'workspace'],
    ['Workspaces', 'workspace'],
    ['wk', 'workspace'],
    ['is', 'inferenceset'],
    ['inferenceset.kaito.sh', 'inferenceset'],
    ['ragengines.v1beta1.kaito.sh', 'ragengine'],
    ['rag', 'ragengine'],
    ['service', undefined],
    ['workspace.tekton.dev', undefined],
  ] as const)
    it(`${word} is ${noun}`, () => assert.equal(kaitoNounOf(word), noun))

  it('a name stands behind the noun or behind a slash', () => {
    const expected = {noun: 'workspace', name: 'phi'}
    assert.deepEqual(kaitoNameIn('status', ['workspace', 'phi']), expected)
    assert.deepEqual(kaitoNameIn('status', ['wk/phi', undefined]), expected)
    assert.equal(kaitoNameIn('status', ['phi']), undefined)
  })

  for (const words of [['workspace'], ['workspace/'], ['workspace', 'a', 'b'], ['workspace/a/b']])
    it(`refuses ${words.join(' ')}`, () => assert.throws(() => kaitoNameIn('status', words), {kind: 'usage'}))

  it('a number behind a name to scale is the number of replicas', () =>
    assert.throws(() => kaitoNameIn('scale', ['wk/phi', '3']), {hints: ['ome scale workspace phi --replicas 3']}))
})
