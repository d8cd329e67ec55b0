import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {converse} from '../src/assist/usecases/converse.ts'
import {checkCall} from '../src/calls/domain/check-call.ts'
import {lineOf, wordsOf} from '../src/calls/domain/command-line.ts'
import type {Call, Definition, Parameter} from '../src/calls/domain/definition.ts'
import {type Offer, offersTo} from '../src/calls/domain/offer.ts'
import {toolName} from '../src/calls/domain/tool.ts'
import type {Understanding, Vocabulary} from '../src/language/domain/intent.ts'
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

const operand = (name: string, more: Partial<Parameter>): Parameter => ({
  name,
  type: 'text',
  multiple: false,
  required: false,
  description: '',
  ...more,
})

describe('what is said, and what is to be run', () => {
  let offers: readonly Offer[]
  let vocabulary: Vocabulary
  before(async function () {
    this.timeout(20_000)
    const definitions = (await installed()).map(({definition}) => definition)
    offers = offersTo('person', definitions)
    vocabulary = tourVocabulary(definitions)
  })

  it('are 150 utterances at least, each told once', () => {
    assert.ok(rows.length >= 150, `${rows.length}`)
    assert.equal(new Set(rows.map(([utterance]) => utterance)).size, rows.length)
  })

  for (const [utterance = '', expected = ''] of rows) {
    it(utterance, () => {
      const got = told(understand(utterance, vocabulary), offers)
      if (expected.startsWith('? ')) assert.ok(got.startsWith('? ') && got.includes(expected.slice(2)), got)
      else assert.equal(got, expected)
    })
  }

  it('what was chosen, or is not kept to, is said', () => {
    const notes = (text: string): readonly string[] => {
      const meant = understand(text, vocabulary)
      return meant.kind === 'calls' ? meant.notes : assert.fail(meant.kind)
    }
    assert.deepEqual(notes('scale foo to 3'), [])
    assert.deepEqual(notes('sclae prod-lama to 4'), ['"sclae" is read as scale', '"prod-lama" is read as prod-llama'])
    assert.deepEqual(notes('one more replica for prod-llama'), ['prod-llama has 3 now'])
    assert.deepEqual(notes('logs of prod-llama since 14:00'), ['"14:00" is taken as the last 90m'])
    assert.deepEqual(
      notes('errors of prod-llama between 10:00 and 11:00').at(-1),
      'not understood and left out: until 11:00',
    )
    assert.deepEqual(notes('stop notbook nb-alice in team-a'), ['"notbook" is read as notebook'])
  })

  it('a command of somebody else is understood by its own words', async () => {
    const theirs: Definition = {
      words: 'security scan',
      summary: 'Look for known holes in the images of a service',
      risk: 'read',
      needs: [],
      operands: [operand('service', {required: true, resources: ['inferenceservices.ome.io']})],
      flags: [operand('severity', {options: ['high', 'low']}), operand('since', {})],
    }
    const known = {...vocabulary, commands: [...vocabulary.commands, theirs]}
    const calls = (text: string): unknown => {
      const meant = understand(text, known)
      return meant.kind === 'calls' ? meant.calls : meant.kind
    }
    assert.deepEqual(calls('please run a security scan of prod-llama'), [
      {command: 'security scan', input: {service: 'prod-llama'}},
    ])
    assert.deepEqual(calls('security scan prod-llama, severity high, last 2 days'), [
      {command: 'security scan', input: {service: 'prod-llama', severity: 'high', since: '2d'}},
    ])
    assert.equal(calls('security scan prod-llama with fire'), 'unclear')
  })

  it('commands that are near are named where a text leads to none', () => {
    const meant = understand('flip the notebook nb-alice', vocabulary)
    assert.ok(meant.kind === 'unclear' && meant.commands?.every((line) => line.startsWith('ome kf notebook ')))
  })

  it('what is refused comes with three sentences that are understood', () => {
    const meant = understand('order a pizza', vocabulary)
    assert.ok(meant.kind === 'unclear')
    assert.equal(meant.nearest.length, 3)
    for (const sentence of meant.nearest) assert.equal(understand(sentence, noVocabulary).kind, 'calls')
  })

  it('mean the same when a model calls for them: what looks is run, what changes something is proposed', async () => {
    const definitions = (await installed()).map(({definition}) => definition)
    const forModel = offersTo('model', definitions)
    let told = 0
    for (const [utterance = ''] of rows) {
      const meant = understand(utterance, vocabulary)
      if (meant.kind !== 'calls') continue
      const calls = meant.calls.map(modelCall).filter(({name, arguments: input}) => checkCall(forModel, name, input).ok)
      const ran: string[] = []
      const answers = [
        {calls, answer: ''},
        {calls: [], answer: 'that is it'},
      ]
      const reading = await converse(
        {
          chat: {
            place: 'here',
            model: 'm',
            ask: async () => ({choices: [{message: {content: JSON.stringify(answers.shift())}}]}),
            contextTokens: async () => undefined,
          },
          ability: {level: 'json_schema', contextTokens: 32_768},
          commands: {
            definitions,
            capture: async (words) => {
              ran.push(words.join(' '))
              return {code: 0, out: '{"changes": []}', err: '', leftOut: 0}
            },
            show: async () => assert.fail(),
            target: async () => ({namespace: 'default'}),
          },
          digest: (text) => text,
          steps: {offers: forModel, bin: 'ome'},
          connection: [],
          namespace: 'default',
          onLook: () => undefined,
        },
        utterance,
      )
      assert.equal(reading.findings.length + reading.writes.length, calls.length, utterance)
      for (const {words} of reading.writes) assert.ok(!ran.includes(words.join(' ')), utterance)
      told += calls.length
    }
    assert.ok(told >= 130, `${told}`)
  })
})

/** A model knows a service by one operand: `service/NAME`. */
function modelCall({command, input}: Call): {readonly name: string; readonly arguments: Call['input']} {
  const {name, ...rest} = input
  const noun = Object.entries(rest).find(([, value]) => value === 'service' || value === 'model' || value === 'runtime')
  const joined = name !== undefined && noun ? {...rest, [noun[0]]: `${noun[1]}/${name}`} : input
  return {name: toolName(command), arguments: joined}
}
