import assert from 'node:assert/strict'
import fc from 'fast-check'
import {findOffer, findRoute, leadingWords} from './find-route.ts'

const index = {
  commands: {
    get: [1, '', 'read'],
    'get:all': [1, '', 'read'],
    'cluster:use': [0, '', 'write'],
    'a:b:c': [0, '', 'read'],
  },
  aliases: {fetch: 'get', 'cluster:choose': 'cluster:use'},
  valueFlags: ['-n', '--namespace'],
  offers: [
    {
      plugin: 'ome-x',
      version: '1.0.0',
      registry: 'dev',
      summary: 'X',
      commands: {'x:show': 'Show', 'x:show:all': 'All'},
      risks: {},
    },
  ],
} as const

describe('findRoute', () => {
  const cases: readonly (readonly [line: string, id: string, argv: string])[] = [
    ['get pods', 'get', 'pods'],
    ['get all', 'get:all', ''],
    ['get all pods', 'get:all', 'pods'],
    ['-n prod get pods -o json', 'get', '-n prod pods -o json'],
    ['get -n all pods', 'get', '-n all pods'],
    ['--namespace=prod cluster use x', 'cluster:use', '--namespace=prod x'],
    ['cluster -v use x', 'cluster:use', '-v x'],
    ['fetch pods', 'get', 'pods'],
    ['cluster choose x', 'cluster:use', 'x'],
    ['get -- all', 'get', '-- all'],
    ['get svc/x', 'get', 'svc/x'],
  ]
  for (const [line, id, argv] of cases) {
    it(`"${line}" runs ${id}`, () => {
      assert.deepEqual(findRoute(index, line.split(' ')), {
        type: 'command',
        id,
        argv: argv === '' ? [] : argv.split(' '),
      })
    })
  }

  it('words that only lead to commands are a topic', () => {
    assert.deepEqual(findRoute(index, ['a']), {type: 'topic', id: 'a'})
    assert.deepEqual(findRoute(index, ['a', 'b', '-v']), {type: 'topic', id: 'a:b'})
    assert.deepEqual(findRoute(index, ['a', 'x', 'c']), {type: 'topic', id: 'a', unknown: 'x'})
  })

  it('commands that are not installed make topics, and are found by their longest id', () => {
    assert.deepEqual(findRoute(index, ['x']), {type: 'topic', id: 'x'})
    assert.deepEqual(findRoute(index, ['x', 'sow']), {type: 'topic', id: 'x', unknown: 'sow'})
    assert.equal(findOffer(index, ['-n', 'prod', 'x', 'show', 'pod', 'all'])?.id, 'x:show')
    assert.equal(findOffer(index, ['x', '-v', 'show', 'all', 'pods'])?.id, 'x:show:all')
    assert.equal(findOffer(index, ['x', 'constructor']), undefined)
  })

  it('words that lead nowhere are named', () => {
    assert.deepEqual(findRoute(index, ['gte', 'pods']), {type: 'unknown', words: ['gte', 'pods']})
    assert.deepEqual(findRoute(index, ['constructor']), {type: 'unknown', words: ['constructor']})
    assert.deepEqual(findRoute(index, ['-v']), {type: 'unknown', words: []})
  })

  it('loses no word: id and arguments together are what was typed', () => {
    const word = fc.constantFrom(
      'get',
      'all',
      'cluster',
      'use',
      '-n',
      '--namespace',
      '-v',
      '--',
      'x',
      'a',
      'b',
      'c',
      '--k=v',
      '',
    )
    fc.assert(
      fc.property(fc.array(word, {maxLength: 8}), (words) => {
        const route = findRoute(index, words)
        if (route.type !== 'command') return
        assert.deepEqual([...route.id.split(':'), ...route.argv].sort(), [...words].sort())
      }),
    )
  })
})

describe('leadingWords', () => {
  it('ends at a word that cannot be part of an id', () => {
    assert.deepEqual(leadingWords(['get', './all', 'x'], new Set()).operands, ['get'])
  })
})
