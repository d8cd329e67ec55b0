import assert from 'node:assert/strict'
import {appendFileSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {readLock} from '@ome/installer/install/lock'
import {refreshSource} from '@ome/installer/install/workbench'
import {embeddedSchema} from '@ome/installer/registry/source'
import type {Io} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {devKeys} from '../../../../registry/tools/dev-keys.ts'
import {installOffered} from '../../src/offers/install-offered.ts'
import {offeredHelp} from '../../src/offers/offered-help.ts'
import {replaceCommand, restoreCommand} from '../../src/ownership/replace-command.ts'
import {buildIndex} from '../../src/routes/build-index.ts'
import {describePlugins} from '../../src/routes/described-plugins.ts'
import {findOffer} from '../../src/routes/find-route.ts'
import {ownerName, type RouteIndex} from '../../src/routes/route-index.ts'
import {install, listPods, now, refuses, upgrade, Workshop} from './workshop.ts'

/** What the stored, verified index adds to the commands of a machine, and who owns an id. */
describe('commands of the registry', () => {
  let shop: Workshop
  beforeEach(() => {
    shop = new Workshop()
  })
  afterEach(() => shop.end())

  const folders = () => ({config: join(shop.home, 'config'), data: shop.data, cache: join(shop.home, 'cache')})
  const place = () => ({hostRoot: shop.host, folders: folders(), env: {}})

  /** Lets the host of the workshop trust its registry. */
  async function publish(...plugins: readonly string[]): Promise<void> {
    await shop.publish(plugins)
    const {rootFile} = devKeys(join(shop.home, 'keys'), 'dev', now)
    const registries = [{url: shop.tree, scopes: ['@ome'], root: JSON.parse(rootFile.bytes.toString())}]
    shop.put(shop.host, {
      'dist/registry.json': JSON.stringify({schema: embeddedSchema, build: 'development', registries}),
    })
    await refreshSource(shop.bench(), shop.source)
  }

  const index = (): Promise<RouteIndex> => buildIndex(join(shop.host, 'dist'), '0.1.0', folders(), {})
  const offered = async (): Promise<string[]> => (await index()).offers.flatMap(({commands}) => Object.keys(commands))

  it('are in help while they are not installed, and gone from the offers when they are', async () => {
    await publish(shop.plugin({name: 'ome-x', version: '1.0.0', needs: [listPods]}))
    const before = await index()
    assert.match(before.rootHelp, /IN THE REGISTRY\n {2}ome-x +plugin ome-x \(not installed\)/)
    const found = findOffer(before, ['ome-x', 'show', '--all'])
    assert.deepEqual([found?.id, found?.offer.plugin, found?.offer.version], ['ome-x:show', 'ome-x', '1.0.0'])
    assert.ok(found)
    const help = await offeredHelp(found, place(), {width: 80, program: 'ome', colour: false})
    assert.match(help, /^Runs ome-x show \(not installed\)\n/)
    assert.match(help, /\$ ome plugin install x\n/)
    assert.match(help, /RIGHTS IN THE CLUSTER\n {2}list pods +counts pods/)

    await install(shop.bench(), 'ome-x')

    assert.deepEqual(await offered(), [])
    assert.doesNotMatch((await index()).rootHelp, /not installed/)
  })

  it('of a newer release than the installed one are offered as its upgrade', async () => {
    const old = shop.plugin({name: 'ome-x', version: '1.0.0'})
    await publish(old)
    await install(shop.bench(), 'ome-x')
    await publish(shop.plugin({name: 'ome-x', version: '1.1.0', commands: ['ome-x show', 'ome-x report']}))

    const [offer] = (await index()).offers

    assert.deepEqual([offer?.installed, Object.keys(offer?.commands ?? {})], ['1.0.0', ['ome-x:report']])
    await upgrade(shop.bench(), 'ome-x')
    assert.deepEqual(await offered(), [])
  })

  it('are not offered when policy denies them, no release fits, or the words are the host’s', async () => {
    await publish(
      shop.plugin({name: 'ome-free', version: '1.0.0', commands: ['free show', 'version x', 'help']}),
      shop.plugin({name: 'ome-denied', version: '1.0.0'}),
      shop.plugin({name: 'ome-future', version: '1.0.0', hostApi: '^9.0.0'}),
    )
    shop.put(shop.data, {'policy.yaml': 'deny:\n  - plugin: ome-denied\n'})
    assert.deepEqual(await offered(), ['free:show'])

    shop.put(shop.data, {'policy.yaml': 'deny: ['})
    assert.deepEqual(await offered(), [])
  })

  it('come from a verified index only', async () => {
    await publish(shop.plugin({name: 'ome-x', version: '1.0.0'}))
    const state = JSON.parse(readFileSync(join(shop.data, 'registries/dev/state.json'), 'utf8'))
    const stored = join(shop.data, `registries/dev/index/${state.serial}.json`)
    appendFileSync(stored, ' ')

    assert.deepEqual(await offered(), [])
  })

  it('make the route index stale when the stored index changes', async () => {
    await publish(shop.plugin({name: 'ome-x', version: '1.0.0'}))
    const {watched} = await index()
    assert.ok(Object.keys(watched).some((path) => path.endsWith('registries/dev/state.json')))
  })

  describe('when typed', () => {
    const offer = {
      plugin: 'ome-x',
      version: '1.0.0',
      registry: 'dev',
      summary: '',
      commands: {'ome-x:show': ''},
      risks: {},
    }
    const written: string[] = []
    const given = (canPrompt: boolean) => {
      const io: Pick<Io, 'out' | 'err' | 'canPrompt' | 'stdin'> = {
        out: (text) => void written.push(`out: ${text}`),
        err: (text) => void written.push(`err: ${text}`),
        canPrompt,
        stdin: new PassThrough(),
      }
      return {io, bin: 'ome'} as never
    }
    beforeEach(() => void written.splice(0))

    it('name the line that installs them where nobody can be asked', async () => {
      const asked = installOffered({offer, id: 'ome-x:show'}, given(false), () => assert.fail('nothing is installed'))
      await assert.rejects(asked, (error: unknown) => {
        assert.ok(isOmeError(error) && error.kind === 'usage')
        assert.equal(error.message, '"ome-x show" is not installed: plugin x 1.0.0 of registry dev has it')
        assert.deepEqual(error.hints, ['install it: ome plugin install x'])
        return true
      })
    })

    it('are installed on a terminal as `plugin install` does it, always asking, and stdout stays clean', async () => {
      const code = await installOffered({offer, id: 'ome-x:show'}, given(true), async (id, argv, io) => {
        io.out('plugin/ome-x installed')
        assert.deepEqual([id, argv], ['plugin:install', ['ome-x', '--ask']])
        return 0
      })
      assert.equal(code, 0)
      assert.deepEqual(written, [
        'err: "ome-x show" is not installed: plugin x 1.0.0 of registry dev has it\n',
        'err: plugin/ome-x installed',
      ])
    })
  })

  describe('with one id in two plugins', () => {
    const deploy = (name: string, rest: object = {}, extra: object = {}) =>
      shop.plugin({
        name,
        version: '1.0.0',
        commands: ['deploy'],
        ...rest,
        extra: {ome: {hostApi: '^0.1.0', topics: [], ...extra}},
      })

    /** Adds statics to a command of a plugin before it is packed. */
    function withStatics(folder: string, statics: object): string {
      const path = join(folder, 'oclif.manifest.json')
      const manifest = JSON.parse(readFileSync(path, 'utf8'))
      Object.assign(manifest.commands.deploy, statics)
      shop.put(folder, {'oclif.manifest.json': JSON.stringify(manifest)})
      return folder
    }

    const owner = async () => ownerName(await index(), 'deploy')
    const plugins = () => describePlugins(place())
    const replace = async (plugin: string, rest = {}) =>
      replaceCommand(shop.bench(), await plugins(), 'deploy', {with: plugin, force: false, dryRun: false, ...rest})

    it('the owner of the topic by the index runs it, whatever was installed first', async () => {
      await publish(deploy('ome-a'), deploy('ome-z', {}, {topics: [{name: 'deploy'}]}))
      await install(shop.bench(), 'ome-a', 'ome-z')
      assert.equal(await owner(), 'ome-z')
    })

    it('a shared topic gives none of its ids away', async () => {
      await publish(deploy('ome-a'), deploy('ome-z', {}, {topics: [{name: 'deploy', shared: true}]}))
      await install(shop.bench(), 'ome-z', 'ome-a')
      assert.equal(await owner(), 'ome-a')
    })

    it('is handed over and given back, each told once at the next use', async () => {
      await publish(deploy('ome-a'), withStatics(deploy('ome-z'), {replaces: ['deploy']}))
      await install(shop.bench(), 'ome-a', 'ome-z')
      assert.deepEqual([await owner(), (await index()).moved], ['ome-a', {}])

      assert.deepEqual(await replace('z', {dryRun: true}), {command: 'deploy', from: 'a', to: 'z', changed: true})
      assert.equal(await owner(), 'ome-a')
      await replace('z')

      assert.equal(await owner(), 'ome-z')
      assert.deepEqual((await index()).moved, {deploy: 'ome-a'})
      assert.equal((await replace('ome-z')).changed, false)
      const row = readLock(shop.data).replaces['deploy']
      assert.deepEqual([row?.plugin, row?.over, row?.since], ['ome-z', 'ome-a', '2026-09-02T10:00:00Z'])

      await restoreCommand(shop.bench(), 'deploy', {dryRun: false})
      assert.deepEqual([await owner(), (await index()).moved], ['ome-a', {}])
      await refuses(restoreCommand(shop.bench(), 'deploy', {dryRun: false}), 'not-found', /"deploy" was not replaced/)
    })

    it('T17 is not taken by who does not declare it, does more harm, or wants words of the host', async () => {
      await publish(
        deploy('ome-a'),
        deploy('ome-silent'),
        withStatics(deploy('ome-risky', {risk: 'destructive'}), {replaces: ['deploy', 'version']}),
      )
      await install(shop.bench(), 'ome-a', 'ome-silent', 'ome-risky')

      await refuses(replace('silent'), 'denied', /it does not declare that it replaces it; nothing was changed/)
      await refuses(replace('silent', {force: true}), 'denied', /does not declare/)
      await refuses(replace('risky'), 'denied', /its risk is destructive, that of a is read/)
      await refuses(replace('ome-lost'), 'not-found', /plugin "ome-lost" is not installed/)
      const core = replaceCommand(shop.bench(), await plugins(), 'version', {with: 'risky', force: true, dryRun: false})
      await refuses(core, 'denied', /"version" belongs to ome itself/)
      assert.deepEqual(readLock(shop.data).replaces, {})
      assert.equal((await replace('risky', {force: true})).to, 'risky')
    })
  })

  it('a damaged route index is made anew', async () => {
    await publish(shop.plugin({name: 'ome-x', version: '1.0.0'}))
    await index()
    rmSync(join(shop.home, 'cache'), {recursive: true})
    assert.deepEqual(await offered(), ['ome-x:show'])
  })
})
