import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {buildIndex} from './build-index.ts'
import {hasRepositoryCopy} from './sources.ts'

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
