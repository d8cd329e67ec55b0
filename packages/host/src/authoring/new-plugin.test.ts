import assert from 'node:assert/strict'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {hostApi} from '@ome/installer/install/host-api'
import {readPluginFacts} from '@ome/installer/registry/plugin-index'
import {fieldsOf} from '@ome/installer/registry/shape'
import {parseYaml} from '@ome/sdk/yaml'
import {namesOf, writePlugin} from './new-plugin.ts'
import {pluginFiles, tools} from './plugin-files.ts'

const repository = resolve(import.meta.dirname, '../../../..')
const quota = {name: 'ome-quota-report', topic: 'quota-report', sdk: hostApi}

describe('a new plugin', () => {
  let home: string

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-new-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  for (const [folder, name, expected] of [
    ['/src/quota-report', undefined, {name: 'ome-quota-report', topic: 'quota-report'}],
    ['/src/ome-quota-report', undefined, {name: 'ome-quota-report', topic: 'quota-report'}],
    ['/src/x', '@acme/plugin-quota', {name: '@acme/plugin-quota', topic: 'quota'}],
  ] as const)
    it(`${folder}${name ? ` --name ${name}` : ''} is ${expected.name} with the topic ${expected.topic}`, () =>
      assert.deepEqual(namesOf(folder, {name}), expected))

  for (const folder of ['/src/Quota', '/src/quota_report', '/src/9', '/'])
    it(`${folder} gives no name`, () => assert.throws(() => namesOf(folder, {}), {kind: 'usage'}))

  it('is written into an absent or empty folder only', () => {
    writePlugin(join(home, 'made'), quota)
    assert.ok(existsSync(join(home, 'made/src/commands/quota-report/show.ts')))
    writeFileSync(join(home, 'mine'), '')

    assert.throws(() => writePlugin(home, quota), {kind: 'conflict'})
    assert.throws(() => writePlugin(join(home, 'made'), quota), {kind: 'conflict'})
  })

  it('has a plugin.yaml that a registry can read, and nobody approved its release', async () => {
    const files = pluginFiles(quota)
    const [plugin] = await parseYaml(files.get('plugin.yaml') ?? '')
    const [release] = await parseYaml(files.get('releases/0.1.0.yaml') ?? '')

    assert.equal(readPluginFacts(fieldsOf(plugin, 'plugin.yaml'), 'plugin.yaml').name, 'ome-quota-report')
    assert.deepEqual(fieldsOf(release, 'release')['approvedBy'], [])
  })

  it('is tested with the tools of this repository', () => {
    const {devDependencies} = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    for (const [name, version] of Object.entries(tools)) assert.equal(version, devDependencies[name], name)
  })

  it('is what the examples began with', () => {
    for (const topic of ['cost-optimizer', 'security-scanner']) {
      const files = pluginFiles({name: `ome-${topic}`, topic, sdk: hostApi})
      const folder = join(repository, 'examples/plugins', `ome-${topic}`)
      const own = (path: string) => readFileSync(join(folder, path), 'utf8')
      for (const path of ['build.mjs', 'test/coverage.test.ts']) assert.equal(own(path), files.get(path), path)
      const {version: _, description: __, oclif, ...rest} = JSON.parse(own('package.json'))
      const made = JSON.parse(files.get('package.json') ?? '')
      for (const key of Object.keys(rest)) assert.deepEqual(rest[key], made[key], key)
      assert.deepEqual(oclif.commands, made.oclif.commands)
    }
  })
})
