import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {buildIndex} from './build-index.ts'
import type {PluginRow} from './route-index.ts'
import {hasRepositoryCopy, pluginSources} from './sources.ts'

describe('a copy in the repository', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-sources-'))
  })
  afterEach(() => rmSync(folder, {recursive: true}))

  const packageAt = (name: string): void => {
    const root = join(folder, 'packages', name)
    mkdirSync(join(root, 'src'), {recursive: true})
    writeFileSync(join(root, 'package.json'), JSON.stringify({name: `@ome/${name}`, version: '1.0.0'}))
    writeFileSync(join(root, 'oclif.manifest.json'), JSON.stringify({version: '1.0.0', commands: {}}))
  }

  it('takes over from an installed plugin, where there is one', async () => {
    packageAt('host')
    packageAt('plugin-x')
    const folders = {config: folder, data: join(folder, 'data'), cache: join(folder, 'cache')}
    assert.equal(hasRepositoryCopy(folders, '@ome/plugin-x'), false)

    await buildIndex(join(folder, 'packages/host/dist'), '1.0.0', folders)

    assert.equal(hasRepositoryCopy(folders, '@ome/plugin-x'), true)
    assert.equal(hasRepositoryCopy(folders, '@ome/plugin-y'), false)
    rmSync(join(folder, 'packages/host/src'), {recursive: true})
    assert.equal(hasRepositoryCopy(folders, '@ome/plugin-x'), false)
  })
})

describe('topics of a plugin of programs', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-topics-'))
  })
  afterEach(() => rmSync(folder, {recursive: true}))

  const pluginWith = (description: string | undefined): PluginRow | undefined => {
    const packages = {name: 'plugin-probe', version: '1.0.0', description, ome: {topics: ['probe', 'disk report']}}
    const host = {name: '@ome/host', version: '1.0.0', description: 'The host', ome: {topics: ['config']}}
    for (const [path, content] of Object.entries({
      'host/src/x.json': {},
      'host/package.json': host,
      'host/oclif.manifest.json': {},
      'plugin-probe/package.json': packages,
      'plugin-probe/ome-manifest.json': {},
    })) {
      mkdirSync(dirname(join(folder, path)), {recursive: true})
      writeFileSync(join(folder, path), JSON.stringify(content))
    }
    return pluginSources(join(folder, 'host'), join(folder, 'data')).plugins.find(({name}) => name === 'plugin-probe')
  }

  it('are said by its description, on one line without escape sequences', () => {
    const said = 'Looks at \u001b[31mGPUs'
    const told = 'Looks at GPUs'
    assert.deepEqual(pluginWith(`${said}\nand more`)?.topics, {probe: told, 'disk:report': told})
  })

  it('are not said by a plugin that says nothing', () => {
    assert.equal(pluginWith(undefined)?.topics, undefined)
  })
})
