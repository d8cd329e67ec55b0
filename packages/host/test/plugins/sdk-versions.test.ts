import assert from 'node:assert/strict'
import {cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {type Context, contextKey} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {buildPlugin} from '@ome/testkit/build/plugin'
import {run} from '@ome/testkit/run'
import {bundleLoader} from '../../src/launch/bundle-loader.ts'
import type {SharedModules} from '../../src/launch/hand-over.ts'
import {type CommandClass, loadCommand} from '../../src/launch/run-command.ts'
import {demandSymbols} from '../../src/launch/sdk-symbols.ts'
import {describePlugins} from '../../src/routes/described-plugins.ts'
import type {PluginRow} from '../../src/routes/route-index.ts'
import {built, fixture, Machine, repository} from '../launcher.ts'
import {install, refuses, Workshop} from './workshop.ts'

const frozen = join(import.meta.dirname, '../fixtures/third-party/bundle.cjs')

describe('plugins and hosts of different versions', () => {
  before(async function () {
    this.timeout(120_000)
    await built()
  })

  describe('a host takes the plugins whose range it is in', () => {
    let workshop: Workshop

    beforeEach(() => {
      workshop = new Workshop()
    })
    afterEach(() => workshop.end())

    for (const [what, range, hostApi] of [
      ['made for an older minor', '^1.1.0', '1.4.0'],
      ['made for two majors', '>=1.2.0 <3', '2.0.0'],
    ] as const)
      it(`a plugin ${what} is installed by ${hostApi}`, async () => {
        await workshop.publish([workshop.plugin({name: 'ome-x', version: '1.0.0', hostApi: range})])
        await install(workshop.bench({hostApi}), 'ome-x')

        assert.equal(workshop.active('ome-x'), '1.0.0')
      })

    for (const [what, range, hostApi] of [
      ['a newer minor', '^1.4.0', '1.1.0'],
      ['the major before', '^1.4.0', '2.0.0'],
    ] as const)
      it(`a plugin made for ${what} is refused by ${hostApi}, with both versions`, async () => {
        await workshop.publish([workshop.plugin({name: 'ome-x', version: '1.0.0', hostApi: range})])
        const plain = range.replace(/[\^.]/g, String.raw`\$&`)

        await refuses(
          install(workshop.bench({hostApi}), 'ome-x'),
          'conflict',
          new RegExp(`ome-x 1.0.0.*${plain}.*${hostApi}`),
        )
      })

    it('what is on disk already is left out with one line after ome was changed, and comes back', async () => {
      await workshop.publish([workshop.plugin({name: 'ome-x', version: '1.0.0', hostApi: '^1.2.0'})])
      await install(workshop.bench({hostApi: '1.2.0'}), 'ome-x')
      const folders = {config: workshop.home, data: workshop.data, cache: join(workshop.home, 'cache')}
      const described = (served: string) => describePlugins({hostRoot: workshop.host, folders, env: {}, served})
      const names = ({described: rows}: Awaited<ReturnType<typeof described>>) => rows.map(({plugin}) => plugin.name)

      const [older, same] = [await described('1.1.0'), await described('1.3.0')]

      assert.deepEqual(names(older), ['@ome/host'])
      assert.deepEqual(older.notices, ['plugin ome-x is left out: it needs host API ^1.2.0, this is 1.1.0'])
      assert.deepEqual(names(same), ['@ome/host', 'ome-x'])
    })
  })

  describe('a plugin with its own copy of the sdk', () => {
    it('of the first contract runs on this host: output, settings, exit codes and errors', async () => {
      using machine = new Machine()
      await machine.run(['plugin', 'link', thirdParty(machine.home)])

      const well = await machine.run('third-party greet you')
      const usage = await machine.run('third-party greet')
      const absent = await machine.run('third-party greet nobody -o json')

      assert.deepEqual(
        [well.code, well.out],
        [0, `hello you of default, it is ${new Date().getUTCFullYear()}, nothing is set\n`],
      )
      assert.match(well.err, /goodbye\n$/)
      assert.equal(usage.code, 2)
      assert.match(usage.err, /error: whom to greet\?\nhint: try it: ome third-party greet you\n$/)
      assert.equal(absent.code, 4)
      assert.match(absent.err, /there is nobody/)
    })

    it("of today runs as the host's copy does, with nothing handed over", async function () {
      this.timeout(60_000)
      using machine = new Machine()
      const folder = ownCopy(machine.home)
      await buildPlugin(folder, {root: repository, ownSdk: true})

      const command = load(folder, 'echo:words')

      assert.deepEqual(await run(command, ['hello', '--times', '2']), {
        code: 0,
        out: 'NAMESPACE   WORD    TIMES\ndefault     hello       2\n',
        err: '',
      })
      const wrong = await run(command, ['hello', '--times', 'x'])
      assert.equal(wrong.code, 2)
      assert.match(wrong.err, /^error: /)
    })

    it('of today runs on a host that knows only the first fields of the context', async function () {
      this.timeout(60_000)
      using machine = new Machine()
      const folder = ownCopy(machine.home)
      await buildPlugin(folder, {root: repository, ownSdk: true})
      const written: string[] = []

      const Command = load(folder, 'echo:words')
      const config = {bin: 'ome', options: {[contextKey]: firstContext(written)}, runHook: noHooks}
      await new Command(['hello'], config)._run()

      assert.equal(written.join(''), 'NAMESPACE   WORD    TIMES\ndefault     hello       1\n')
    })
  })

  it('what plugins were told of the first sdk is still there', () => {
    const uses = JSON.parse(readFileSync(join(dirname(frozen), 'sdk-0.1.0.json'), 'utf8'))
    const shared = bundleLoader(undefined).load(join(repository, 'packages/host/dist/shared.cjs')) as SharedModules

    demandSymbols({name: 'ome-third-party', version: '1.0.0'}, uses, shared)
  })

  describe('a plugin built with a newer sdk', () => {
    const uses = (names: readonly string[]) => ({version: '0.9.0', uses: {'@ome/sdk/text': names}})

    it('runs as long as it uses nothing that is new', async () => {
      using machine = new Machine()
      await machine.run(['plugin', 'link', thirdParty(machine.home, {sdk: uses(['plain'])})])

      assert.equal((await machine.run('third-party greet you')).code, 0)
    })

    it('is refused in one line that names what is missing, before any of it runs', async () => {
      using machine = new Machine()
      await machine.run(['plugin', 'link', thirdParty(machine.home, {sdk: uses(['plain', 'tomorrow'])})])

      const {code, out, err} = await machine.run('third-party greet you')

      assert.deepEqual([code, out], [6, ''])
      assert.match(
        err,
        /^error: plugin ome-third-party 1\.0\.0 needs tomorrow of @ome\/sdk\/text from sdk 0\.9\.0; this ome has sdk 0\.1\.0\nhint: upgrade ome\n/,
      )
    })

    it('and with a module that there is not yet, also when its build wrote nothing down', () => {
      using machine = new Machine()
      const folder = thirdParty(machine.home, {bundle: "require('@ome/sdk/tomorrow')"})

      assert.throws(
        () => load(folder, 'third-party:greet'),
        (error) =>
          isOmeError(error) &&
          error.kind === 'conflict' &&
          /plugin ome-third-party 1\.0\.0 needs @ome\/sdk\/tomorrow from sdk \*/.test(error.message),
      )
    })
  })
})

/** The frozen plugin in a folder, as its author would ship it. */
function thirdParty(home: string, {sdk, bundle}: {readonly sdk?: object; readonly bundle?: string} = {}): string {
  const folder = join(home, 'third-party')
  const greet = {
    id: 'third-party:greet',
    summary: 'Greet somebody',
    args: {},
    flags: {},
    aliases: [],
    needs: [],
    risk: 'read',
  }
  const oclif = {commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'}}
  mkdirSync(join(folder, 'dist'), {recursive: true})
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'ome-third-party',
      version: '1.0.0',
      oclif,
      ome: {hostApi: '*', topics: [{name: 'third-party'}]},
    }),
  )
  writeFileSync(
    join(folder, 'oclif.manifest.json'),
    JSON.stringify({version: '1.0.0', ...(sdk ? {sdk} : {}), commands: {'third-party:greet': greet}}),
  )
  if (bundle === undefined) cpSync(frozen, join(folder, 'dist/plugin.cjs'))
  else writeFileSync(join(folder, 'dist/plugin.cjs'), bundle)
  return folder
}

/** The sources of the fixture with its own node_modules. */
function ownCopy(home: string): string {
  const folder = join(home, 'own-copy')
  cpSync(join(fixture, 'src'), join(folder, 'src'), {recursive: true})
  cpSync(join(fixture, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

function load(root: string, id: string): CommandClass {
  const file = join(root, 'dist/plugin.cjs')
  const row: PluginRow = {name: 'ome-third-party', version: '1.0.0', origin: 'installed', root, file, hostApi: '*'}
  return loadCommand(row, id, (path) => bundleLoader(undefined).load(path))
}

const noHooks = async () => ({successes: [] as [], failures: [] as []})

/** The context as the first release had it. */
function firstContext(written: string[]): Context {
  const out = (text: string): void => void written.push(text)
  const io = {out, err: out, width: 80, height: 24, isTTY: false, errIsTTY: false, colour: false, unicode: true}
  return {
    io: {...io, stdin: process.stdin, canPrompt: false, onResize: () => () => {}},
    now: () => new Date('2026-01-01T00:00:00Z'),
    signal: new AbortController().signal,
    env: {},
    cwd: '/',
    folders: {config: '/none', data: '/none', cache: '/none'},
    settings: {get: () => undefined, origin: () => undefined},
    bin: 'ome',
    plugin: 'own-copy',
    namespace: async () => 'default',
    kube: () => Promise.reject(new Error('not asked for')),
    onExit: () => {},
  }
}
