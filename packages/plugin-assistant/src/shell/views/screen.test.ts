import assert from 'node:assert/strict'
import {displayWidth, plain} from '@ome/sdk/text'
import fc from 'fast-check'
import {emptyEditor} from '../domain/editor.ts'
import {isProductionContext, promptFor} from './prompt.ts'
import {screenOf} from './screen.ts'

const prompt = {text: 'ome> ', painted: 'ome> '}
const written = (text: string, cursor = text.length) => ({...emptyEditor(), text, cursor})

describe('what the terminal shows of a line', () => {
  it('prompt and text in one row, the cursor behind them', () => {
    assert.deepEqual(screenOf(written('get'), prompt, {width: 80, height: 24}), {rows: ['ome> get'], row: 0, column: 8})
  })

  it('more than a row holds goes on in the next, also the cursor', () => {
    assert.deepEqual(screenOf(written('getpods'), prompt, {width: 12, height: 24}), {
      rows: ['ome> getpods', ''],
      row: 1,
      column: 0,
    })
    assert.deepEqual(screenOf(written('get日本'), prompt, {width: 9, height: 24}), {
      rows: ['ome> get', '日本'],
      row: 1,
      column: 4,
    })
  })

  it('of more than the terminal holds, what is around the cursor', () => {
    const text = Array.from({length: 30}, (_, at) => `line ${at}`).join('\n')
    const bottom = screenOf(written(text), prompt, {width: 40, height: 6})
    assert.deepEqual([bottom.rows.length, bottom.rows.at(-1), bottom.row], [5, 'line 29', 4])
    assert.equal(screenOf(written(text, 0), prompt, {width: 40, height: 6}).rows[0], 'ome> line 0')
  })

  it('choices below it, with what they mean where each has a row', () => {
    const menu = {choices: [{value: 'get', text: 'list'}, {value: 'gateway'}], isOpen: false, start: 0, chosen: 1}
    assert.deepEqual(screenOf({...written('g'), menu}, prompt, {width: 60, height: 24}).rows, [
      'ome> g',
      'get      list',
      '\u001b[7mgateway\u001b[27m',
    ])
  })

  it('nothing is wider than the terminal, and the cursor is on it', () => {
    const lines = fc.string({unit: 'grapheme', maxLength: 200}).map((text) => plain(text.replaceAll('\t', ' ')))
    fc.assert(
      fc.property(lines, fc.integer({min: 2, max: 50}), fc.integer({min: 2, max: 20}), (text, width, height) => {
        const {rows, row, column} = screenOf(written(text), prompt, {width, height})
        assert.ok(rows.length < Math.max(2, height) && row < rows.length && column < width)
        for (const each of rows) assert.ok(displayWidth(each) <= Math.max(2, width), `${each} in ${width}`)
      }),
    )
  })
})

describe('the prompt', () => {
  const wide = {width: 80, unicode: true, colour: false}
  for (const [target, isProduction, room, wanted] of [
    [{context: 'staging', namespace: 'default'}, false, wide, 'staging/default ome> '],
    [{context: 'production', namespace: 'ml'}, true, wide, 'production!/ml ome> '],
    [{}, false, wide, 'ome> '],
    [
      {context: 'arn:aws:eks:eu-1:1234567890:cluster/prod', namespace: 'x'},
      false,
      {...wide, width: 40},
      'arn:aws:eks…/x ome> ',
    ],
    [{context: 'production', namespace: 'default'}, true, {...wide, width: 20}, 'ome> '],
  ] as const)
    it(`${JSON.stringify(target)} in ${room.width} columns is ${wanted}`, () =>
      assert.equal(promptFor(target, isProduction, room).text, wanted))

  it('marks production in colour, where there are colours', () => {
    assert.match(promptFor({context: 'p'}, true, {...wide, colour: true}).painted, /\u001b\[1;31mp!\u001b\[0m/)
  })

  it('contexts of production are told by patterns', () => {
    assert.deepEqual(
      ['production', 'prod-eu', 'staging', undefined].map((name) => isProductionContext(name, 'prod*, live')),
      [true, true, false, false],
    )
    assert.equal(isProductionContext('a.b', 'axb'), false)
    assert.equal(isProductionContext('production', undefined), false)
  })
})
