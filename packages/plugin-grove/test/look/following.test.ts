import assert from 'node:assert/strict'
import Health from '../../src/commands/grove/health.ts'
import Status from '../../src/commands/grove/status.ts'
import {type GroveWorld, world} from '../world.ts'

const cliques = {group: 'grove.io', plural: 'podcliques'}
const configMaps = {group: '', plural: 'configmaps'}

describe('following sets', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  beforeEach(async () => {
    cluster = await world()
  })
  afterEach(() => cluster.stop())

  const scale = (replicas: number) => cluster.api.patch(cliques, 'my-inference-0-decode', 'prod', {spec: {replicas}})

  it('shows what a change brings about, state by state', async () => {
    const stop = new AbortController()
    const states: {health: string; roles: {ready: number; desired: number}[]}[] = []
    const {code} = await cluster.pass(Status, ['my-inference', '-w', '-o', 'json'], {
      signal: stop.signal,
      onWrite(stream, text) {
        if (stream !== 'out') return
        states.push(JSON.parse(text).items[0])
        if (states.length === 1) scale(9)
        const decode = states.at(-1)?.roles[1]
        if (decode?.desired === 9 && decode.ready === 9) stop.abort()
      },
    })
    assert.equal(code, 130)
    assert.deepEqual([states[0]?.health, states[0]?.roles[1]?.ready], ['Healthy', 8])
    assert.deepEqual([states.at(-1)?.health, states.at(-1)?.roles[1]?.desired], ['Healthy', 9])
  })

  it('ends by itself when all is healthy again', async () => {
    scale(9)
    assert.match((await cluster.run(Health, ['my-inference'])).out, /Progressing|Degraded/)
    const {code, out} = await cluster.pass(Health, ['my-inference', '--until', 'healthy'])
    assert.equal(code, 0)
    assert.match(out, /Healthy/)
  })

  it('names a rollout that is driven from here, and the line that goes on with it', async () => {
    const rollout = {id: 'a1', verb: 'canary', phase: 'Paused', reason: 'canary', step: 0, steps: [1, 8]}
    cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'my-inference-ome-rollout',
        namespace: 'prod',
        labels: {'app.kubernetes.io/managed-by': 'ome', 'ome.cli/kind': 'grove-rollout', 'ome.cli/pcs': 'my-inference'},
      },
      data: {'rollout.json': JSON.stringify(rollout)},
    })
    const {out} = await cluster.run(Status, ['my-inference'], {bin: 'kubectl grove'})
    assert.match(
      out,
      /\nrollout of my-inference: canary Paused \(canary\), step 1 of 2; nobody drives it: kubectl grove rollout resume my-inference -n prod\n/,
    )
  })

  it('says that nothing answers for it while the operator is down', async () => {
    const deployments = {group: 'apps', plural: 'deployments'}
    cluster.api.patch(deployments, 'grove-operator', 'grove-system', {spec: {replicas: 0}})
    await cluster.advance(60_000)
    const {code, out} = await cluster.run(Health, ['my-inference'])
    assert.equal(code, 3)
    assert.match(out, /^prod\/my-inference {2}Unknown /)
  })
})
