import assert from 'node:assert/strict'
import type {CommandClass} from '@ome/testkit/run'
import AlertsConfigure from '../src/commands/alerts/configure.ts'
import AlertsList from '../src/commands/alerts/list.ts'
import AlertsTest from '../src/commands/alerts/test.ts'
import Chat from '../src/commands/chat.ts'
import Health from '../src/commands/health.ts'
import LogsAnalyze from '../src/commands/logs/analyze.ts'
import LogsSearch from '../src/commands/logs/search.ts'
import Logs from '../src/commands/logs.ts'
import Metrics from '../src/commands/metrics.ts'
import MonitorResources from '../src/commands/monitor/resources.ts'
import PortForward from '../src/commands/port-forward.ts'
import Status from '../src/commands/status.ts'
import Url from '../src/commands/url.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

const commands: readonly (readonly [CommandClass, string])[] = [
  [AlertsConfigure, ' --queue-threshold 1'],
  [AlertsList, ''],
  [AlertsTest, ''],
  [Chat, ' hi'],
  [Health, ''],
  [Logs, ''],
  [LogsAnalyze, ''],
  [LogsSearch, ' x'],
  [Metrics, ''],
  [MonitorResources, ''],
  [PortForward, ''],
  [Status, ''],
  [Url, ''],
]

describe('what KAITO does not run', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  for (const [command, more] of commands)
    it(`is not found by ${command.name}, and neither is a name that is alone`, async () => {
      const nouns = command === Chat ? ['workspace', 'inferenceset'] : ['workspace', 'inferenceset', 'ragengine']
      for (const noun of nouns) {
        const {err, code} = await world.said(command, `${noun} nothing${more}`)
        assert.match(err, new RegExp(`^error: ${noun} "nothing" not found in namespace "default"\\n`))
        assert.equal(code, 4)
      }
      assert.equal((await world.said(command, `nothing${more}`)).code, 4)
    })

  /** Runs a command until it watches objects of that kind. */
  const watching = async (command: CommandClass, words: string, plural: string): Promise<void> => {
    const stop = new AbortController()
    world.requests.length = 0
    let over = false
    const isWatched = (what: string): boolean =>
      world.requests.some(({path}) => path.includes(`/${what}?`) && path.includes('watch='))
    const seen = async (): Promise<void> => {
      while (!over && !['pods', 'nodeclaims', plural].every(isWatched)) await new Promise((go) => setImmediate(go))
      stop.abort()
    }
    const [{code, err}] = await Promise.all([
      world.said(command, words, {signal: stop.signal}).finally(() => {
        over = true
      }),
      seen(),
    ])
    assert.equal(code, 130, err)
  }

  for (const [command, more] of [
    [Status, ' --watch'],
    [Logs, ' --tail 1 --follow'],
    [PortForward, ''],
  ] as const)
    it(`${command.name} follows what there is`, async () => {
      await watching(command, `workspace my-workspace${more}`, 'workspaces')
      await watching(command, `inferenceset chat -n kaito${more}`, 'inferencesets')
      await watching(command, `ragengine my-rag${more}`, 'ragengines')
    })
})
