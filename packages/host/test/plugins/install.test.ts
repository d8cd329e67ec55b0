import assert from 'node:assert/strict'
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {activePlugins} from '@ome/installer/install/active-plugins'
import {uninstallPlugin} from '@ome/installer/install/change-plugins'
import {installPlugins, upgradePlugins} from '@ome/installer/install/install-plugins'
import {readLock} from '@ome/installer/install/lock'
import {planText} from '@ome/installer/install/plan-text'
import {localDisk} from '@ome/sdk/disk/disk'
import {install, listPods, refuses, upgrade, Workshop, yes} from './workshop.ts'

const secrets = {...listPods, resources: ['secrets'], verbs: ['get'], why: 'reads tokens'}

describe('plugin install', () => {
  let shop: Workshop
  beforeEach(() => {
    shop = new Workshop()
  })
  afterEach(() => shop.end())

  const publish = (version: string, shape: object = {}) =>
    shop.publish([shop.plugin({name: 'ome-x', version, ...shape})])

  it('puts the release into the store, read-only, and makes it active; nothing of it runs', async () => {
    await publish('1.1.0')

    const outcomes = await install(shop.bench(), 'ome-x')

    assert.deepEqual(outcomes, [{name: 'ome-x', version: '1.1.0', outcome: 'installed', commands: 1}])
    const [plugin] = activePlugins(shop.data)
    assert.equal(plugin?.version, '1.1.0')
    assert.equal(plugin?.blocked, undefined)
    assert.equal(statSync(plugin?.bundle ?? '').mode & 0o777, 0o444)
    assert.deepEqual(readdirSync(plugin?.root ?? '').sort(), ['dist', 'oclif.manifest.json', 'package.json'])
    assert.equal(shop.ran, false)
  })

  it('leaves no staging folder, no lock file of its own, and a package.json in the form of plugin-plugins', async () => {
    await publish('1.1.0')

    await install(shop.bench(), 'ome-x')

    assert.deepEqual(shop.staging, [])
    assert.deepEqual(
      readdirSync(shop.data).sort(),
      ['package.json', 'plugins.lock.json', 'registries', 'staging', 'store'].filter((name) =>
        existsSync(join(shop.data, name)),
      ),
    )
    const {oclif} = JSON.parse(readFileSync(join(shop.data, 'package.json'), 'utf8'))
    assert.deepEqual(oclif.plugins, [{name: 'ome-x', type: 'link', root: activePlugins(shop.data)[0]?.root}])
  })

  it('a second time the same release is unchanged and nothing is downloaded', async () => {
    await publish('1.1.0')
    await install(shop.bench(), 'ome-x')

    const unused = {...localDisk, write: async () => assert.fail('it wrote a file')}
    const [again] = await install(shop.bench({disk: unused}), 'ome-x')

    assert.equal(again?.outcome, 'unchanged')
  })

  it('takes another build of the same version from a registry for development', async () => {
    await publish('1.1.0')
    await install(shop.bench(), 'ome-x')
    await publish('1.1.0', {commands: ['x show', 'x list']})

    const [again] = await install(shop.bench(), 'ome-x')

    assert.equal(again?.outcome, 'rebuilt')
    assert.equal((await install(shop.bench(), 'ome-x'))[0]?.outcome, 'unchanged')
  })

  for (const word of [
    '../x',
    './x',
    '/x',
    'file:x.tgz',
    'https://host/x.tgz',
    'git+ssh://host/x',
    'org/x',
    'x y',
    'X',
    '',
    '@ome',
    'x@latest',
    'x@^1.0.0',
    'x@../1',
  ]) {
    it(`"${word}" is refused before anything is read`, async () => {
      await refuses(install(shop.bench({registries: []}), word), 'usage', /is not/)
      assert.equal(existsSync(shop.data), false)
    })
  }

  it('an unknown name and an unknown version are not found', async () => {
    await publish('1.0.0')

    await refuses(install(shop.bench(), 'ome-y'), 'not-found', /"ome-y" is in no registry/)
    await refuses(install(shop.bench(), 'ome-x@9.9.9'), 'not-found', /has no version 9.9.9/)
    await refuses(
      installPlugins(shop.bench(), ['ome-x'], {acceptNeeds: false, dryRun: false, channel: 'beta'}, yes()),
      'not-found',
      /no channel "beta"/,
    )
  })

  it('without a registry it says so', async () => {
    await refuses(install(shop.bench({registries: []}), 'ome-x'), 'not-found', /built without a registry/)
  })

  it('a plugin for another host is a conflict', async () => {
    await publish('1.0.0', {hostApi: '^7.0.0'})

    await refuses(
      install(shop.bench(), 'ome-x'),
      'conflict',
      /needs the plugin contract \^7.0.0, this ome serves 0.1.0/,
    )
  })

  it('a release whose files are of another kind than the index says is refused', async () => {
    const folder = shop.plugin({name: 'ome-x', version: '1.0.0'})
    shop.put(folder, {
      'plugin.yaml':
        'name: ome-x\nkind: python\npublisher: p\nsummary: s\ntopics: []\nchannels: {stable: 1.0.0}\nmaintainers: []\n',
    })
    await shop.publish([folder])

    await refuses(install(shop.bench(), 'ome-x'), 'denied', /its kind is not what the signed index says/)
  })

  describe('consent', () => {
    it('a first installation that only reads shows its plan and does not ask', async () => {
      await publish('1.0.0', {needs: [listPods]})
      const person = yes()

      await installPlugins(shop.bench(), ['ome-x'], {acceptNeeds: false, dryRun: false}, person)

      assert.deepEqual(person.asked, [])
      assert.equal(
        person.shown
          .map(planText)
          .join('')
          .replace(/sha512 [0-9a-f]{8}/, 'sha512 abcdef01'),
        'install ome-x 1.0.0   registry dev, serial 1, published 2026-09-02, sha512 abcdef01…\n' +
          '  commands  ome-x show (read)\n  rights    + list pods: counts pods\n  network   none\n',
      )
    })

    for (const [name, shape] of [
      ['one that can write', {risk: 'write'}],
      ['one that calls a host', {network: ['prices.example.com']}],
    ] as const) {
      it(`${name} asks once, and a no changes nothing`, async () => {
        await publish('1.0.0', shape)
        const refusing = {show: () => {}, agree: () => Promise.reject(new Error('no'))}

        await assert.rejects(
          installPlugins(shop.bench(), ['ome-x'], {acceptNeeds: false, dryRun: false}, refusing),
          /^Error: no$/,
        )

        assert.deepEqual(readLock(shop.data).plugins, {})
        assert.equal(existsSync(join(shop.data, 'store')), false)
      })
    }

    it('a dry run shows the plan and stops', async () => {
      await publish('1.0.0', {risk: 'write'})
      const person = yes()

      const [outcome] = await installPlugins(shop.bench(), ['ome-x'], {acceptNeeds: false, dryRun: true}, person)

      assert.equal(outcome?.outcome, 'planned')
      assert.equal(person.shown.length, 1)
      assert.deepEqual([person.asked, readLock(shop.data).plugins], [[], {}])
    })
  })

  describe('upgrade', () => {
    it('goes to the newest of the channel and keeps the release before', async () => {
      await publish('1.0.0')
      await install(shop.bench(), 'ome-x')
      await publish('1.1.0')

      const [outcome] = await upgrade(shop.bench(), 'ome-x')

      assert.deepEqual(outcome, {name: 'ome-x', version: '1.1.0', from: '1.0.0', outcome: 'upgraded', commands: 1})
      assert.deepEqual(
        readLock(shop.data).plugins['ome-x']?.previous.map(({version}) => version),
        ['1.0.0'],
      )
    })

    it('all of them: everything installed, and nothing when nothing is', async () => {
      await publish('1.0.0')
      assert.deepEqual(await upgrade(shop.bench()), [])
      await install(shop.bench(), 'ome-x')
      await publish('1.1.0')

      assert.deepEqual(
        (await upgrade(shop.bench())).map(({version}) => version),
        ['1.1.0'],
      )
    })

    it('a channel that was moved back does not take a plugin down (T15)', async () => {
      const old = shop.plugin({name: 'ome-x', version: '1.0.0'})
      await publish('1.1.0')
      await install(shop.bench(), 'ome-x')
      await shop.publish([old])

      const [outcome] = await upgrade(shop.bench(), 'ome-x')

      assert.deepEqual([outcome?.outcome, outcome?.version], ['unchanged', '1.1.0'])
    })

    for (const [name, shape] of [
      ['another right', {needs: [listPods, secrets]}],
      ['another host', {needs: [listPods], network: ['evil.example.com']}],
      ['a higher risk', {needs: [listPods], risk: 'destructive'}],
    ] as const) {
      it(`${name} needs to be accepted by name, a yes is not enough (T9)`, async () => {
        await publish('1.0.0', {needs: [listPods]})
        await install(shop.bench(), 'ome-x')
        await publish('1.1.0', shape)

        await refuses(upgrade(shop.bench(), 'ome-x'), 'denied', /ome-x 1.1.0 may do more than 1.0.0/)
        assert.equal(shop.active('ome-x'), '1.0.0')

        await upgradePlugins(shop.bench(), ['ome-x'], {acceptNeeds: true, dryRun: false}, yes())
        assert.equal(shop.active('ome-x'), '1.1.0')
      })
    }

    it('a reworded reason and fewer rights are no growth', async () => {
      await publish('1.0.0', {needs: [listPods, secrets]})
      await install(shop.bench(), 'ome-x')
      await publish('1.1.0', {needs: [{...listPods, why: 'counts the pods'}]})

      assert.equal((await upgrade(shop.bench(), 'ome-x'))[0]?.outcome, 'upgraded')
    })

    it('a plugin that is not installed is not found', async () => {
      await publish('1.0.0')
      await refuses(upgrade(shop.bench(), 'ome-x'), 'not-found', /"ome-x" is not installed/)
    })
  })

  it('commands that others have as well are named, with the one that runs', async () => {
    await shop.publish([
      shop.plugin({name: 'ome-b', version: '1.0.0', commands: ['shared show']}),
      shop.plugin({name: 'ome-a', version: '1.0.0', commands: ['shared show', 'version']}),
    ])

    await install(shop.bench(), 'ome-b')
    await install(shop.bench(), 'ome-a')

    assert.deepEqual(shop.said, [
      'note: "shared show" now runs from ome-a, no longer from ome-b',
      'note: "version" goes on running from ome itself, not from ome-a',
    ])
  })

  it('uninstalling keeps the store, so that installing again finds its files there', async () => {
    await publish('1.0.0')
    await install(shop.bench(), 'ome-x')
    const root = activePlugins(shop.data)[0]?.root ?? ''

    await uninstallPlugin(shop.bench(), 'ome-x')

    assert.deepEqual(activePlugins(shop.data), [])
    assert.equal(existsSync(root), true)
    await install(shop.bench(), 'ome-x')
    assert.equal(activePlugins(shop.data)[0]?.root, root)
    await refuses(uninstallPlugin(shop.bench(), 'ome-y'), 'not-found', /"ome-y" is not installed/)
  })
})
