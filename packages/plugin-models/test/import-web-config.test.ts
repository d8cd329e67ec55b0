import assert from 'node:assert/strict'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {golden} from '@ome/testkit/golden'
import ImportWebConfig from '../src/commands/import/web-config.ts'
import {scenario, type TestWorld} from './world.ts'

const export_ = 'https://console.ome.io/export/service/prod-llama'

const pages: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
  '/yaml': [
    'application/yaml',
    'apiVersion: ome.io/v1beta1\nkind: ClusterBaseModel\nmetadata: {name: from-web}\nspec: {storage: {storageUri: "local:///raid/models/x"}}\n',
  ],
  '/secret': ['application/yaml', 'apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n'],
  '/mixed': [
    'application/yaml',
    'apiVersion: ome.io/v1beta1\nkind: ClusterBaseModel\nmetadata: {name: x}\nspec: {storage: {storageUri: "local:///x"}}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: x}\n',
  ],
  '/page': ['text/html', '<!doctype html><title>log in</title>'],
  '/empty': ['application/yaml', ''],
  '/text': ['text/plain', 'hello'],
  '/broken': ['application/json', '{"apiVersion"'],
  '/large': ['application/yaml', Buffer.alloc(2 ** 20 + 1, '#')],
}

describe('ome import web-config', () => {
  let cluster: TestWorld
  let server: Server
  let endpoint: string
  before(async () => {
    cluster = await scenario('tour-ome')
    server = createServer(({url = ''}, response) => {
      const page = pages[url]
      response.writeHead(page ? 200 : 404, {'content-type': page?.[0] ?? 'text/plain'})
      response.end(page?.[1] ?? 'no such page')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await cluster.stop()
  })
  const read = (path: string, ...argv: readonly string[]) =>
    cluster.run(ImportWebConfig, [`${endpoint}${path}`, ...argv], {env: {OME_CONSOLE_ENDPOINT: ''}})

  it('changes nothing when the cluster has it as the console exports it', async () => {
    const {code, out, err} = await cluster.run(ImportWebConfig, [export_])
    assert.deepEqual([code, out, err], [0, 'inferenceservice/prod-llama unchanged\n', ''])
  })

  it('applies what is new, and shows it before', async () => {
    const shown = await read('/yaml', '--diff')
    assert.match(shown.out, /^\+kind: ClusterBaseModel$/m)
    const {code, out} = await read('/yaml')
    assert.deepEqual([code, out], [0, 'clusterbasemodel/from-web created\n'])
  })

  it('a page for people is no manifest', async () => {
    const {code, err} = await cluster.run(ImportWebConfig, ['https://console.ome.io/services/prod-llama'])
    golden(import.meta.dirname, 'import-web-config/page', err)
    assert.equal(code, 1)
  })

  for (const [path, wanted, message] of [
    ['/secret', 2, /holds Secret \(v1\): only objects of ome.io/],
    ['/mixed', 2, /holds ClusterRole \(rbac/],
    ['/page', 1, /answers with a web page/],
    ['/empty', 2, /no (objects|manifest)/],
    ['/text', 2, /./],
    ['/broken', 2, /./],
    ['/large', 1, /more than 1 MiB/],
    ['/missing', 4, /404/],
  ] as const)
    it(`refuses ${path}`, async () => {
      const {code, out, err} = await read(path)
      assert.deepEqual([code, out], [wanted, ''], err)
      assert.match(err, message)
      assert.equal(cluster.get('clusterbasemodels', 'x'), undefined)
    })

  for (const [address, env, wanted] of [
    ['http://console.ome.io/export/service/x', '', 2],
    ['file:///etc/passwd', '', 2],
    ['console.ome.io/export', '', 2],
    [export_, 'http://console.example.com', 2],
    [export_, 'http://127.0.0.1:9', 7],
  ] as const)
    it(`reads no ${address}${env && ` of ${env}`}`, async () => {
      const {code, out} = await cluster.run(ImportWebConfig, [address], {env: {OME_CONSOLE_ENDPOINT: env}})
      assert.deepEqual([code, out], [wanted, ''])
    })
})
