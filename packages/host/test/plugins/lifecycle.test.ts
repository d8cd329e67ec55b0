import assert from 'node:assert/strict'
import {join} from 'node:path'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {terminalConsent} from '@ome/installer/install/consent'
import {installPlugins, upgradePlugins} from '@ome/installer/install/install-plugins'
import {planText} from '@ome/installer/install/plan-text'
import {refreshRegistries} from '@ome/installer/install/registries'
import {openPolicy} from '@ome/installer/policy/policy'
import {OmeError} from '@ome/sdk/errors'
import PluginLink from '../../src/commands/plugin/link.ts'
import {listPlugins} from '../../src/plugins/installed-plugins.ts'
import {runCommand} from './run-command.ts'
import {install, listPods, refuses, upgrade, Workshop, yes} from './workshop.ts'

describe('the life of a plugin', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0', needs: [listPods]})])
    await install(shop.bench(), 'ome-x')
  })
  afterEach(() => shop.end())

  const publish = (version: string, shape: object = {}, options: object = {}) =>
    shop.publish([shop.plugin({name: 'ome-x', version, needs: [listPods], ...shape})], options)
  const yanked = (severity: string): object => ({
    patches: [`ome-x=${JSON.stringify({yanked: {at: '2026-09-02T09:00:00Z', severity, reason: 'it leaks'}})}`],
  })
  const refresh = () => refreshRegistries(shop.bench(), 'dev')
  const status = () => listPlugins(shop.bench()).map(({name, status, reason}) => [name, status, reason])

  describe('more rights than before', () => {
    const wider = {needs: [listPods, {...listPods, resources: ['secrets']}]}

    it('a person at a terminal is asked, after the plan that shows them', async () => {
      await publish('1.1.0', wider)
      const person = yes()
      const asked: string[] = []
      const agreeToMore = async (question: string) => {
        assert.match(person.shown.map(planText).join(''), /rights {4}\+ list secrets/)
        asked.push(question)
      }

      await upgradePlugins(shop.bench(), ['ome-x'], {acceptNeeds: false, dryRun: false}, {...person, agreeToMore})

      assert.deepEqual(asked, ['ome-x 1.1.0 may do more than 1.0.0. Accept that?'])
      assert.equal(shop.active('ome-x'), '1.1.0')
    })

    it('a no changes nothing', async () => {
      await publish('1.1.0', wider)
      const agreeToMore = () => Promise.reject(new OmeError('cancelled', 'no'))
      await refuses(
        upgradePlugins(shop.bench(), ['ome-x'], {acceptNeeds: false, dryRun: false}, {...yes(), agreeToMore}),
        'cancelled',
        /no/,
      )
      assert.equal(shop.active('ome-x'), '1.0.0')
    })

    it('a terminal and --yes is a script: nobody is asked', () => {
      const io = {canPrompt: true, out: () => {}, err: () => {}}
      const context = {io} as unknown as Parameters<typeof terminalConsent>[0]
      const agree = async (): Promise<void> => {}
      assert.equal(terminalConsent(context, {'dry-run': false, yes: true}, agree).agreeToMore, undefined)
      assert.equal(terminalConsent(context, {'dry-run': false, yes: false}, agree).agreeToMore, agree)
    })
  })

  describe('a withdrawn release', () => {
    it('normal: says so once, marks, and goes on running', async () => {
      await publish('1.0.0', {}, yanked('normal'))
      await refresh()
      await refresh()

      assert.deepEqual(
        shop.said.filter((line) => line.includes('withdrawn')),
        [
          'warning: ome-x 1.0.0 was withdrawn by its registry: it leaks; wait for a fixed release, or take it out: ome plugin uninstall ome-x',
        ],
      )
      assert.deepEqual(status(), [['ome-x', 'yanked', 'it still runs']])
      assert.deepEqual(
        activePlugins(shop.data).map(({blocked, withdrawn}) => [blocked, withdrawn]),
        [[undefined, true]],
      )
    })

    it('critical: does not run any more, and the fix is taken', async () => {
      await publish('1.0.0', {}, yanked('critical'))
      await refresh()
      assert.ok(shop.said.some((line) => line.includes('its commands do not run any more')))
      assert.deepEqual(status(), [['ome-x', 'yanked', 'it does not run']])

      await publish('1.0.1')
      await upgrade(shop.bench(), 'ome-x')
      assert.deepEqual(status(), [['ome-x', 'enabled', undefined]])
    })

    it('without a newer one: an upgrade names the release to go back to, a new installation takes that one', async () => {
      const both = shop.plugin({name: 'ome-x', version: '1.1.0', needs: [listPods]})
      shop.put(both, {'variants.json': '[{"version":"1.0.0","without":[]}]'})
      await shop.publish([both])
      await upgrade(shop.bench(), 'ome-x')
      await shop.publish([both], yanked('critical'))

      await assert.rejects(upgrade(shop.bench(), 'ome-x'), {
        kind: 'denied',
        message: 'ome-x 1.1.0 was withdrawn on 2026-09-02T09:00:00Z, and no newer release replaces it',
        hints: ['go back to the newest that may be used: ome plugin install ome-x@1.0.0'],
      })
      await install(shop.bench(), 'ome-x@1.0.0')
      assert.equal(shop.active('ome-x'), '1.0.0')
      const elsewhere = await install(shop.bench({data: join(shop.home, 'elsewhere')}), 'ome-x')
      assert.equal(elsewhere[0]?.version, '1.0.0')
    })
  })

  it('what takes long is told while it takes: the registry, then each download with its size', async () => {
    const told: string[] = []
    const during = <Result>(title: string, work: Promise<Result>): Promise<Result> => {
      told.push(title)
      return work
    }
    await publish('1.1.0')

    await upgrade(shop.bench({during}), 'ome-x')

    assert.deepEqual(told, ['reading registry dev', 'downloading ome-x 1.1.0 (1 KiB)'])
  })

  it('all at once: one that cannot go on is named and the others are upgraded', async () => {
    const y = (version: string) => shop.plugin({name: 'ome-y', version})
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0', needs: [listPods]}), y('1.0.0')])
    await install(shop.bench(), 'ome-y')
    await shop.publish([y('1.1.0')])

    const outcomes = await upgrade(shop.bench())

    assert.deepEqual(
      outcomes.map(({name, outcome}) => [name, outcome]),
      [['ome-y', 'upgraded']],
    )
    assert.ok(shop.said.includes('warning: ome-x stays as it is: plugin "ome-x" is in no registry'))
  })

  it('a lower version by name is a downgrade, and called so', async () => {
    await publish('1.1.0')
    await upgrade(shop.bench(), 'ome-x')
    await publish('1.0.0')
    const person = yes()

    const [outcome] = await installPlugins(shop.bench(), ['ome-x@1.0.0'], {acceptNeeds: false, dryRun: false}, person)

    assert.equal(outcome?.outcome, 'downgraded')
    assert.match(person.shown.map(planText).join(''), /^downgrade ome-x 1\.1\.0 → 1\.0\.0 /)
  })

  it('one that is not developed any more says what to use instead', async () => {
    const folder = shop.plugin({name: 'ome-old', version: '1.0.0'})
    shop.put(folder, {
      'plugin.yaml':
        'name: ome-old\nkind: npm\npublisher: p\nsummary: s\ntopics: []\nchannels: {stable: 1.0.0}\nmaintainers: []\n' +
        'deprecated: {since: "2026-01-01", replacedBy: ome-new, message: moved}\n',
    })
    await shop.publish([folder])

    await install(shop.bench(), 'ome-old')

    assert.deepEqual(shop.said, ['note: ome-old is not developed any more since 2026-01-01: moved; use ome-new'])
  })

  describe('under a policy', () => {
    const policy = {...openPolicy, origins: {link: '/etc/ome/policy.yaml'}}

    it('a denied plugin is not installed, and the person to ask is named', async () => {
      const deny = [
        {plugin: 'ome-*', message: 'not reviewed', contact: 'sec@example.com', origin: '/etc/ome/policy.yaml'},
      ]
      await shop.publish([shop.plugin({name: 'ome-y', version: '1.0.0'})])

      await assert.rejects(install(shop.bench({policy: {...policy, deny}}), 'ome-y'), {
        kind: 'denied',
        message: 'plugin "ome-y" is not permitted by policy /etc/ome/policy.yaml: not reviewed',
        hints: ['whom to ask: sec@example.com'],
      })
    })

    it('a pinned plugin is taken to its version, down as well, and nowhere else', async () => {
      const pinned = shop.bench({policy: {...policy, pins: {'ome-x': '1.0.0'}}})
      await publish('1.1.0')
      await upgrade(shop.bench(), 'ome-x')
      await publish('1.0.0')

      assert.equal((await upgrade(pinned, 'ome-x'))[0]?.outcome, 'downgraded')
      await refuses(install(pinned, 'ome-x@1.1.0'), 'denied', /keeps ome-x at 1\.0\.0/)
    })

    it('folders are not linked', async () => {
      const ended = await runCommand(shop, PluginLink, ['.'], {
        policies: {system: {...policy, link: false}, own: []},
      })
      assert.equal(ended.code, 5)
      assert.match(ended.err, /^error: policy \/etc\/ome\/policy\.yaml does not permit linked folders\n/)
    })
  })
})
