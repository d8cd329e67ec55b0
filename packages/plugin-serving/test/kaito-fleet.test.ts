import assert from 'node:assert/strict'
import AdaptersList from '../src/commands/adapters/list.ts'
import AlertsList from '../src/commands/alerts/list.ts'
import FeaturesList from '../src/commands/features/list.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

describe('lists of what KAITO has in several clusters', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('show the adapters of each, and one without the object hides no other', async () => {
    const {code, out, err} = await world.said(
      AdaptersList,
      'workspace my-workspace --cluster production,us-east -n default',
    )
    assert.equal(code, 4)
    assert.match(out, /^production +old-adapter +old-adapter:v1 +1 +yes$/m)
    assert.match(err, /^error: us-east: workspace "my-workspace" not found/m)
  })

  it('show gates that differ', async () => {
    const {code, out} = await world.said(FeaturesList, '--cluster prod,staging -o json')
    assert.equal(code, 0)
    const rows: readonly {cluster: string; gate: string; effective: boolean}[] = JSON.parse(out).items
    const provisioning = rows.filter(({gate}) => gate === 'disableNodeAutoProvisioning')
    assert.deepEqual(
      provisioning.map(({cluster, effective}) => [cluster, effective]),
      [
        ['prod', false],
        ['staging', true],
      ],
    )
  })

  it('show alerts', async () => {
    const {code, out} = await world.said(AlertsList, '--cluster production,us-east -A')
    assert.equal(code, 0)
    assert.match(out, /^production +default +GpuUtilizationHigh +ome-workspace-my-workspace/m)
  })
})
