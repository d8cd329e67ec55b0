import assert from 'node:assert/strict'
import {selects} from './selector.ts'

describe('label selectors', () => {
  const labels = {app: 'llama', tier: 'gpu'}
  const one = (operator: string, values?: readonly string[]) => ({
    matchExpressions: [{key: 'app', operator, ...(values ? {values} : {})}],
  })
  for (const [what, selector, expected] of [
    ['nothing selects all', {}, true],
    ['an equal label', {matchLabels: {app: 'llama'}}, true],
    ['one of two labels differs', {matchLabels: {app: 'llama', tier: 'cpu'}}, false],
    ['In', one('In', ['x', 'llama']), true],
    ['NotIn', one('NotIn', ['llama']), false],
    ['Exists', one('Exists'), true],
    ['DoesNotExist', one('DoesNotExist'), false],
    ['an operator of tomorrow', one('Near', ['llama']), false],
  ] as const)
    it(what, () => assert.equal(selects(selector, labels), expected))
})
