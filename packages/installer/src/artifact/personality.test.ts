import assert from 'node:assert/strict'
import {personalityFaults, personalityFiles, readPersonality, wordsOf} from './personality.ts'

const file = (rest: object = {}) => ({
  schema: 'personality/v1',
  name: 'boat',
  bins: ['kubectl-boat', 'boatctl'],
  summary: 'Boats',
  fallback: {under: 'boat'},
  rows: [{words: 'go', to: 'boat sail', flags: {'output=report': '--report', '-x': '--extra', far: ''}}],
  ...rest,
})

describe('personality files', () => {
  it('are read with what may be left out', () => {
    assert.deepEqual(readPersonality(file(), 'f').rows, [
      {
        words: 'go',
        to: 'boat sail',
        flags: {'output=report': '--report', '-x': '--extra', far: ''},
        args: {},
        preset: [],
      },
    ])
    assert.deepEqual(readPersonality(file({rows: undefined}), 'f').rows, [])
  })

  for (const [what, wrong, message] of [
    ['another schema', {schema: 'personality/v2'}, 'f: schema is not one of personality/v1'],
    ['a program with a path', {bins: ['../ls']}, 'f: bins[0] has an unexpected form'],
    ['another fallback', {fallback: 'guess'}, 'f: fallback is not one of canonical, none'],
    ['a row without target', {rows: [{words: 'go'}]}, 'f: rows[0].to is not a text'],
    ['words with signs', {rows: [{words: 'go;', to: 'x'}]}, 'f: rows[0].words has an unexpected form'],
    [
      'the same words twice',
      {
        rows: [
          {words: 'go', to: 'x'},
          {words: 'go', to: 'y'},
        ],
      },
      'f has "go" twice',
    ],
    [
      'a flag that is none',
      {rows: [{words: 'go', to: 'x', flags: {'--far': ''}}]},
      'a name in f: rows[0].flags has an unexpected form',
    ],
    [
      'control characters',
      {rows: [{words: 'go', to: 'x', note: '\u001b[2J'}]},
      'f: rows[0].note holds a control character',
    ],
  ] as const) {
    it(`are refused with ${what}`, () => {
      assert.throws(() => readPersonality(file(wrong), 'f'), {message})
    })
  }

  it('lie below the package', () => {
    assert.deepEqual(personalityFiles({ome: {personalities: ['a/b-c.json']}}), ['a/b-c.json'])
    for (const path of ['../x.json', '/x.json', 'x.js'])
      assert.throws(() => personalityFiles({ome: {personalities: [path]}}))
  })

  it('contradict when two bring rows for the same words, or a program has two names', () => {
    const words = wordsOf(readPersonality(file(), 'f'))
    assert.deepEqual(
      personalityFaults([
        {...words, by: 'a'},
        {...words, words: ['stop'], by: 'b'},
      ]),
      [],
    )
    assert.deepEqual(
      personalityFaults([
        {...words, by: 'a'},
        {...words, by: 'b'},
      ]),
      ['"go" of personality boat has 2 owners: a, b'],
    )
    assert.deepEqual(
      personalityFaults([
        {...words, by: 'a'},
        {name: 'ship', bins: ['boatctl'], words: [], by: 'b'},
      ]),
      ['program boatctl has 2 owners: personality boat, personality ship'],
    )
  })
})
