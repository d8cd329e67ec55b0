import assert from 'node:assert/strict'
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {installFrozen} from '@ome/installer/install/install-frozen'
import {installPlugins} from '@ome/installer/install/install-plugins'
import {readProjectLock, writeProjectLock} from '@ome/installer/install/project-lock'
import type {Workbench} from '@ome/installer/install/workbench'
import PluginInstall from '../../src/commands/plugin/install.ts'
import PluginLock from '../../src/commands/plugin/lock.ts'
import {put, runCommand} from './run-command.ts'
import {install, listPods, refuses, upgrade, Workshop, yes} from './workshop.ts'

/** A project that says which plugins it needs, and machines that install exactly these. */
describe('a project lock', () => {
  let shop: Workshop
  let project: string
  beforeEach(async () => {
    shop = new Workshop()
    project = join(shop.home, 'work', 'project')
    mkdirSync(join(project, 'deep', 'inside'), {recursive: true})
    writeFileSync(join(project, '.git'), '')
    await shop.publish([
      shop.plugin({name: 'ome-x', version: '1.0.0', risk: 'write', needs: [listPods]}),
      shop.plugin({name: '@ome/plugin-y', version: '2.0.0'}),
    ])
    await installPlugins(shop.bench(), ['ome-x', 'y'], {acceptNeeds: false, dryRun: false}, yes())
  })
  afterEach(() => shop.end())

  const file = (): string => join(project, '.ome', 'plugins.lock.json')
  const lock = (): string => {
    writeProjectLock(shop.bench(), project)
    return readFileSync(file(), 'utf8')
  }
  /** The same registry, and a machine on which nothing is installed. */
  const elsewhere = (changes: Partial<Workbench> = {}): Workbench =>
    shop.bench({data: join(shop.home, 'elsewhere'), ...changes})
  const frozen = (bench: Workbench, words: readonly string[] = [], attended = false) => {
    const person = yes()
    return installFrozen(bench, readProjectLock(project, bench.data), words, {dryRun: false, attended}, person).then(
      (outcomes) => ({outcomes: outcomes.map(({name, version, outcome}) => [name, version, outcome]), person}),
    )
  }
  const edit = (change: (plugins: Record<string, Record<string, string>>) => void): void => {
    const text = JSON.parse(readFileSync(file(), 'utf8'))
    change(text.plugins)
    writeFileSync(file(), JSON.stringify(text))
  }

  it('is sorted, has no times, and is the same text for the same plugins wherever they were installed', async () => {
    const text = lock()

    assert.deepEqual(Object.keys(JSON.parse(text).plugins), ['@ome/plugin-y', 'ome-x'])
    assert.deepEqual(Object.keys(JSON.parse(text).plugins['ome-x']), ['version', 'registry', 'channel', 'integrity'])
    await frozen(elsewhere())
    assert.equal(writeProjectLock(elsewhere(), project).changed, false)
    assert.equal(readFileSync(file(), 'utf8'), text)
  })

  it('is installed where nobody can be asked, also what can write', async () => {
    lock()

    const {outcomes, person} = await frozen(elsewhere())

    assert.deepEqual(outcomes, [
      ['@ome/plugin-y', '2.0.0', 'installed'],
      ['ome-x', '1.0.0', 'installed'],
    ])
    assert.deepEqual([person.asked, person.shown.length], [[], 2])
  })

  it('asks a person at a terminal as ever', async () => {
    lock()
    assert.deepEqual((await frozen(elsewhere(), [], true)).person.asked, ['Install ome-x 1.0.0?'])
  })

  it('is found from a folder inside the project, and not beyond its repository', async () => {
    lock()
    assert.equal(readProjectLock(join(project, 'deep', 'inside'), shop.data).path, file())
    writeFileSync(join(project, 'deep', '.git'), '')
    await refuses(
      (async () => readProjectLock(join(project, 'deep', 'inside'), shop.data))(),
      'not-found',
      /this project has no .ome\/plugins.lock.json/,
    )
  })

  it('a second time nothing is left to do, without any registry', async () => {
    lock()
    await frozen(elsewhere())
    rmSync(shop.tree, {recursive: true})

    const {outcomes} = await frozen(elsewhere({registries: []}))

    assert.deepEqual(
      outcomes.map(([, , outcome]) => outcome),
      ['unchanged', 'unchanged'],
    )
  })

  it('takes a newer release down to the locked one, and says so', async () => {
    lock()
    await shop.publish([
      shop.plugin({name: 'ome-x', version: '1.0.0', risk: 'write', needs: [listPods]}),
      shop.plugin({name: '@ome/plugin-y', version: '2.0.0'}),
    ])
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.1.0', risk: 'write', needs: [listPods]})])
    await upgrade(shop.bench(), 'ome-x')
    await shop.publish([shop.plugin({name: 'ome-x', version: '1.0.0', risk: 'write', needs: [listPods]})])

    const {outcomes} = await frozen(shop.bench(), ['x'])

    assert.deepEqual(outcomes, [['ome-x', '1.0.0', 'downgraded']])
  })

  it('something else that is installed is refused, by name', async () => {
    lock()
    await shop.publish([shop.plugin({name: 'ome-z', version: '1.0.0'})])
    await install(shop.bench(), 'ome-z')

    await refuses(frozen(shop.bench()), 'conflict', /^installed and not in .*plugins\.lock\.json: ome-z$/)
    assert.deepEqual((await frozen(shop.bench(), ['ome-x'])).outcomes, [['ome-x', '1.0.0', 'unchanged']])
  })

  it('a name or a version that is not in it is refused', async () => {
    lock()
    await refuses(frozen(shop.bench(), ['ome-z']), 'conflict', /plugin "ome-z" is not in /)
    await refuses(frozen(shop.bench(), ['ome-x@3.0.0']), 'conflict', /locks ome-x at 1\.0\.0, not at 3\.0\.0$/)
  })

  it('a release that the registry does not have any more is not found', async () => {
    lock()
    edit((plugins) => Object.assign(plugins['ome-x'] ?? {}, {version: '0.9.0'}))
    await refuses(frozen(elsewhere()), 'not-found', /"ome-x" has no version 0\.9\.0/)
  })

  it('other bytes under the locked version are refused, nothing is installed', async () => {
    lock()
    await shop.publish([
      shop.plugin({name: 'ome-x', version: '1.0.0', commands: ['x other']}),
      shop.plugin({name: '@ome/plugin-y', version: '2.0.0'}),
    ])

    await refuses(
      frozen(elsewhere()),
      'denied',
      /ome-x 1\.0\.0 of registry "dev" is not the archive the project has locked/,
    )
    await refuses(frozen(elsewhere(), ['ome-x']), 'denied', /is not the archive/)
    assert.equal(existsSync(join(shop.home, 'elsewhere', 'store')), false)
  })

  it('another registry than the locked one is refused', async () => {
    lock()
    edit((plugins) => Object.assign(plugins['ome-x'] ?? {}, {registry: 'corp'}))
    await refuses(frozen(elsewhere()), 'denied', /belongs to registry "dev" here, the project has it from "corp"/)
  })

  for (const [what, text, message] of [
    ['is no JSON', '{', /cannot be used: /],
    ['is of another schema', '{"schema":"other/1","plugins":{}}', /cannot be used: schema/],
    ['names a path', '{"schema":"ome-project-plugins/1","plugins":{"../x":{}}}', /is not the name of a plugin/],
    [
      'has a range instead of a version',
      '{"schema":"ome-project-plugins/1","plugins":{"x":{"version":"^1.0.0"}}}',
      /x\.version is not a version/,
    ],
    [
      'has no digest',
      '{"schema":"ome-project-plugins/1","plugins":{"x":{"version":"1.0.0","registry":"dev","channel":"stable"}}}',
      /integrity/,
    ],
  ] as const)
    it(`one that ${what} is refused`, async () => {
      put(file(), text)
      await refuses((async () => readProjectLock(project, shop.data))(), 'failed', message)
    })

  it('the commands: lock writes once, install --frozen says what is there', async () => {
    const run = (command: unknown, ...argv: string[]) => runCommand(shop, command, argv, {cwd: project})

    assert.equal((await run(PluginInstall, '--frozen')).code, 4)
    assert.equal((await run(PluginLock, '--project')).out, `${file()} written (2 plugins)\n`)
    assert.equal((await run(PluginLock, '--project')).out, `${file()} unchanged (2 plugins)\n`)
    assert.deepEqual(await run(PluginInstall, '--frozen'), {
      code: 0,
      err: '',
      out: 'plugin/y 2.0.0 unchanged\nplugin/ome-x 1.0.0 unchanged\n',
    })
    assert.equal((await run(PluginInstall)).code, 2)
    assert.equal((await run(PluginLock)).code, 2)
  })

  it('is not written into the home folder, where .ome holds the plugins themselves', async () => {
    const home = join(shop.home, 'person')
    const data = join(home, '.ome')
    await install(shop.bench({data}), 'y')

    await refuses(
      (async () => writeProjectLock(shop.bench({data}), home))(),
      'usage',
      /holds the plugins of this account, not those of a project/,
    )
  })
})
