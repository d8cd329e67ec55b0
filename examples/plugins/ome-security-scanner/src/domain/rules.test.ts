import assert from 'node:assert/strict'
import {countAtLeast, findings} from './rules.ts'
import type {Container, Workload} from './workload.ts'

const container: Container = {
  name: 'main',
  image: 'example/main:1.2',
  isPrivileged: false,
  user: 'other',
  tokens: [],
  trustsRemoteCode: false,
  hostPorts: [],
}

const workload = (change: Partial<Container> = {}, more: Partial<Workload> = {}): Workload => ({
  namespace: 'ml',
  object: 'deployment/llama',
  labels: {},
  containers: [{...container, ...change}],
  hostPaths: [],
  hostNamespaces: [],
  ...more,
})

const rulesOf = (...workloads: readonly Workload[]) =>
  findings({workloads, services: [], uncovered: []}).map(({rule, severity}) => `${rule} ${severity}`)

describe('rules of the audit', () => {
  for (const [what, found, expected] of [
    ['nothing wrong', workload(), []],
    ['a privileged container', workload({isPrivileged: true}), ['privileged critical']],
    ['root', workload({user: 'root'}), ['root high']],
    ['no user', workload({user: 'image'}), ['user-not-set low']],
    ['a token', workload({tokens: ['HF_TOKEN']}), ['token-in-env high']],
    ['remote code', workload({trustsRemoteCode: true}), ['remote-code high']],
    ['a host port', workload({hostPorts: [8000]}), ['host-port medium']],
    ['a mount of the node', workload({}, {hostPaths: ['/var/run']}), ['host-mount high']],
    ['the network of the node', workload({}, {hostNamespaces: ['hostNetwork']}), ['host-namespace high']],
    ['latest', workload({image: 'example/main:latest'}), ['moving-tag medium']],
    ['no tag', workload({image: 'registry:5000/main'}), ['moving-tag medium']],
    ['a digest', workload({image: 'registry:5000/main@sha256:ab'}), []],
  ] as const)
    it(`${what}: ${expected.join(', ') || 'no finding'}`, () => assert.deepEqual(rulesOf(found), expected))

  it('the worst comes first, and a threshold counts from it upwards', () => {
    const all = findings({
      workloads: [workload({user: 'image', isPrivileged: true})],
      services: [{namespace: 'ml', name: 'door', type: 'NodePort', ports: [80]}],
      uncovered: [],
    })
    assert.deepEqual(
      all.map(({rule}) => rule),
      ['privileged', 'open-endpoint', 'user-not-set'],
    )
    assert.deepEqual([countAtLeast(all, 'low'), countAtLeast(all, 'medium'), countAtLeast(all, 'critical')], [3, 2, 1])
  })
})
