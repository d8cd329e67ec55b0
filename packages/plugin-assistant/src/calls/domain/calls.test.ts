import assert from 'node:assert/strict'
import fc from 'fast-check'
import {definitions} from '../../../test/definitions.ts'
import {checkCall} from './check-call.ts'
import {lineOf, wordsOf} from './command-line.ts'
import {effectOf, offersTo} from './offer.ts'
import {toolName, toTool} from './tool.ts'

const forModel = offersTo('model', definitions)
const forPerson = offersTo('person', definitions)

describe('what is offered', () => {
  it('a model gets no admin, no terminal, no files and not itself', () => {
    assert.deepEqual(
      forModel.map(({definition}) => definition.words),
      ['get', 'logs', 'benchmark', 'validate', 'scale', 'rag document delete', 'delete', 'optimize'],
    )
  })

  it('a model gets neither addresses nor connections, nor says how a command behaves', () => {
    const names = (words: string) =>
      forModel.find(({definition}) => definition.words === words)?.flags.map(({name}) => name)
    assert.deepEqual(names('get'), ['namespace'])
    assert.deepEqual(names('logs'), ['level'])
    assert.deepEqual(names('benchmark'), ['requests'])
    assert.deepEqual(names('validate'), [])
    assert.deepEqual(names('scale'), ['replicas'])
  })

  it('is a function with a JSON Schema that takes nothing else', () => {
    const [, logs] = forModel.map(toTool)
    assert.deepEqual(logs, {
      name: 'logs',
      description: 'logs',
      parameters: {
        type: 'object',
        properties: {service: {type: ['string', 'number']}, level: {type: 'string', enum: ['error', 'info']}},
        required: ['service'],
        additionalProperties: false,
      },
    })
    for (const {definition} of forModel) assert.match(toolName(definition.words), /^[a-z0-9_-]{1,64}$/)
  })

  for (const [caller, words, input, effect] of [
    ['model', 'get', {}, 'read'],
    ['model', 'benchmark', {}, 'write'],
    ['person', 'benchmark', {}, 'read'],
    ['model', 'scale', {}, 'write'],
    ['person', 'delete', {}, 'destructive'],
    ['model', 'optimize', {}, 'read'],
    ['model', 'optimize', {apply: true}, 'write'],
  ] as const)
    it(`${words} ${JSON.stringify(input)} of a ${caller} is a ${effect}`, () => {
      const offer = offersTo(caller, definitions).find(({definition}) => definition.words === words)
      assert.ok(offer)
      assert.equal(effectOf(offer, {command: words, input}), effect)
    })
})

describe('a call', () => {
  for (const [name, input, problem] of [
    ['skale', {}, 'there is no tool "skale"; there is scale'],
    ['exec', {service: 'x'}, 'there is no tool "exec"'],
    ['scale', [], 'scale: the arguments must be one JSON object'],
    ['scale', undefined, 'scale: the arguments must be one JSON object'],
    ['scale', {}, 'scale: property service is missing'],
    ['scale', {service: 'x', yes: true}, 'scale has no property "yes"'],
    ['scale', {service: 'x', token: 't'}, 'scale has no property "token"'],
    ['scale', {service: 'x', force: true}, 'scale has no property "force"'],
    ['scale', {service: ['x']}, 'scale: service must be a text or a number'],
    ['scale', {service: '-x'}, 'scale: service may not begin with a dash'],
    ['scale', {service: ''}, 'scale: service is empty'],
    ['scale', {service: 'a\u001b[2J'}, 'scale: service holds control characters'],
    ['scale', {service: 'x', replicas: Number.NaN}, 'scale: replicas must be a finite number'],
    ['logs', {service: 'x', level: 'all'}, 'logs: level must be one of error, info'],
    ['get', {resources: 'pods'}, 'get: resources must be a list of texts'],
    ['get', {resources: ['pods', 1]}, 'get: resources must be a list of texts'],
    ['get', {resources: ['pods,secrets']}, 'get: Secrets are not read for a model'],
    ['get', {resources: ['Secret/x']}, 'get: Secrets are not read for a model'],
    ['get', {__proto__: null, constructor: 1}, 'get has no property "constructor"'],
  ] as const)
    it(`is refused: ${problem}`, () => {
      const checked = checkCall(forModel, name, input)
      assert.ok(!checked.ok)
      assert.equal(checked.problem, problem)
    })

  it('becomes words: operands in their order, then flags, and a value never becomes a flag', () => {
    const checked = checkCall(forPerson, 'scale', {replicas: -1, service: 'a b', force: false})
    assert.ok(checked.ok)
    const words = wordsOf(checked.offer.definition, checked.call)
    assert.deepEqual(words, ['scale', 'a b', '--replicas=-1'])
    assert.equal(lineOf('ome', words), "ome scale 'a b' --replicas=-1")
  })

  it('of any input is refused or becomes words of its own command and offered flags alone', () => {
    const keys = fc.constantFrom(
      'service',
      'replicas',
      'resources',
      'namespace',
      'level',
      'yes',
      'context',
      'output',
      'apply',
      'x',
    )
    const values = fc.oneof(
      fc.string(),
      fc.array(fc.string(), {maxLength: 3}),
      fc.jsonValue(),
      fc.constantFrom('--yes', '-o', 'secrets'),
    )
    const names = fc.oneof(fc.constantFrom(...definitions.map(({words}) => toolName(words))), fc.string())
    fc.assert(
      fc.property(names, fc.dictionary(keys, values), (name, input) => {
        const checked = checkCall(forModel, name, input)
        if (!checked.ok) return
        const {definition, flags} = checked.offer
        const words = wordsOf(definition, checked.call)
        const own = definition.words.split(' ')
        assert.deepEqual(words.slice(0, own.length), own)
        const offered = new Set(flags.map((each) => `--${each.name}`))
        const after = words.slice(own.length)
        after.forEach((word, at) => {
          const isValue = at > 0 && offered.has(after[at - 1] ?? '')
          if (word.startsWith('-') && !isValue) assert.ok(offered.has(word.split('=')[0] ?? ''), word)
        })
      }),
      {numRuns: 400},
    )
  })
})
