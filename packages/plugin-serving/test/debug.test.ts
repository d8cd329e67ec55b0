import assert from 'node:assert/strict'
import {golden} from '@ome/testkit/golden'
import Debug from '../src/commands/debug.ts'
import {type TestWorld, world} from './world.ts'

/** How long a start takes and how often something crashed depends on the machine. */
const steady = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\d+ restarts/g, 'N restarts')
    .replaceAll(/10\.244\.\d+\.\d+/g, 'IP')

const shows = (file: string, text: string) => golden(import.meta.dirname, `debug/${file}`, steady(text))

describe('ome debug', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({scenario: 'tour-ome'})
  })
  after(() => cluster.stop())
  const debug = (...argv: readonly string[]) => cluster.run(Debug, argv)

  it('says of a service that is well what was looked at', async () => {
    const {code, out, err} = await debug('service', 'prod-llama')
    shows('ready', out)
    assert.deepEqual([code, err], [0, ''])
  })

  it('finds the cause of one that is not, and ends with 3', async () => {
    const {code, out} = await debug('broken-llama')
    shows('broken', out)
    assert.equal(code, 3)
  })

  it('says what could not be judged where not all may be read', async () => {
    await using cluster = await world({scenario: 'forbidden'})
    const words = ['chat', '-n', 'team-a']
    const {code, out, err} = await cluster.run(Debug, words)
    assert.match(out, /^Cause: +nothing is amiss in what may be read; not judged: control-plane, webhook, .*node\n/)
    assert.match(out, /\nruntime +unknown +cannot be judged: you may not list clusterservingruntimes\.ome\.io/)
    assert.match(err, /^note: not everything was looked at: you may not list /)
    assert.equal(code, 0)
  })

  it('is a document for programs', async () => {
    const {code, out} = await debug('broken-llama', '-o', 'json')
    shows('broken.json', out)
    assert.equal(code, 3)
  })

  it('names the cluster that was asked in what to do next', async () => {
    const connection = "--kubeconfig 'my clusters' --context gpu"
    const typed = (...argv: string[]) => cluster.run(Debug, argv, {connection})
    const page = await typed('broken-llama')
    assert.match(page.out, /\n.+: (ome|kubectl) --kubeconfig 'my clusters' --context gpu [a-z][^\n]+\n$/)
    const {cause} = JSON.parse((await typed('broken-llama', '-o', 'json')).out)
    assert.ok(cause.fix.command.includes(` ${connection} `), cause.fix.command)
    const {err} = await typed('nope')
    assert.match(err, /\nhint: .*ome --kubeconfig 'my clusters' --context gpu [a-z]/)
    const called = await cluster.run(Debug, ['nope'], {connection, bin: 'kubectl ome'})
    assert.match(called.err, /kubectl ome --kubeconfig 'my clusters'/)
  })

  it('finds it in every namespace', async () => {
    const {code, out} = await debug('experiment', '-n', 'ml-team')
    assert.match(out, /^Cause: +\S/)
    assert.equal(code, 3)
  })

  for (const width of [60, 100])
    it(`folds what does not fit, and the last line can be copied: ${width} columns`, async () => {
      const said: string[] = []
      const onWrite = (_: string, text: string) => void said.push(text)
      const {out} = await cluster.run(Debug, ['broken-llama'], {tty: true, width, onWrite})
      assert.equal(said.at(-1)?.startsWith('some columns are left out'), !/^RULE .* FIX/m.test(out))
      shows(`columns-${width}`, out)
      assert.match(out, /\n.+: ome update .+gpu'\]=null"\n$/)
    })

  for (const [file, expected, ...argv] of [
    ['missing', 4, 'nope'],
    ['no-name', 2, 'service'],
    ['other-noun', 2, 'model', 'chat'],
    ['error.json', 4, 'nope', '-o', 'json'],
  ] as const)
    it(`refuses: ${file}`, async () => {
      const {code, out, err} = await debug(...argv)
      shows(file, err)
      assert.deepEqual([code, out], [expected, ''])
    })

  it('lists each kind once', async () => {
    cluster.requests.length = 0
    await debug('broken-llama')
    const lists = cluster.requests.map(({path}) => path)
    assert.deepEqual(
      lists.filter((path, index) => lists.indexOf(path) !== index),
      [],
    )
    assert.ok(lists.length <= 25, lists.join('\n'))
  })
})
