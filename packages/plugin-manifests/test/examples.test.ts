import assert from 'node:assert/strict'
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {exported} from '@ome/inference-model/export'
import type {KubeObject} from '@ome/sdk/kube'
import type {CommandClass} from '@ome/testkit/run'
import {Remote} from './remote.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

const folder = join(import.meta.dirname, '../src/commands')
const address = 'git@github.com:org/ome-config.git'
/** Examples that end with another code on purpose. */
const codes: Readonly<Record<string, number>> = {diff: 1}
/** What must have run before: the rest in the order of the files. */
const order = ['diff', 'apply', 'backup', 'template create', 'gitops init', 'gitops sync']

type Described = CommandClass & {readonly examples?: readonly unknown[]}

describe('examples in the help', function () {
  this.timeout(60_000)
  let here: Workspace
  let remote: Remote
  before(async () => {
    here = await workspace({scenario: 'tour-ome'})
    remote = new Remote()
    const live = here.cluster.api.get({group: 'ome.io', plural: 'inferenceservices'}, 'prod-llama', 'default')
    const service = exported(live as KubeObject)
    const engine = service['spec'].engine
    here.write({
      'prod-llama.yaml': service,
      'prod-llama-updated.yaml': {...service, spec: {...service['spec'], engine: {...engine, maxReplicas: 6}}},
      'configs/a.yaml': configMap('configured', {a: '1'}),
      'new-service.yaml': configMap('new-service', {}),
      'kustomize/overlays/production/kustomization.yaml': 'resources: [map.yaml]\nnamePrefix: from-\n',
      'kustomize/overlays/production/map.yaml': configMap('kustom', {a: '1'}),
    })
  })
  after(async () => {
    remote.stop()
    await here.stop()
  })

  it('run as they are written', async () => {
    const files = readdirSync(folder, {recursive: true})
      .map(String)
      .filter((name) => name.endsWith('.ts'))
    const ids = files.map((name) => name.replace(/\.ts$/, '').replaceAll('/', ' ')).sort()
    const tools = join(import.meta.dirname, '../../../tools/bin')
    const env = {
      ...process.env,
      PATH: `${tools}:${process.env['PATH']}`,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.${remote.url}.insteadOf`,
      GIT_CONFIG_VALUE_0: address,
      OME_YES: '1',
    } as Readonly<Record<string, string>>
    for (const id of new Set([...order.filter((each) => ids.includes(each)), ...ids])) {
      const {default: command} = (await import(pathToFileURL(join(folder, `${id.replace(' ', '/')}.ts`)).href)) as {
        readonly default: Described
      }
      assert.ok(command.examples && command.examples.length > 0, `${id} has no example`)
      for (const example of command.examples) {
        const words = String(example).slice(`<%= config.bin %> ${id}`.length).trim()
        const {code, err} = await here.run(command, words, {env, data: join(here.folder, 'data')})
        assert.equal(code, codes[id] ?? 0, `ome ${id} ${words}\n${err}`)
      }
    }
  })
})
