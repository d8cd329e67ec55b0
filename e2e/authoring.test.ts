import assert from 'node:assert/strict'
import {cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {cluster} from '@ome/testkit/cluster'
import {buildDevRegistry} from '../registry/tools/dev-build.ts'
import {npmRegistry} from './npm-registry.ts'
import {Machine, type Result, root, start} from './program.ts'

/** What an author has who never saw this repository: a home, npm, a registry, and `ome` on the PATH. */
describe('a plugin made elsewhere', function () {
  this.timeout(300_000)
  let machine: Machine
  let registry: Awaited<ReturnType<typeof npmRegistry>>
  let folder: string

  const inFolder = (command: string, cwd = folder): Promise<Result> => machine.run(command.split(' '), {cwd})

  before(async () => {
    const made = await start([process.execPath, join(root, 'tools/libraries.ts')]).done
    assert.equal(made.code, 0, made.err)
    registry = await npmRegistry()
    machine = new Machine()
    folder = join(machine.home, 'work', 'ome-quota-report')
    const bin = join(machine.home, 'bin')
    mkdirSync(bin)
    mkdirSync(dirname(folder))
    symlinkSync(process.execPath, join(bin, 'node'))
    symlinkSync(join(root, 'bin/ome'), join(bin, 'ome'))
    const path = (process.env['PATH'] ?? '').split(':').filter((part) => !part.includes('node_modules'))
    const npm = Object.keys(process.env).filter((name) => /^npm_/i.test(name))
    machine.env = {
      ...machine.env,
      ...Object.fromEntries(npm.map((name) => [name, undefined])),
      PATH: [bin, ...path].join(':'),
    }
    const host = new URL(registry.url).host
    writeFileSync(
      join(machine.home, '.npmrc'),
      `registry=${registry.url}\n//${host}/:_authToken=a-token\nupdate-notifier=false\n`,
    )
  })

  after(async () => {
    await registry?.[Symbol.asyncDispose]()
    machine?.remove()
  })

  it('npm create and npm install make a folder that passes its tests at once', async () => {
    const created = await inFolder('npm create --yes ome-plugin ome-quota-report', dirname(folder))
    assert.equal(created.code, 0, created.err)
    const installed = await inFolder('npm install --no-audit --no-fund')
    assert.equal(installed.code, 0, installed.err)

    const tested = await inFolder('npm test')

    assert.equal(tested.code, 0, tested.err + tested.out)
    assert.match(tested.err, /6 passing/)
    for (const check of [
      'build',
      'types',
      'tests',
      'coverage',
      'contract',
      'topics',
      'host',
      'sbom',
      'load',
      'manifest',
    ])
      assert.match(tested.out, new RegExp(`^${check} +ok `, 'm'), check)
  })

  it('ome plugin new makes the same folder', async () => {
    const {code, out, err} = await inFolder('ome plugin new again/ome-quota-report', machine.home)

    assert.deepEqual([code, err.includes('next: cd again/ome-quota-report && npm install && npm test')], [0, true], err)
    assert.match(out, /^plugin\/ome-quota-report created \(\d+ files\)\n$/)
    for (const file of ['package.json', 'src/commands/quota-report/show.ts', 'releases/0.1.0.yaml'])
      assert.equal(
        readFileSync(join(machine.home, 'again/ome-quota-report', file), 'utf8'),
        readFileSync(join(folder, file), 'utf8'),
        file,
      )
    assert.equal((await inFolder('ome plugin new again/ome-quota-report', machine.home)).code, 6)
  })

  it('ome plugin try runs it on a cluster and leaves no link', async () => {
    await using world = await cluster({clock: 'running'})
    const env = {KUBECONFIG: world.kubeconfig}
    const tried = await machine.run(['ome', 'plugin', 'try', '--', 'quota-report', 'show', '-n', 'default'], {
      cwd: folder,
      env,
    })
    const refused = await machine.run(['ome', 'plugin', 'try', '--', 'quota-report', 'show', '--bogus'], {
      cwd: folder,
      env,
    })

    assert.deepEqual([tried.code, tried.out], [0, ''], tried.err)
    assert.match(tried.err, /^note: plugin ome-quota-report runs from .*\nno pods\n$/)
    assert.equal(refused.code, 2)
    assert.doesNotMatch((await inFolder('ome plugin list')).out, /quota-report/)
  })

  it('packs the same bytes in another folder at another time', async () => {
    const elsewhere = join(machine.home, 'elsewhere')
    cpSync(folder, elsewhere, {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|dist|oclif\.manifest\.json)$/.test(path),
    })
    symlinkSync(join(folder, 'node_modules'), join(elsewhere, 'node_modules'))
    utimesSync(join(elsewhere, 'package.json'), new Date(0), new Date(0))

    const [here, there] = [await inFolder('ome plugin pack'), await inFolder('npm run --silent pack', elsewhere)]

    assert.deepEqual([here.code, there.code], [0, 0], here.err + there.err)
    assert.match(
      here.out,
      /^plugin\/ome-quota-report 0\.1\.0 packed: ome-quota-report-0\.1\.0\.tgz \(.*, sha512 [0-9a-f]{128}\)\n$/,
    )
    assert.equal(there.out, here.out)
    const bytes = (at: string) => readFileSync(join(at, 'ome-quota-report-0.1.0.tgz'))
    assert.ok(bytes(folder).equals(bytes(elsewhere)))
  })

  it('says everything that is wrong with it, and packs nothing', async () => {
    const broken = join(machine.home, 'broken')
    cpSync(folder, broken, {recursive: true, filter: (path) => !/node_modules$|\.tgz$/.test(path)})
    symlinkSync(join(folder, 'node_modules'), join(broken, 'node_modules'))
    const path = join(broken, 'package.json')
    const manifest = JSON.parse(readFileSync(path, 'utf8'))
    manifest.ome = {hostApi: '^9.0.0', topics: [{name: 'other'}]}
    writeFileSync(path, JSON.stringify(manifest))
    const command = join(broken, 'src/commands/quota-report/show.ts')
    const text = readFileSync(command, 'utf8')
    writeFileSync(command, `${text.replace(/verbs: \['list'\]/, "verbs: ['get']")}\nconsole.log('hello')\n`)

    const {code, out, err} = await inFolder('ome plugin test -o json', broken)
    const packed = await inFolder('ome plugin pack', broken)

    assert.equal(code, 1)
    const failed = JSON.parse(out).items.filter(({ok}: {ok: boolean}) => !ok)
    assert.deepEqual(
      failed.map(({check, faults}: {check: string; faults: string[]}) => [check, faults[0]]),
      [
        ['tests', 'npm run unit ended with code 1'],
        ['topics', '"quota-report show" is below no topic that ome.topics of package.json names'],
        ['host', 'ome.hostApi ^9.0.0 does not take this host, which serves 0.1.0'],
        ['load', 'it prints by being loaded: hello'],
      ],
    )
    assert.match(err, /asks the cluster for what no need declares: list pods/)
    assert.equal(packed.code, 1)
    assert.match(packed.err, /is below no topic.*; ome\.hostApi \^9\.0\.0/)
    assert.equal(existsSync(join(broken, 'ome-quota-report-0.1.0.tgz')), false)
  })

  it('is published to the transport of its registry, reviewed, and installed from there', async () => {
    const path = join(folder, 'package.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"ome-quota-report"', '"@acme/ome-quota-report"'))
    const tree = join(machine.home, 'team')
    const sign = (add: readonly string[]) =>
      buildDevRegistry({
        id: 'team',
        out: tree,
        keys: join(machine.home, 'keys'),
        plugins: [],
        add,
        reviewed: join(machine.home, 'none'),
        hostApi: '0.1.0',
        now: new Date(),
      })
    await sign([])
    const added = await inFolder(
      `ome registry add team ${tree} --root ${tree}/root/1.json --scope @acme --transport npm --npm ${registry.url} --yes`,
    )
    assert.equal(added.code, 0, added.err)

    const dry = await inFolder('ome plugin publish --dry-run')
    assert.match(dry.out, /^approvedBy: \[\]\nartifact:\n {2}sha512: [0-9a-f]{128}\n/, dry.err)
    assert.deepEqual(registry.versionsOf('@acme/ome-quota-report'), [])
    const unnamed = await inFolder('ome plugin publish')
    assert.match(unnamed.err, /^error: plugin\.yaml does not say who publishes and maintains @acme\//m)
    assert.deepEqual([unnamed.code, registry.versionsOf('@acme/ome-quota-report')], [1, []])
    const about = join(folder, 'plugin.yaml')
    writeFileSync(about, readFileSync(about, 'utf8').replaceAll('YOUR-NAME', 'acme'))
    const published = await inFolder('ome plugin publish')
    const again = await inFolder('ome plugin publish')

    assert.equal(published.code, 0, published.err)
    assert.deepEqual(registry.versionsOf('@acme/ome-quota-report'), ['0.1.0'])
    assert.match(readFileSync(join(folder, 'releases/0.1.0.yaml'), 'utf8'), /manifest: [0-9a-f]{64}\n/)
    assert.deepEqual([again.code, /has this version already/.test(again.err)], [6, true], again.err)

    await sign([join(folder, 'acme-ome-quota-report-0.1.0.tgz')])
    await inFolder('ome registry refresh team')
    const installed = await inFolder('ome plugin install @acme/ome-quota-report')
    assert.equal(installed.code, 0, installed.err)
    assert.match((await inFolder('ome quota-report show --help')).out, /Show how many pods are in each phase/)
  })
})
