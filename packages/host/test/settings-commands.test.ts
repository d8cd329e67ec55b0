import assert from 'node:assert/strict'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import ConfigEdit from '../src/commands/config/edit.ts'
import {runCommand} from './plugins/run-command.ts'
import {Workshop} from './plugins/workshop.ts'

describe('config edit', () => {
  it('without a terminal is refused with 2, names the file and leaves no draft', async () => {
    const shop = new Workshop()
    try {
      const {code, out, err} = await runCommand(shop, ConfigEdit, [])
      assert.deepEqual([code, out], [2, ''])
      assert.ok(
        err.startsWith(`error: an editor needs a terminal; the file is ${join(shop.home, 'config.yaml')}\n`),
        err,
      )
      assert.equal(existsSync(join(shop.home, 'config.yaml.draft.yaml')), false)
    } finally {
      shop.end()
    }
  })
})
