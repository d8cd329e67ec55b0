import assert from 'node:assert/strict'
import {join} from 'node:path'
import {linkPlugin, uninstallPlugin, unlinkPlugin} from '@ome/installer/install/change-plugins'
import {pinPlugin, switchPlugin} from '@ome/installer/install/flag-plugins'
import {repositoryPlugins} from '../../src/routes/sources.ts'
import {install, upgrade, Workshop} from './workshop.ts'

describe('a name that is no installed plugin', () => {
  let shop: Workshop
  beforeEach(async () => {
    shop = new Workshop()
    await shop.publish([shop.plugin({name: 'ome-cost-optimizer', version: '1.0.0'})])
  })
  afterEach(() => shop.end())

  /** The host lies in a repository with a plugin of its own. */
  function inRepository() {
    const manifest = JSON.stringify({version: '0.1.0', commands: {}})
    shop.put(join(shop.host, 'src'), {'main.ts': ''})
    shop.put(join(shop.home, 'plugin-serving'), {
      'package.json': JSON.stringify({name: '@ome/plugin-serving', version: '0.1.0'}),
      'oclif.manifest.json': manifest,
    })
    return shop.bench({repositoryPlugins: () => repositoryPlugins(shop.host, shop.data)})
  }

  it('to install: the one of the registry that is near is named', async () => {
    await assert.rejects(install(shop.bench(), 'ome-cost-optimzer'), {
      message: 'plugin "ome-cost-optimzer" is in no registry',
      hints: ['did you mean: ome-cost-optimizer', 'see what there is: ome plugin search'],
    })
  })

  it('to change: the installed one that is near is named', async () => {
    await install(shop.bench(), 'ome-cost-optimizer')

    await assert.rejects(switchPlugin(shop.bench(), 'cost-optimzer', false), {
      message: 'plugin "cost-optimzer" is not installed',
      hints: ['did you mean: ome-cost-optimizer', 'see what is: ome plugin list'],
    })
  })

  it('to unlink: the linked one that is near is named', async () => {
    await linkPlugin(shop.bench(), shop.plugin({name: 'ome-linked', version: '1.0.0'}), shop.home)

    await assert.rejects(unlinkPlugin(shop.bench(), 'ome-likned'), {
      hints: ['did you mean: ome-linked', 'see what is: ome plugin list'],
    })
  })

  it('of the repository: said, with what can be done', async () => {
    const bench = inRepository()
    const refusal = {
      kind: 'not-found',
      message: 'plugin "serving" comes with this repository; nothing is installed of it',
      hints: [
        'switch it off or on with plugins: [{name: serving, enabled: false}] in config.yaml: ome config edit',
        'its release is that of the repository; build it again: npm run build',
      ],
    }

    await assert.rejects(switchPlugin(bench, 'serving', false), refusal)
    await assert.rejects(switchPlugin(bench, 'serving', true), refusal)
    await assert.rejects(pinPlugin(bench, 'serving'), refusal)
    await assert.rejects(uninstallPlugin(bench, '@ome/plugin-serving'), refusal)
    await assert.rejects(upgrade(bench, 'serving'), refusal)
    await assert.rejects(switchPlugin(bench, 'servign', false), {
      hints: ['did you mean: serving', 'see what is: ome plugin list'],
    })
  })
})
