import assert from 'node:assert/strict'
import AlertsConfigure from '../src/commands/alerts/configure.ts'
import AlertsList from '../src/commands/alerts/list.ts'
import AlertsTest from '../src/commands/alerts/test.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

const rules = {group: 'monitoring.coreos.com', plural: 'prometheusrules'}

describe('alerts on what KAITO runs', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('are listed with what they compare, now', async () => {
    const {out, err, code} = await world.said(AlertsList, 'workspace my-workspace')
    assert.match(
      out,
      /^ALERT +RULE +THRESHOLD +NOW +STATE +SINCE\nGpuUtilizationHigh +ome-workspace-my-workspace +> 80 +71 +inactive +-\n$/,
    )
    assert.deepEqual([code, err], [0, ''])
    assert.match((await world.said(AlertsList, '-A')).out, /^NAMESPACE +ALERT .*\ndefault +GpuUtilizationHigh/)
    assert.equal((await world.said(AlertsList, 'my-rag -o json')).out.includes('"items": []'), true)
    const none = await world.said(AlertsList, 'inferenceset chat -n kaito')
    assert.match(none.err, /^there are no alerts of ours/)
  })

  it('are changed, and left alone when they are as they shall be', async () => {
    const {out, code} = await world.said(AlertsConfigure, 'workspace my-workspace --gpu-utilization-threshold 90')
    assert.match(
      out,
      /^prometheusrule\/ome-workspace-my-workspace configured \(GpuUtilizationHigh avg\(.*> 80 → avg\(.*> 90\)\n$/,
    )
    assert.equal(code, 0)
    const again = await world.said(AlertsConfigure, 'my-workspace --gpu-utilization-threshold 90')
    assert.equal(again.out, 'prometheusrule/ome-workspace-my-workspace unchanged\n')
    const [group] = world.api.get(rules, 'ome-workspace-my-workspace', 'default')?.['spec'].groups ?? []
    assert.deepEqual([group.rules.length, group.rules[0].for], [1, '10m'])
  })

  it('stay when others are added', async () => {
    await world.said(AlertsConfigure, 'workspace my-workspace --queue-threshold 5 --not-ready-for 10m')
    const {out} = await world.said(AlertsList, 'workspace my-workspace')
    for (const name of ['GpuUtilizationHigh', 'QueueLong', 'NotReady']) assert.match(out, new RegExp(`\\n${name} `))
  })

  it('are tried once, and nobody is told', async () => {
    const {out} = await world.said(AlertsTest, 'workspace my-workspace')
    assert.match(out, /^ALERT +VALUE +THRESHOLD +WOULD-FIRE +EXPR\n/)
    assert.match(out, /\nQueueLong +0 +> 5 +no +sum\(/)
    await world.said(AlertsConfigure, 'workspace my-workspace --gpu-utilization-threshold 70')
    assert.match((await world.said(AlertsTest, 'my-workspace')).out, /\nGpuUtilizationHigh +71 +> 70 +yes /)
  })

  it('on GPUs that nobody measures are refused', async () => {
    const {err, code} = await world.said(AlertsConfigure, 'inferenceset chat -n kaito --gpu-utilization-threshold 90')
    assert.match(err, /has no DCGM series of inferenceset "chat": an alert on its GPUs would never fire/)
    assert.equal(code, 2)
    assert.equal(world.api.get(rules, 'ome-inferenceset-chat', 'kaito'), undefined)
  })

  it('without the Prometheus operator are a file of rules', async () => {
    const {out, err, code} = await world.said(
      AlertsConfigure,
      'workspace chat-east --queue-threshold 3 --context us-east',
    )
    assert.match(out, /^groups:\n- name: ome-workspace-chat-east\n|^groups:\n {2}- name: ome-workspace-chat-east\n/)
    assert.match(out, /sum\(vllm:num_requests_waiting\{.*chat-east-\[0-9\]\+/)
    assert.match(err, /note: no Prometheus is found/)
    assert.match(err, /note: the cluster has no PrometheusRules/)
    assert.equal(code, 0)
    const listed = await world.said(AlertsList, '--context us-east')
    assert.match(listed.err, /note: the cluster has no PrometheusRules: /)
    assert.equal((await world.said(AlertsTest, 'workspace chat-east --context us-east')).code, 4)
  })

  it('that cannot be evaluated are told', async () => {
    world.api.patch(rules, 'ome-workspace-my-workspace', 'default', {
      spec: {groups: [{name: 'ome-workspace-my-workspace', rules: [{alert: 'Broken', expr: 'sum( > 1'}]}]},
    })
    const {err, code} = await world.said(AlertsTest, 'workspace my-workspace')
    assert.match(err, /^error: Prometheus monitoring\/prometheus-operated refuses the query: /)
    assert.equal(code, 1)
    assert.match((await world.said(AlertsList, 'workspace my-workspace')).out, /\nBroken .* - +/)
  })

  for (const [command, words, code] of [
    [AlertsConfigure, 'workspace my-workspace', 2],
    [AlertsConfigure, 'workspace my-workspace --gpu-utilization-threshold 0', 2],
    [AlertsConfigure, 'workspace my-workspace --gpu-utilization-threshold 101', 2],
    [AlertsConfigure, 'workspace gone --queue-threshold 1', 4],
    [AlertsTest, 'ragengine my-rag', 4],
    [AlertsTest, 'inferenceset chat -n kaito', 4],
    [AlertsList, 'workspace my-workspace --backend ome', 2],
  ] as const)
    it(`${words}: ${code}`, async () => assert.equal((await world.said(command, words)).code, code))
})
