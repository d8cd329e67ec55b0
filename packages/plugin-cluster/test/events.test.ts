import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {type RunOptions, run} from '@ome/testkit/run'
import Describe from '../src/commands/describe.ts'
import Events from '../src/commands/events.ts'
import {type FakeOptions, fakeKube} from './fake-kube.ts'
import {clusterModel, deployment, event, pod, service, tour} from './tour.ts'

const llama = service('prod-llama', 'default', 'llama-3-3-70b-instruct')
const objects: readonly KubeObject[] = [
  ...tour,
  event('e1', 'default', llama, 'Created', 'engine created'),
  event('e2', 'default', pod('prod-llama', 'default', 1), 'BackOff', 'restarting\nfailed container', {
    type: 'Warning',
    count: 3,
    firstTimestamp: '2026-11-21T11:55:00Z',
    lastTimestamp: '2026-11-21T11:59:00Z',
  }),
  event('e3', 'default', clusterModel('llama-3-3-70b-instruct'), 'Downloaded', 'on gpu-1', {
    lastTimestamp: '2026-11-21T11:30:00Z',
    firstTimestamp: '2026-11-21T11:30:00Z',
  }),
  event('e4', 'default', pod('other', 'default', 1), 'Other', 'about something else'),
  event('e5', 'team', service('chat', 'team', 'x'), 'Created', 'elsewhere'),
]

const options = (more: RunOptions & FakeOptions = {}) => ({kube: fakeKube(objects, more).kube, ...more})

describe('events', () => {
  it('of a service are its own, those of all it owns and of its model, oldest first', async () => {
    const {out, code} = await run(Events, ['service', 'prod-llama'], options())
    assert.equal(code, 0)
    assert.equal(
      out,
      [
        'LAST               TYPE      REASON       OBJECT                                    MESSAGE',
        '30m                Normal    Downloaded   clusterbasemodel/llama-3-3-70b-instruct   on gpu-1',
        '2m                 Normal    Created      inferenceservice/prod-llama               engine created',
        '60s (x3 over 5m)   Warning   BackOff      pod/prod-llama-engine-1                   restarting...',
        '',
      ].join('\n'),
    )
  })

  it('of a namespace, of all, and of the last minutes', async () => {
    assert.match((await run(Events, [], options())).out, /about something else/)
    assert.match(
      (await run(Events, ['-A'], options())).out,
      /^NAMESPACE .*\n[\s\S]*team +2m +Normal +Created +inferenceservice\/chat/,
    )
    const recent = JSON.parse((await run(Events, ['--since', '90s', '-o', 'json'], options())).out)
    assert.deepEqual(
      recent.items.map(({reason, count}: {reason: string; count: number}) => [reason, count]),
      [['BackOff', 3]],
    )
  })

  it('that are gone are explained', async () => {
    const result = await run(Events, ['-n', 'empty'], options())
    assert.deepEqual(result, {code: 0, out: '', err: 'no events; the cluster keeps them for one hour\n'})
  })

  it('followed end well after the time they were given', async () => {
    const {code} = await run(Events, ['service/prod-llama', '--follow', '--timeout', '30ms'], options())
    assert.equal(code, 0)
  })

  it('followed print what is new about the object', async () => {
    const controller = new AbortController()
    const late = event('late', 'default', deployment('prod-llama', 'default'), 'Scaled', 'up')
    const stranger = event('late2', 'default', pod('other', 'default', 1), 'Other', 'not ours')
    const result = await run(
      Events,
      ['service/prod-llama', '--follow'],
      options({
        signal: controller.signal,
        changes: {events: [stranger, late].map((object) => ({type: 'ADDED', object}))},
        onWrite: (_, text) => text.includes('Scaled') && controller.abort(),
      }),
    )
    assert.equal(result.code, 130)
    assert.doesNotMatch(result.out, /not ours/)
    assert.match(result.out.trimEnd().split('\n').at(-1) ?? '', /deployment\/prod-llama-engine +up$/)
  })

  it('followed include those of a model in another namespace', async () => {
    const controller = new AbortController()
    const {kube} = fakeKube([...objects, clusterModel('x')], {
      changes: {
        events: [{type: 'ADDED', object: event('m', 'default', clusterModel('gone-model'), 'Downloaded', 'on gpu-2')}],
      },
    })
    const result = await run(Events, ['service', 'chat', '-n', 'team', '--follow'], {
      kube,
      signal: controller.signal,
      onWrite: (_, text) => text.includes('on gpu-2') && controller.abort(),
    })
    assert.match(result.out, /elsewhere\n[\s\S]*clusterbasemodel\/gone-model +on gpu-2\n/)
  })

  it('need a name behind a noun, and an object that exists', async () => {
    const missing = await run(Events, ['service'], options())
    assert.equal(missing.code, 2)
    assert.match(missing.err, /^error: the name of the service is missing\nhint: name it: ome events service NAME\n/)
    const picked = await run(Events, ['service'], options({tty: true, stdin: ['']}))
    assert.match(picked.out, /engine created/)
    assert.equal((await run(Events, ['service', 'nope'], options())).code, 4)
    assert.equal((await run(Events, ['-A'], options({denied: ['events']}))).code, 5)
  })
})

describe('describe', () => {
  it('shows a service with its children and events', async () => {
    const {out, code} = await run(Describe, ['service', 'prod-llama'], options())
    assert.equal(code, 0)
    assert.match(
      out,
      /^Name: +prod-llama\nNamespace: +default\nKind: +InferenceService \(ome\.io\/v1beta1\)\nModel: +llama-3-3-70b-instruct\n/,
    )
    assert.match(out, /\nStatus: +Ready\n/)
    assert.match(out, /\nGPUs: +12\n/)
    assert.match(out, /\nChildren\ndeployment\/prod-llama-engine {2}3\/3\n├─ pod\/prod-llama-engine-0 {2}Running\n/)
    assert.match(out, /\nEvents\nLAST /)
  })

  it('shows any other resource with its manifest', async () => {
    const {out} = await run(Describe, ['node', 'gpu-1'], options())
    assert.match(out, /\nConditions\nTYPE /)
    assert.match(out, /\nObject\napiVersion: v1\nkind: Node\n/)
    assert.match(out, /\nEvents\nnone; /)
  })

  it('completes model names and says so', async () => {
    const {err, out} = await run(Describe, ['model', 'llama-3-3-70b', '-o', 'json'], options())
    assert.match(err, /is taken as/)
    const document = JSON.parse(out)
    assert.deepEqual(
      [document.kind, document.object.name, document.model.status],
      ['Description', 'llama-3-3-70b-instruct', 'Ready'],
    )
  })

  it('asks which one on a terminal, and needs a name without', async () => {
    const chosen = await run(Describe, ['service'], options({tty: true, stdin: ['']}))
    assert.match(chosen.out, /^Name: +prod-llama\n/)
    assert.equal((await run(Describe, ['service'], options())).code, 2)
    assert.equal((await run(Describe, [], options())).code, 2)
    assert.equal((await run(Describe, ['service/a', 'service/b'], options())).code, 2)
    const both = await run(Describe, [], options({tty: true, stdin: ['', '']}))
    assert.match(both.out, /^Name: +prod-llama\n/)
    assert.equal((await run(Describe, ['pods', 'nope'], options())).code, 4)
  })
})
