import assert from 'node:assert/strict'
import type {RouteIndex} from './route-index.ts'
import {siblingRoutes} from './sibling-words.ts'

const commands = {'plan:store': [0, ''], 'plan:show': [0, ''], scale: [0, ''], update: [0, '']}
const index = {commands, aliases: {}, valueFlags: [], offers: []} as unknown as RouteIndex

describe('words that name several commands at once', () => {
  for (const [line, expected] of [
    ['plan store/show', ['plan:store', 'plan:show']],
    ['scale/update/plan', ['scale', 'update', 'plan']],
    ['plan store/gone', undefined],
    ['scale', undefined],
    ['scale/update --help', undefined],
    ['./scale/update', undefined],
    ['scale/', undefined],
  ] as const)
    it(`"${line}" leads to ${expected?.join(', ') ?? 'none of them'}`, () => {
      const routes = siblingRoutes(index, line.split(' '))
      assert.deepEqual(
        routes?.map((route) => ('id' in route ? route.id : '')),
        expected,
      )
    })
})
