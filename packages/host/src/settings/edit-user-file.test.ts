import assert from 'node:assert/strict'
import {existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Folders} from '@ome/sdk/context'
import {setSetting, unsetSetting} from './edit-user-file.ts'

describe('editing config.yaml', () => {
  let config: string
  let folders: Folders
  let path: string
  beforeEach(() => {
    config = mkdtempSync(join(tmpdir(), 'ome-config-'))
    folders = {config, data: config, cache: config}
    path = join(config, 'config.yaml')
  })
  afterEach(() => rmSync(config, {recursive: true}))

  it('keeps comments, order and blank lines', async () => {
    writeFileSync(path, '# mine\nnamespace: a # here\n\npreferences:\n  # why\n  auto-scaling: true\n')

    assert.equal(await setSetting(folders, 'preferences.access', 'hide'), true)
    assert.equal(await setSetting(folders, 'namespace', 'b'), true)

    assert.equal(
      readFileSync(path, 'utf8'),
      '# mine\nnamespace: b # here\n\npreferences:\n  # why\n  auto-scaling: true\n  access: hide\n',
    )
  })

  it('makes the file readable by its owner alone', async () => {
    await setSetting(folders, 'namespace', 'b')

    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.equal(readFileSync(path, 'utf8'), 'namespace: b\n')
  })

  it('the same value again changes nothing', async () => {
    await setSetting(folders, 'preferences.auto-scaling', 'true')

    assert.equal(await setSetting(folders, 'preferences.auto-scaling', 'true'), false)
  })

  it('removes a key and the section it leaves empty', async () => {
    writeFileSync(path, '# mine\n\nprometheus:\n  url: http://p\nnamespace: a\n')

    assert.equal(await unsetSetting(folders, 'prometheus.url'), true)
    assert.equal(readFileSync(path, 'utf8'), '# mine\n\nnamespace: a\n')
    assert.equal(await unsetSetting(folders, 'prometheus.url'), false)
  })

  for (const key of [
    'token',
    'password',
    'ai.token',
    'x.client-key',
    'users.client-key-data',
    'ai.api_key',
    'my-secret',
  ]) {
    it(`${key} is refused as a secret and nothing is written`, async () => {
      await assert.rejects(setSetting(folders, key, 'x'), {
        kind: 'usage',
        message: `${key} is not set: secrets are not kept in this file`,
      })
      assert.equal(existsSync(path), false)
    })
  }

  it('unknown keys, wrong values and lists are refused with what works', async () => {
    await assert.rejects(setSetting(folders, 'namespcae', 'x'), {kind: 'usage', message: 'unknown setting "namespcae"'})
    await assert.rejects(setSetting(folders, 'preferences.auto-scaling', 'yes'), {kind: 'usage'})
    await assert.rejects(setSetting(folders, 'contexts', 'x'), {hints: ['register contexts: ome cluster connect']})
  })

  it('a file that is wrong already is not touched', async () => {
    writeFileSync(path, 'nope: 1\n')

    await assert.rejects(setSetting(folders, 'namespace', 'x'), {kind: 'usage'})
    assert.equal(readFileSync(path, 'utf8'), 'nope: 1\n')
  })
})
