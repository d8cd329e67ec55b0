import assert from 'node:assert/strict'
import {mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {CommandClass} from '@ome/testkit/run'
import Analyze from '../src/commands/analyze.ts'
import Chat from '../src/commands/chat.ts'
import Deploy from '../src/commands/deploy.ts'
import LogsAnalyze from '../src/commands/logs/analyze.ts'
import LogsSearch from '../src/commands/logs/search.ts'
import Logs from '../src/commands/logs.ts'
import Metrics from '../src/commands/metrics.ts'
import Optimize from '../src/commands/optimize.ts'
import Scale from '../src/commands/scale.ts'
import Status from '../src/commands/status.ts'
import Url from '../src/commands/url.ts'
import {type TestWorld, world} from './world.ts'

const commands: Readonly<Record<string, CommandClass & {readonly examples: readonly unknown[]}>> = {
  analyze: Analyze,
  chat: Chat,
  deploy: Deploy,
  logs: Logs,
  'logs analyze': LogsAnalyze,
  'logs search': LogsSearch,
  metrics: Metrics,
  optimize: Optimize,
  scale: Scale,
  status: Status,
  url: Url,
}

/** Words of a command line; quotes keep words together. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '')

/** A folder with the files that examples name. */
const cwd = mkdtempSync(join(tmpdir(), 'ome-examples-'))
writeFileSync(join(cwd, 'models.yaml'), 'services: [{model: mistral-7b, name: batch-a}]\n')

describe('examples in the help', () => {
  let cluster: TestWorld
  beforeEach(async () => {
    cluster = await world()
  })
  afterEach(() => cluster.stop())

  for (const [id, command] of Object.entries(commands))
    for (const example of command.examples) {
      const line = String(example).replace('<%= config.bin %> ', '')
      it(line, async () => {
        assert.ok(line.startsWith(`${id} `), line)
        if (id !== 'deploy') await cluster.serve('chat')
        const argv = wordsOf(line.slice(id.length + 1))
        const goesOn = argv.includes('--follow') || argv.includes('--watch')
        const stop = new AbortController()
        const {code, err} = await cluster.pass(command, argv, {
          cwd,
          signal: stop.signal,
          onWrite: (stream) => goesOn && stream === 'out' && stop.abort(),
        })
        assert.equal(code, goesOn ? 130 : 0, err)
      })
    }
})
