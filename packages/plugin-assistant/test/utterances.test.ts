import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {checkCall} from '../src/calls/domain/check-call.ts'
import {lineOf, wordsOf} from '../src/calls/domain/command-line.ts'
import {type Offer, offersTo} from '../src/calls/domain/offer.ts'
import {toolName} from '../src/calls/domain/tool.ts'
import type {Understanding} from '../src/language/domain/intent.ts'
import {noVocabulary} from '../src/language/domain/intent.ts'
import {understand} from '../src/language/domain/understand.ts'
import {installed} from './installed.ts'
import {tourVocabulary} from './tour-vocabulary.ts'

const rows = readFileSync(join(import.meta.dirname, 'utterances.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('- '))
  .map((line) => line.slice(2).split(' → '))

/** An understanding in the words of the table. */
function told(meant: Understanding, offers: readonly Offer[]): string {
  if (meant.kind === 'exit') return 'exit'
  if (meant.kind === 'use') return `use ${meant.context}`
  if (meant.kind === 'open') return `? ${meant.problem} ${meant.hints.join(' ')}`
  if (meant.kind === 'unclear') return '-'
  return meant.calls
    .map(({command, input}) => {
      const checked = checkCall(offers, toolName(command), input)
      assert.ok(checked.ok, checked.ok ? '' : checked.problem)
      return lineOf('ome', wordsOf(checked.offer.definition, checked.call))
    })
    .join('; ')
}

describe('what is said, and what is to be run', () => {
  let offers: readonly Offer[]
  before(async function () {
    this.timeout(20_000)
    offers = offersTo(
      'person',
      (await installed()).map(({definition}) => definition),
    )
  })

  it('are 150 utterances at least, each told once', () => {
    assert.ok(rows.length >= 150, `${rows.length}`)
    assert.equal(new Set(rows.map(([utterance]) => utterance)).size, rows.length)
  })

  for (const [utterance = '', expected = ''] of rows) {
    it(utterance, () => {
      const got = told(understand(utterance, tourVocabulary), offers)
      if (expected.startsWith('? ')) assert.ok(got.startsWith('? ') && got.includes(expected.slice(2)), got)
      else assert.equal(got, expected)
    })
  }

  it('what is refused comes with three sentences that are understood', () => {
    const meant = understand('order a pizza', tourVocabulary)
    assert.ok(meant.kind === 'unclear')
    assert.equal(meant.nearest.length, 3)
    for (const sentence of meant.nearest) assert.equal(understand(sentence, noVocabulary).kind, 'calls')
  })
})
