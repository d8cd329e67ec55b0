import assert from 'node:assert/strict'
import fc from 'fast-check'
import {fromFile, isKept, mostLines, remembering, toFile} from './history.ts'

describe('the history of the shell', () => {
  for (const line of [
    'get pods --token abc',
    'get pods --token=abc',
    'auth login --password hunter2',
    'deploy x --env HF_TOKEN=hf_abcdefghijkl',
    'deploy x --env OPENAI_API_KEY="sk-abc"',
    'import hf x --api-key abc',
    'plugin registry add https://me:secret@host/index',
    'chat x --header "Authorization: Bearer abc"',
    'say eyJhbGciOiJI.eyJzdWIiOiIx.c2ln',
    'create secret hf hf_abcdefghijklmnop',
    ' get services',
    '',
  ])
    it(`does not keep ${JSON.stringify(line)}`, () => assert.equal(isKept(line), false))

  for (const line of ['get services', 'scale prod-llama to 5', 'get secrets', 'show tokens-per-second'])
    it(`keeps ${line}`, () => assert.equal(isKept(line), true))

  it('is bounded, and says nothing twice in a row', () => {
    assert.deepEqual(remembering(['a'], 'a'), ['a'])
    assert.equal(
      remembering(
        Array.from({length: mostLines}, (_, at) => `${at}`),
        'x',
      ).length,
      mostLines,
    )
  })

  it('comes back from the file as it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({minLength: 1}).filter((line) => !/[\r\n]/.test(line) || !line.includes('\r'))),
        (lines) => {
          assert.deepEqual(fromFile(lines.map(toFile).join('')), lines)
        },
      ),
    )
  })
})
