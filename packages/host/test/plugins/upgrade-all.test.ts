import assert from 'node:assert/strict'
import {demandNoneLeftOut, upgradePlugins} from '@ome/installer/install/install-plugins'
import {install, listPods, upgrade, Workshop, yes} from './workshop.ts'

/** One plugin has a release that may do more, the other one has not. */
describe('upgrading every plugin', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    const both = (version: string, needs: readonly (typeof listPods)[]) => [
      shop.plugin({name: 'ome-wide', version, needs}),
      shop.plugin({name: 'ome-x', version}),
    ]
    await shop.publish(both('1.0.0', []))
    await install(shop.bench(), 'ome-wide', 'ome-x')
    await shop.publish(both('1.1.0', [listPods]))
  })
  afterEach(() => shop.end())

  it('what may do more is left out and named, the others go on', async () => {
    const person = yes()

    const outcomes = await upgradePlugins(shop.bench(), [], {acceptNeeds: false, dryRun: false}, person)

    assert.deepEqual([shop.active('ome-wide'), shop.active('ome-x')], ['1.0.0', '1.1.0'])
    assert.deepEqual(outcomes.map(({name, outcome}) => [name, outcome]).sort(), [
      ['ome-wide', 'unchanged'],
      ['ome-x', 'upgraded'],
    ])
    assert.deepEqual(person.shown.map(({plugin}) => plugin.name).sort(), ['ome-wide', 'ome-x'])
    assert.throws(() => demandNoneLeftOut(outcomes), {
      kind: 'denied',
      message: 'ome-wide 1.1.0 may do more than 1.0.0: left as it is',
      hints: ['if that is wanted: ome plugin upgrade ome-wide --accept-needs'],
    })
  })

  it('accepted, nothing is left out', async () => {
    const outcomes = await upgradePlugins(shop.bench(), [], {acceptNeeds: true, dryRun: false}, yes())

    assert.equal(shop.active('ome-wide'), '1.1.0')
    demandNoneLeftOut(outcomes)
  })

  it('a person is asked, and a no changes nothing', async () => {
    const agreeToMore = () => Promise.reject(new Error('no'))

    await assert.rejects(
      upgradePlugins(shop.bench(), [], {acceptNeeds: false, dryRun: false}, {...yes(), agreeToMore}),
      /no/,
    )
    assert.equal(shop.active('ome-x'), '1.0.0')
  })

  it('by name nothing is upgraded when one may do more', async () => {
    await assert.rejects(upgrade(shop.bench(), 'ome-x', 'ome-wide'), /may do more/)

    assert.equal(shop.active('ome-x'), '1.0.0')
  })
})
