import assert from 'node:assert/strict'
import fc from 'fast-check'
import {coverage} from './coverage.ts'
import type {PolicyRule, Question} from './reviews.ts'

const rule: PolicyRule = {verbs: ['get'], apiGroups: [''], resources: ['pods']}
const pods: Question = {verb: 'get', group: '', resource: 'pods', namespace: 'a'}
const logs: Question = {...pods, subresource: 'log'}
const some: PolicyRule = {...rule, resourceNames: ['web']}

describe('coverage', () => {
  for (const [name, rules, question, expected] of [
    ['the same right', [rule], pods, 'yes'],
    ['another verb', [rule], {...pods, verb: 'list'}, 'no'],
    ['another group', [rule], {...pods, group: 'apps'}, 'no'],
    ['a subresource of a granted resource', [rule], logs, 'no'],
    ['a star for resources', [{...rule, resources: ['*']}], logs, 'yes'],
    ['a star before the subresource', [{...rule, resources: ['*/log']}], logs, 'yes'],
    ['a star before another subresource', [{...rule, resources: ['*/exec']}], logs, 'no'],
    ['a resource named like the star of a subresource', [{...rule, resources: ['*/log']}], pods, 'no'],
    ['stars everywhere', [{verbs: ['*'], apiGroups: ['*'], resources: ['*']}], pods, 'yes'],
    ['everything, of somebody who has less', [rule], {verb: '*', group: '*', resource: '*'}, 'no'],
    ['one object of a rule for some', [some], {...pods, name: 'web'}, 'yes'],
    ['another object than those of a rule', [some], {...pods, name: 'db'}, 'no'],
    ['an object nobody knows yet', [some], pods, 'unknown'],
    ['making an object of a rule for some', [{...some, verbs: ['create']}], {...pods, verb: 'create'}, 'no'],
    ['nothing', [], pods, 'no'],
  ] as const)
    it(`${name}: ${expected}`, () => assert.equal(coverage(rules, question), expected))

  it('knows an object that was typed', () => {
    assert.equal(coverage([some], pods, new Set(['web'])), 'yes')
    assert.equal(coverage([some], pods, new Set(['db'])), 'unknown')
  })

  it('never says less for more rules', () => {
    const words = fc.subarray(['*', 'get', 'list'])
    const rules = fc.array(
      fc.record({
        verbs: words,
        apiGroups: fc.subarray(['', '*', 'apps']),
        resources: fc.subarray(['pods', 'pods/log', '*', '*/log']),
      }),
    )
    const rank = {no: 0, unknown: 1, yes: 2}
    fc.assert(
      fc.property(rules, rules, fc.constantFrom(pods, logs), (first, more, question) => {
        assert.ok(rank[coverage([...first, ...more], question)] >= rank[coverage(first, question)])
      }),
    )
  })
})
