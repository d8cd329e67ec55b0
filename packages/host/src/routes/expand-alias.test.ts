import assert from 'node:assert/strict'
import {expandAlias, splitWords} from './expand-alias.ts'

const index = {
  commands: {deploy: [0, '', 'write'], get: [0, '', 'read'], status: [0, '', 'read'], 'plugin:list': [0, '', 'read']},
  aliases: {},
  offers: [],
  plugins: [],
  valueFlags: ['-o', '--replicas'],
  config: {
    aliases: {
      ls: 'get services -o wide',
      deploy: 'ome deploy --autoscale --replicas 2',
      get: 'delete',
      again: 'ls',
      plugin: 'plugin list',
      status: 'status ./x',
      help: 'get',
    },
  },
} as const

describe('expandAlias', () => {
  for (const [typed, meant] of [
    ['ls -n x', 'get services -o wide -n x'],
    ['deploy m --autoscale=false', 'deploy --autoscale --replicas 2 m --autoscale=false'],
    ['plugin install', 'plugin install'],
    ['status', 'status'],
    ['help get', 'help get'],
    ['get pods', 'get pods'],
    ['again', 'ls'],
    ['other ls', 'other ls'],
    ['toString', 'toString'],
  ] as const) {
    it(`"${typed}" means "${meant}"`, () => {
      assert.deepEqual(expandAlias(index, typed.split(' ')), meant.split(' '))
    })
  }
})

describe('splitWords', () => {
  it('keeps quoted words together', () => {
    assert.deepEqual(splitWords(`a "b c" --d='e f' ''`), ['a', 'b c', '--d=e f', ''])
  })
})
