import assert from 'node:assert/strict'
import {blockLines} from './blocks.ts'
import {paintOf} from './style.ts'
import type {Line} from './view.ts'

const plainly = paintOf({colour: false, unicode: true})
const drawn = (lines: readonly Line[], width?: number, paint = plainly): string[] =>
  blockLines([{type: 'lines', lines}], paint, {width})

describe('lines that a view lays out itself', () => {
  const spans = [{text: 'one '}, {text: 'two three', tone: 'bad' as const}]

  it('are printed as they are', () => assert.deepEqual(drawn([{spans}]), ['one two three']))

  it('carry tones piece by piece', () => {
    assert.deepEqual(drawn([{spans}], undefined, paintOf({colour: true, unicode: true})), [
      'one \u001b[31mtwo three\u001b[39m',
    ])
  })

  it('are cut to the terminal, or go on below', () => {
    assert.deepEqual(drawn([{spans}], 8), ['one two…'])
    assert.deepEqual(drawn([{spans: [{text: '! aaaa bbbb cccc dddd eeee'}], hang: 2}], 14), [
      '! aaaa bbbb',
      '  cccc dddd',
      '  eeee',
    ])
  })

  it('keep control characters of the cluster back', () => {
    assert.deepEqual(drawn([{spans: [{text: 'a\u001b[31mb\u0007'}]}]), ['ab'])
  })
})
