import assert from 'node:assert/strict'
import {golden} from '@ome/testkit/golden'
import Url from '../src/commands/url.ts'
import {inferenceService, type TestWorld, world} from './world.ts'

const shows = (file: string, text: string) => golden(import.meta.dirname, `url/${file}`, text)
const settings = {'console.url': 'https://console.example/{kind}/{namespace}/{name}'}

describe('ome url', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world()
    await cluster.serve('chat')
  })
  after(() => cluster.stop())

  for (const [file, ...argv] of [
    ['table'],
    ['list.json', '-o', 'json'],
    ['list.yaml', '-o', 'yaml'],
    ['list.name', '-o', 'name'],
    ['list.jsonpath', '-o', 'jsonpath={.items[*].url}'],
    ['endpoint', '--endpoint'],
    ['console', '--console'],
  ] as const)
    it(`prints where it answers: ${file}`, async () => {
      const {code, out, err} = await cluster.run(Url, ['service', 'chat', ...argv], {settings})
      shows(file, out)
      assert.deepEqual([code, err], [0, ''])
    })

  it('has the endpoint alone where no console is configured', async () => {
    const {out} = await cluster.run(Url, ['chat'])
    assert.equal(out, 'KIND       URL\nendpoint   http://chat.default.svc.cluster.local:8080\n')
  })

  it('a service without an address says what it waits for', async () => {
    const empty = inferenceService('empty')
    const broken = {...empty, spec: {model: empty['spec'].model, runtime: {name: 'gone'}, engine: {minReplicas: 1}}}
    cluster.api.create({group: 'ome.io', plural: 'inferenceservices'}, broken)
    const {code, out, err} = await cluster.run(Url, ['empty'])
    shows('none-yet', err)
    assert.deepEqual([code, out], [1, ''])
  })

  for (const [file, expected, ...argv] of [
    ['no-console', 2, 'chat', '--console'],
    ['both', 2, 'chat', '--console', '--endpoint'],
    ['missing', 4, 'nope'],
    ['other-namespace', 4, 'chat', '-n', 'ome'],
  ] as const)
    it(`refuses: ${file}`, async () => {
      const {code, out, err} = await cluster.run(Url, argv.slice())
      shows(file, err)
      assert.deepEqual([code, out], [expected, ''])
    })
})
