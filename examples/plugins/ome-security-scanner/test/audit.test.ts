import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {golden} from '@ome/testkit/golden'
import {run} from '@ome/testkit/run'
import {scenario} from '@ome/testkit/scenario'
import Audit from '../src/commands/security-scanner/audit.ts'

describe('ome security-scanner audit', () => {
  let world: TestCluster

  before(async () => {
    world = await cluster({objects: await scenario(import.meta.dirname, 'ml-models')})
    await world.advance(30_000)
  })

  after(() => world?.stop())

  const ask = (...argv: readonly string[]) => run(Audit, ['-n', 'ml-models', ...argv], {kube: world.kube})

  it('lists what is open to attack, the worst first, and ends with code 3', async () => {
    const {code, out, err} = await ask()

    golden(import.meta.dirname, 'audit', out)
    assert.deepEqual([code, err], [3, 'error: 11 findings of severity low or worse\n'])
  })

  it('never prints a credential', async () => {
    for (const format of ['json', 'yaml', 'wide', 'name']) {
      const {out, err} = await ask('-o', format)
      assert.doesNotMatch(out + err, /sk-test/)
    }
  })

  it('only what is as bad as --fail-on ends with code 3', async () => {
    assert.equal((await ask('--fail-on', 'critical')).code, 3)
    assert.equal((await run(Audit, ['-n', 'default'], {kube: world.kube})).code, 0)
  })

  it('a severity that there is not is refused', async () => assert.equal((await ask('--fail-on', 'awful')).code, 2))

  it('says that policies were left out where the person may not see them', async () => {
    const kube = await world.kube()
    const list: KubeClient['list'] = (resource, options) =>
      resource.plural === 'networkpolicies'
        ? Promise.reject(new OmeError('denied', 'forbidden'))
        : kube.list(resource, options)
    const {out, err} = await run(Audit, ['-n', 'ml-models'], {kube: Object.create(kube, {list: {value: list}})})

    assert.match(err, /^note: network policies were left out: you may not list them\n/)
    assert.doesNotMatch(out, /no-network-policy/)
  })
})
