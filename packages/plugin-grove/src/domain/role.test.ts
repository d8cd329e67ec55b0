import assert from 'node:assert/strict'
import {isOmeError} from '@ome/sdk/errors'
import {type MadeClique, type MadeSet, templateOf} from '../../test/made-objects.ts'
import {badgeOf, findRole, rolesOf} from './role.ts'

const names = (set: Omit<MadeSet, 'name'>): readonly string[] =>
  rolesOf(templateOf({name: 'x', ...set})).map((role) => `${role.name}[${badgeOf(role)}]`)

describe('roles of a set', () => {
  const said: readonly (readonly [what: string, clique: Omit<MadeClique, 'replicas'>, expected: string])[] = [
    ['the label of users', {name: 'pca', labels: {'grove.io/role': 'prefill'}}, 'prefill[P]'],
    [
      "Dynamo's narrower label",
      {
        name: 'x',
        labels: {'nvidia.com/dynamo-component-type': 'worker', 'nvidia.com/dynamo-sub-component-type': 'decode'},
      },
      'decode[D]',
    ],
    ["Dynamo's label", {name: 'x', labels: {'nvidia.com/dynamo-component-type': 'frontend'}}, 'frontend[F]'],
    ['the role name', {name: 'pca', roleName: 'prefill-leader'}, 'prefill-leader[P]'],
    ['the role name, though it says nothing', {name: 'pca', roleName: 'pcarole'}, 'pcarole[·]'],
    ['the name, where the role name is just "worker"', {name: 'my-decode', roleName: 'worker'}, 'decode[D]'],
    ['what the engine is started with', {name: 'engine', args: ['--disaggregation-mode', 'prefill']}, 'engine[P]'],
    ['an older flag of engines', {name: 'engine', args: ['--is-prefill-worker']}, 'engine[P]'],
    ['a router', {name: 'router'}, 'router[F]'],
  ]
  for (const [what, clique, expected] of said)
    it(`are called by ${what}`, () => assert.deepEqual(names({cliques: [{replicas: 1, ...clique}]}), [expected]))

  it('are one per standalone clique and one per scaling group, in the order of the template', () => {
    const roles = rolesOf(
      templateOf({
        name: 'x',
        cliques: [
          {name: 'leader', replicas: 1, gpus: 8},
          {name: 'frontend', replicas: 2},
          {name: 'worker', replicas: 3, gpus: 4},
        ],
        groups: [{name: 'decode', cliques: ['leader', 'worker'], replicas: 5, minAvailable: 2}],
      }),
    )
    assert.deepEqual(
      roles.map(({name, kind, podsPerWorker, gpusPerWorker, templateReplicas, minAvailable}) => [
        name,
        kind,
        podsPerWorker,
        gpusPerWorker,
        templateReplicas,
        minAvailable,
      ]),
      [
        ['decode', 'PodCliqueScalingGroup', 4, 20, 5, 2],
        ['frontend', 'PodClique', 1, 0, 2, 2],
      ],
    )
  })

  it('go by their own names where two have the same word', () => {
    const twice = [
      {name: 'a', replicas: 1, labels: {'grove.io/role': 'decode'}},
      {name: 'b', replicas: 1, labels: {'grove.io/role': 'decode'}},
    ]
    assert.deepEqual(names({cliques: twice}), ['a[D]', 'b[D]'])
    const roles = rolesOf(templateOf({name: 'x', cliques: twice}))
    assert.equal(findRole(roles, 'b', 'x').own, 'b')
    assert.throws(
      () => findRole(roles, 'decode', 'x'),
      (error) => isOmeError(error) && error.kind === 'usage' && /a, b/.test(error.hints.join()),
    )
  })

  it('are found by word, own name or duty, and refused with what there is', () => {
    const roles = rolesOf(
      templateOf({
        name: 'x',
        cliques: [
          {name: 'pca', replicas: 1, roleName: 'prefill-leader'},
          {name: 'decode', replicas: 1},
        ],
      }),
    )
    for (const word of ['prefill', 'prefill-leader', 'pca']) assert.equal(findRole(roles, word, 'x').own, 'pca')
    assert.throws(
      () => findRole(roles, 'decod', 'x'),
      (error) =>
        isOmeError(error) &&
        error.kind === 'not-found' &&
        error.hints.includes('did you mean decode?') &&
        error.hints.includes('its roles: prefill-leader, decode'),
    )
  })
})
