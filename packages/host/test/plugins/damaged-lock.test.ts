import assert from 'node:assert/strict'
import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {lockPath} from '@ome/installer/install/lock'
import {buildIndex} from '../../src/routes/build-index.ts'
import {Workshop} from './workshop.ts'

describe('a damaged lock', () => {
  it('takes the installed plugins away and nothing else, with one line at every start', async () => {
    const shop = new Workshop()
    try {
      const cache = join(shop.home, 'cache')
      mkdirSync(shop.data, {recursive: true})
      writeFileSync(lockPath(shop.data), '{"schema":\n\n nonsense')

      const build = () =>
        buildIndex(join(shop.host, 'dist'), '0.1.0', {config: shop.home, data: shop.data, cache}, {HOME: shop.home})
      const index = await build()

      assert.ok(index.commands['version'])
      const [notice = '', ...more] = index.notices
      assert.match(notice, /plugins\.lock\.json is damaged: .*installed plugins are left out; .*: mv \S+ \S+\.bad$/)
      assert.doesNotMatch(notice, /\n/)
      assert.deepEqual(more, [])
      assert.equal(existsSync(join(cache, 'routes.json')), false)
      assert.deepEqual((await build()).notices, [notice])
    } finally {
      shop.end()
    }
  })
})
