import assert from 'node:assert/strict'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {CommandClass, RunOptions} from '@ome/testkit/run'
import Check from '../src/commands/cost/budget/check.ts'
import Delete from '../src/commands/cost/budget/delete.ts'
import Export from '../src/commands/cost/budget/export.ts'
import SetBudget from '../src/commands/cost/budget/set.ts'
import Show from '../src/commands/cost/budget/show.ts'
import {type TestWorld, world} from './world.ts'

const commands: Readonly<Record<string, CommandClass>> = {
  set: SetBudget,
  show: Show,
  check: Check,
  delete: Delete,
  export: Export,
}

describe('ome cost budget', () => {
  let made: TestWorld
  const servers: Server[] = []
  const configMaps = {group: '', plural: 'configmaps'}
  before(async () => {
    made = await world({scenario: 'tour-ome'})
  })
  after(() => made.stop())
  afterEach(() => {
    if (kept()) made.api.delete(configMaps, 'ome-budgets', 'default')
    for (const server of servers.splice(0)) server.close()
  })
  const budget = (line: string, options: RunOptions = {}) => {
    const [verb = '', ...words] = line.split(' ')
    const command = commands[verb]
    assert.ok(command)
    return made.run(command, words, options)
  }
  const kept = () => made.api.get(configMaps, 'ome-budgets', 'default')

  it('is kept in the cluster, and told with what is spent', async () => {
    const set = await budget('set prod-llama --limit 3000 --alert-at 80%')
    assert.deepEqual([set.code, set.out], [0, 'configmap/ome-budgets created\n'], set.err)
    assert.deepEqual(kept()?.metadata.labels, {'ome.cli/kind': 'budgets'})
    assert.deepEqual(kept()?.['data'], {'prod-llama': '{"limitUsd":3000,"alertAt":0.8}'})
    const {code, out} = await budget('show')
    assert.equal(code, 0)
    assert.match(out, /^OBJECT +LIMIT +SPENT +FORECAST +USED +ALERT-AT +STATE$/m)
    assert.match(out, /^prod-llama +3000\.00 +\d+\.\d\d +\d+\.\d\d +\d+% +80% +over$/m)
    const {items} = JSON.parse((await budget('show prod-llama -o json')).out)
    // 12 GPUs at 6.88 (AcceleratorClass nvidia-h100) are 82.56 an hour; from November 21st, 12:00Z, to the end of the
    // month are 9.5 days = 228 hours: 18823.68 more.
    assert.equal((items[0].forecastUsd - items[0].spentUsd).toFixed(2), '18823.68')
    assert.deepEqual([items[0].partial, items[0].note], [false, null])
  })

  it('is changed, left alone when it is the same, and deleted', async () => {
    await budget('set service/prod-llama --limit 3000')
    assert.match((await budget('set prod-llama --limit 3000')).out, /unchanged/)
    const changed = await budget('set prod-llama --limit 50000 --alert-at 90')
    assert.match(changed.out, /3000 USD a month, told at 80% → 50000 USD a month, told at 90%/)
    await budget('set mistral-dev --limit 100000')
    assert.deepEqual(Object.keys(kept()?.['data']), ['prod-llama', 'mistral-dev'])
    const finer = await budget('set prod-llama --limit 50000 --alert-at 90.4%')
    assert.match(finer.out, /told at 90% → 50000 USD a month, told at 90\.4%/)
    assert.equal((await budget('delete prod-llama')).code, 2)
    const dry = await budget('delete prod-llama --dry-run')
    assert.match(dry.out, /prod-llama: 50000 USD a month, told at 90\.4% → <none>/)
    assert.equal((await budget('delete prod-llama --yes')).code, 0)
    assert.deepEqual(Object.keys(kept()?.['data']), ['mistral-dev'])
    assert.equal((await budget('delete prod-llama --yes')).code, 4)
  })

  it('of two people at once loses none that was confirmed', async () => {
    const names = ['prod-llama', 'mistral-dev', 'web-staging']
    const set = await Promise.all(names.map((name) => budget(`set ${name} --limit 10`)))
    assert.deepEqual(names.filter((_, index) => set[index]?.code === 0).sort(), Object.keys(kept()?.['data']).sort())
    for (const {code, err} of set) assert.ok(code === 0 || (code === 6 && /already exists/.test(err)), err)
  })

  it('fails a check when it is over, and only then', async () => {
    await budget('set mistral-dev --limit 100000')
    const fine = await budget('check')
    assert.deepEqual([fine.code, fine.err], [0, ''])
    await budget('set prod-llama --limit 3000')
    const over = await budget('check')
    assert.equal(over.code, 3)
    assert.match(over.out, /^prod-llama .* over$/m)
    assert.equal((await budget('check mistral-dev')).code, 0)
  })

  it('nearly spent is an alert and no failure', async () => {
    await budget('set prod-llama --limit 17000')
    const {code, out} = await budget('check')
    assert.equal(code, 0)
    assert.match(out, /^prod-llama .* alert$/m)
  })

  it('tells a webhook what is over, and nothing when nothing is', async () => {
    const messages: string[] = []
    const address = await listening(async (body) => void messages.push(body))
    await budget('set mistral-dev --limit 100000')
    await budget(`check --webhook ${address}`)
    assert.deepEqual(messages, [])
    await budget('set prod-llama --limit 3000')
    assert.equal((await budget('check', {env: {OME_BUDGET_WEBHOOK: address}})).code, 3)
    const {text, namespace, budgets} = JSON.parse(messages[0] ?? '{}')
    assert.match(text, /^Budgets in namespace default: prod-llama is over its budget: \d+\.\d\d of 3000\.00 USD/)
    assert.deepEqual([namespace, budgets.length, budgets[0].state], ['default', 1, 'over'])
  })

  it('says that a webhook was not reached, and keeps its address to itself', async () => {
    await budget('set prod-llama --limit 3000')
    const address = await listening(async () => undefined, 500)
    const {code, err} = await budget(`check --webhook ${address}/secret-part`)
    assert.equal(code, 3)
    assert.match(err, /^note: the webhook at 127\.0\.0\.1:\d+ answered 500/m)
    assert.doesNotMatch(err, /secret-part/)
    const plain = await budget('check --webhook http://chat.example.com/secret-part')
    assert.equal(plain.code, 3)
    assert.doesNotMatch(plain.err, /secret-part/)
    await budget('set prod-llama --limit 17000')
    const alert = await budget(`check --webhook ${address}/secret-part`)
    assert.equal(alert.code, 7)
    assert.match(alert.err, /^error: the webhook at 127\.0\.0\.1:\d+ answered 500/m)
    assert.doesNotMatch(alert.err, /secret-part/)
  })

  it('becomes a rule of Prometheus', async () => {
    await budget('set prod-llama --limit 3000')
    const {code, out, err} = await budget('export prometheus-rule')
    assert.equal(code, 0, err)
    assert.match(out, /kind: PrometheusRule/)
    // 6.88 USD a GPU-hour (AcceleratorClass nvidia-h100), 730 hours, 80 % of 3000.
    assert.match(out, /\* 6\.88 \* 730 > 2400/)
    assert.match(out, /pod=~\\?"prod-llama-\(engine\|decoder\|predictor\|router\)/)
  })

  it('becomes a CronJob with its rights', async () => {
    const {out} = await budget('export cron-job --image registry.example.com/ome:1 --webhook-secret hook')
    for (const kind of ['ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding', 'CronJob'])
      assert.match(out, new RegExp(`^kind: ${kind}$`, 'm'))
    assert.match(out, /name: OME_BUDGET_WEBHOOK\n +valueFrom:\n +secretKeyRef:\n +key: url\n +name: hook/)
    assert.equal((await budget('export cron-job')).code, 2)
  })

  it('of a service that is gone cannot be checked', async () => {
    await budget('set web-staging --limit 3000')
    made.api.delete({group: 'ome.io', plural: 'inferenceservices'}, 'web-staging', 'default')
    const {code, out, err} = await budget('check')
    assert.equal(code, 1)
    assert.match(out, /^web-staging +3000\.00 +<unknown> +<unknown> +<unknown> +80% +unknown$/m)
    assert.match(err, /the budget of service "web-staging" cannot be checked/)
  })

  for (const [line, code, message] of [
    ['set prod-llama --limit 0', 2, /--limit: "0" is no amount of USD above 0/],
    ['set prod-llama --limit much', 2, /--limit: "much" is no amount/],
    ['set prod-llama --limit 10 --alert-at 120%', 2, /--alert-at: "120%" is no percentage/],
    ['set prod-llama --limit 10 --alert-at 0', 2, /--alert-at: "0" is no percentage/],
    ['set prod-llama', 2, /limit/],
    ['set prod-lama --limit 10', 4, /did you mean prod-llama\?/],
    ['show prod-llama', 4, /has no budget in namespace "default"/],
    ['check --webhook chat', 2, /the webhook has no address of the web/],
    ['check --webhook ftp://chat.example.com/x', 2, /the webhook has no address of the web/],
    ['export cron-job --image r/ome:1 --schedule daily', 2, /--schedule: "daily" is no schedule of cron/],
    ['export cron-job --image ::', 2, /--image: "::" is no name of an image/],
    ['export cron-job --image r/ome:1 --webhook-secret A_B', 2, /"A_B" is no name of a Secret/],
    ['export prometheus-rule --schedule @daily', 2, /--schedule is about a CronJob/],
    ['export pigeon', 2, /pigeon/],
    ['export prometheus-rule', 1, /no budget of namespace "default" can become a rule/],
  ] as const)
    it(`${line}: ${code}`, async () => {
      const result = await budget(line)
      assert.equal(result.code, code, result.err)
      assert.match(result.err, message)
    })

  it('without any says how to set one', async () => {
    const {code, err} = await budget('show')
    assert.deepEqual([code, err], [0, 'no budgets: ome cost budget set NAME --limit USD\n'])
  })

  it('written by hand and unreadable is named', async () => {
    await budget('set prod-llama --limit 10')
    made.api.patch(configMaps, 'ome-budgets', 'default', {data: {'prod-llama': '10'}})
    const {code, err} = await budget('show')
    assert.equal(code, 1)
    assert.match(err, /the budget of "prod-llama" in configmap default\/ome-budgets cannot be read/)
    assert.equal((await budget('set prod-llama --limit 10')).code, 0)
  })

  async function listening(take: (body: string) => Promise<void>, status = 200): Promise<string> {
    const server = createServer(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      await take(Buffer.concat(parts).toString())
      response.writeHead(status).end()
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
})
