import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseYaml} from '@ome/sdk/yaml'
import {demandPluginFile} from './plugin-draft.ts'

const facts = {
  name: '@acme/ome-disk-report',
  kind: 'script',
  version: '1.0.0',
  summary: 'Free space: of "all" nodes # and more',
  topics: ['disk-report'],
} as const

describe('the file that says who a plugin is', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-plugin-file-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const read = () => readFileSync(join(home, 'plugin.yaml'), 'utf8')

  it('is drafted, and refused until it names people', async () => {
    const refusal = {kind: 'failed', message: /plugin\.yaml does not say who publishes and maintains @acme\/ome-disk/}
    await assert.rejects(demandPluginFile(home, facts), refusal)
    assert.deepEqual(await parseYaml(read()), [
      {
        name: facts.name,
        kind: 'script',
        publisher: 'YOUR-NAME',
        summary: facts.summary,
        topics: ['disk-report'],
        channels: {stable: '1.0.0'},
        maintainers: ['YOUR-NAME'],
      },
    ])

    writeFileSync(join(home, 'plugin.yaml'), read().replace('publisher: YOUR-NAME', 'publisher: acme'))
    await assert.rejects(demandPluginFile(home, facts), refusal)

    const filled = read().replaceAll('YOUR-NAME', 'acme')
    writeFileSync(join(home, 'plugin.yaml'), filled)
    await demandPluginFile(home, facts)
    assert.equal(read(), filled)
  })
})
