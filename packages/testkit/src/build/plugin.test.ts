import assert from 'node:assert/strict'
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {buildPlugin} from './plugin.ts'
import {sdkUses} from './sdk-use.ts'

const modules = resolve(import.meta.dirname, '../../../../node_modules')

const command = `import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {satisfies} from 'semver'

export default class Fits extends OmeCommand {
  static override summary = 'Say whether a version fits'
  static override examples = ['<%= config.bin %> version fits']
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {plain} = await import('@ome/sdk/text')
    this.log(plain(String(satisfies('1.2.3', '^1.0.0'))))
  }
}
`

function plugin(home: string, name: string): string {
  const folder = join(home, name)
  mkdirSync(join(folder, 'src/commands/version'), {recursive: true})
  const oclif = {commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'}}
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({name: 'ome-fits', version: '1.0.0', type: 'module', oclif}),
  )
  writeFileSync(join(folder, 'src/commands/version/fits.ts'), command)
  symlinkSync(modules, join(folder, 'node_modules'))
  return folder
}

describe('building a plugin', () => {
  let home: string

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-build-'))
  })

  afterEach(() => rmSync(home, {recursive: true, force: true}))

  it('gives the same bytes in two folders', async () => {
    const [one, two] = [plugin(home, 'one'), plugin(home, 'elsewhere')]
    await buildPlugin(one)
    cpSync(join(one, 'src'), join(two, 'src'), {recursive: true})
    await buildPlugin(two)

    for (const file of ['dist/plugin.cjs', 'dist/sbom.cdx.json', 'oclif.manifest.json'])
      assert.deepEqual(readFileSync(join(one, file)), readFileSync(join(two, file)), file)
  })

  it('lists what was inlined, with its licence, and nothing that the host hands over', async () => {
    const folder = plugin(home, 'one')
    await buildPlugin(folder)

    const {components, metadata} = JSON.parse(readFileSync(join(folder, 'dist/sbom.cdx.json'), 'utf8'))
    assert.deepEqual(
      components.map(({name, licenses}: {name: string; licenses: unknown}) => ({name, licenses})),
      [{name: 'semver', licenses: [{license: {id: 'ISC'}}]}],
    )
    assert.equal(metadata.component.name, 'ome-fits')
  })

  it('notes what the bundle uses of the sdk', async () => {
    const folder = plugin(home, 'one')
    await buildPlugin(folder)

    const {sdk} = JSON.parse(readFileSync(join(folder, 'oclif.manifest.json'), 'utf8'))
    assert.deepEqual(sdk.uses, {
      '@ome/sdk/command': ['OmeCommand'],
      '@ome/sdk/flags': ['output'],
      '@ome/sdk/text': [],
    })
    assert.match(sdk.version, /^\d+\.\d+\.\d+$/)
  })

  it('a copy of the sdk of its own is part of the bundle', async () => {
    const folder = plugin(home, 'one')
    await buildPlugin(folder, {ownSdk: true})

    const bundle = readFileSync(join(folder, 'dist/plugin.cjs'), 'utf8')
    assert.doesNotMatch(bundle, /require\("@(ome|oclif)\//)
    assert.match(readFileSync(join(folder, 'dist/sbom.cdx.json'), 'utf8'), /pkg:npm\/%40ome\/sdk@/)
  })

  it('refuses commands that do not say what they need', async () => {
    const folder = plugin(home, 'one')
    const path = join(folder, 'src/commands/version/fits.ts')
    writeFileSync(path, command.replace(/ {2}static override (needs|risk|summary).*\n/g, ''))

    await assert.rejects(buildPlugin(folder), /version:fits lacks a summary/)
  })
})

describe('uses of the sdk', () => {
  it('are read from calls, spreads and classes', () => {
    const bundle = `var import_a=require("@ome/sdk/a"),x={...import_a.scope};class C extends import_a.Base{}(0,import_a.call)();y.import_a.no`
    assert.deepEqual(sdkUses(bundle), {'@ome/sdk/a': ['Base', 'call', 'scope']})
  })
})
