import assert from 'node:assert/strict'
import type {ApiObject} from '../../api.ts'
import {clusterPrinters} from './cluster-printers.ts'
import {humanDuration} from './human-duration.ts'
import {jsonPath} from './json-path.ts'
import {networkPrinters} from './network-printers.ts'
import {podPrinter, podStatus} from './pod-printer.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('human durations', () => {
  const cases: [milliseconds: number, text: string][] = [
    [-2000, '<invalid>'],
    [-500, '0s'],
    [0, '0s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [2 * minute + 33 * second, '2m33s'],
    [10 * minute, '10m'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [3 * hour + 5 * minute, '3h5m'],
    [47 * hour, '47h'],
    [2 * day + 3 * hour, '2d3h'],
    [8 * day, '8d'],
    [729 * day, '729d'],
    [3 * 365 * day + 10 * day, '3y10d'],
    [9 * 365 * day, '9y'],
  ]
  for (const [milliseconds, text] of cases)
    it(`${milliseconds} ms is ${text}`, () => assert.equal(humanDuration(milliseconds), text))
})

describe('paths of printer columns', () => {
  const value = {
    spec: {
      list: [
        {nm: 'a', v: 1},
        {nm: 'b', v: 2},
        {nm: 'c', v: 3},
      ],
      labels: {'app.io/x': 'y'},
    },
  }
  const cases: [path: string, found: unknown[]][] = [
    ['.spec.list[*].nm', ['a', 'b', 'c']],
    ['.spec.list[?(@.v>1)].nm', ['b', 'c']],
    ['.spec.list[?(@.nm=="b")].v', [2]],
    ['.spec.list[?(@.v)].v', [1, 2, 3]],
    ['.spec.list[-1:].nm', ['c']],
    ['.spec.list[0:2].nm', ['a', 'b']],
    ['.spec.list[0,2].nm', ['a', 'c']],
    ['.spec.list[::2].nm', ['a', 'c']],
    ['.spec.list[1].nm', ['b']],
    ['..v', [1, 2, 3]],
    [".spec.labels['app\\.io/x']", ['y']],
    ['.spec.labels.app\\.io/x', ['y']],
    ['{.spec.list[0].nm}', ['a']],
    ['.spec.nosuch', []],
    ['.spec.list[9].nm', []],
    ['.spec.list[', []],
  ]
  for (const [path, found] of cases) it(path, () => assert.deepEqual(jsonPath(value, path), found))
})

/** @feature API: the status of a pod as tables show it | works */
describe('the status of a pod', () => {
  const pod = (status: object, more: object = {}, spec: object = {}): ApiObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'p', creationTimestamp: '2026-01-01T00:00:00Z', ...more},
    spec: {containers: [{name: 'c'}], ...spec},
    status,
  })
  const waiting = (reason: string) => ({name: 'c', ready: false, restartCount: 0, state: {waiting: {reason}}})
  const ended = (reason: string, exitCode = 1) => ({
    name: 'c',
    ready: false,
    restartCount: 0,
    state: {terminated: {reason, exitCode}},
  })
  const init = {initContainers: [{name: 'i'}, {name: 'j'}]}
  const cases: [expected: string, pod: ApiObject][] = [
    ['Pending', pod({phase: 'Pending'})],
    ['Running', pod({phase: 'Running'})],
    ['ContainerCreating', pod({phase: 'Pending', containerStatuses: [waiting('ContainerCreating')]})],
    ['CrashLoopBackOff', pod({phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff')]})],
    ['Error', pod({phase: 'Failed', containerStatuses: [ended('Error')]})],
    ['Completed', pod({phase: 'Succeeded', containerStatuses: [ended('Completed', 0)]})],
    ['ExitCode:3', pod({phase: 'Failed', containerStatuses: [ended('', 3)]})],
    ['Evicted', pod({phase: 'Failed', reason: 'Evicted'})],
    ['Init:0/2', pod({phase: 'Pending', initContainerStatuses: [{name: 'i', state: {running: {}}}]}, {}, init)],
    [
      'Init:ImagePullBackOff',
      pod(
        {phase: 'Pending', initContainerStatuses: [{name: 'i', state: {waiting: {reason: 'ImagePullBackOff'}}}]},
        {},
        init,
      ),
    ],
    [
      'Init:1/2',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [
            {name: 'i', state: {terminated: {exitCode: 0}}},
            {name: 'j', state: {running: {}}},
          ],
        },
        {},
        init,
      ),
    ],
    ['Terminating', pod({phase: 'Running'}, {deletionTimestamp: '2026-01-01T00:00:00Z'})],
    ['Unknown', pod({phase: 'Running', reason: 'NodeLost'}, {deletionTimestamp: '2026-01-01T00:00:00Z'})],
    [
      'SchedulingGated',
      pod({phase: 'Pending', conditions: [{type: 'PodScheduled', status: 'False', reason: 'SchedulingGated'}]}),
    ],
  ]
  for (const [expected, object] of cases) it(expected, () => assert.equal(podStatus(object), expected))

  it('restarts tell how long ago the last one was', () => {
    const status = {
      name: 'c',
      ready: true,
      restartCount: 3,
      state: {running: {}},
      lastState: {terminated: {finishedAt: '2026-01-01T00:00:00Z'}},
    }
    const cells = podPrinter.cells(
      pod({phase: 'Running', containerStatuses: [status]}),
      Date.parse('2026-01-01T00:05:00Z'),
    )
    assert.deepEqual(cells.slice(1, 5), ['1/1', 'Running', '3 (5m ago)', '5m'])
  })

  it('a node that takes no pods says so', () => {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {name: 'n', labels: {'node-role.kubernetes.io/control-plane': ''}},
      spec: {unschedulable: true},
      status: {conditions: [{type: 'Ready', status: 'True'}]},
    }
    assert.deepEqual(clusterPrinters['/nodes']?.cells(node, 0).slice(1, 3), [
      'Ready,SchedulingDisabled',
      'control-plane',
    ])
  })
})

describe('network tables', () => {
  const cases: [table: string, fields: object, cells: unknown[]][] = [
    [
      'discovery.k8s.io/endpointslices',
      {
        addressType: 'IPv4',
        ports: [{port: 80}, {}],
        endpoints: [{addresses: ['10.0.0.1', '10.0.0.2']}, {addresses: ['10.0.0.3']}, {addresses: ['10.0.0.4']}],
      },
      ['x', 'IPv4', '80,*', '10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...', '0s'],
    ],
    ['discovery.k8s.io/endpointslices', {addressType: 'IPv6'}, ['x', 'IPv6', '<unset>', '<unset>', '0s']],
    [
      'networking.k8s.io/ingresses',
      {
        spec: {ingressClassName: 'nginx', rules: [{host: 'a.b'}, {}], tls: [{}]},
        status: {loadBalancer: {ingress: [{ip: '1.2.3.4'}, {hostname: 'h'}]}},
      },
      ['x', 'nginx', 'a.b', '1.2.3.4,h', '80, 443', '0s'],
    ],
    ['networking.k8s.io/ingresses', {}, ['x', '<none>', '*', '', '80', '0s']],
    [
      'networking.k8s.io/ingressclasses',
      {spec: {controller: 'c', parameters: {apiGroup: 'g', kind: 'K', name: 'n'}}},
      ['x', 'c', 'K.g/n', '0s'],
    ],
    [
      'networking.k8s.io/networkpolicies',
      {spec: {podSelector: {matchLabels: {b: '2', a: '1'}}}},
      ['x', 'a=1,b=2', '0s'],
    ],
    ['networking.k8s.io/networkpolicies', {spec: {podSelector: {}}}, ['x', '<none>', '0s']],
  ]
  for (const [table, fields, cells] of cases)
    it(`${table}: ${cells.slice(1, -1).join(' | ')}`, () => {
      const metadata = {name: 'x', creationTimestamp: '2026-01-01T00:00:00Z'}
      const object: ApiObject = {apiVersion: 'v1', kind: 'X', metadata, ...fields}
      assert.deepEqual(networkPrinters[table]?.cells(object, Date.parse(metadata.creationTimestamp)), cells)
    })
})
