import assert from 'node:assert/strict'
import type {CommandClass} from '@ome/testkit/run'
import CreateInference from '../src/commands/config/create-inference.ts'
import CreateTuning from '../src/commands/config/create-tuning.ts'
import EditInference from '../src/commands/config/edit-inference.ts'
import EditTuning from '../src/commands/config/edit-tuning.ts'
import ShowInference from '../src/commands/config/show-inference.ts'
import ShowTuning from '../src/commands/config/show-tuning.ts'
import TemplatesCreate from '../src/commands/config/templates/create.ts'
import TemplatesList from '../src/commands/config/templates/list.ts'
import TemplatesShow from '../src/commands/config/templates/show.ts'
import Validate from '../src/commands/config/validate.ts'
import Cancel from '../src/commands/tune/cancel.ts'
import List from '../src/commands/tune/list.ts'
import Logs from '../src/commands/tune/logs.ts'
import Metrics from '../src/commands/tune/metrics.ts'
import Start from '../src/commands/tune/start.ts'
import Status from '../src/commands/tune/status.ts'
import {type TuningWorld, world} from './world.ts'

const commands: Readonly<Record<string, CommandClass & {readonly examples: readonly unknown[]}>> = {
  'config create-inference': CreateInference,
  'config create-tuning': CreateTuning,
  'config edit-inference': EditInference,
  'config edit-tuning': EditTuning,
  'config show-inference': ShowInference,
  'config show-tuning': ShowTuning,
  'config templates create': TemplatesCreate,
  'config templates list': TemplatesList,
  'config templates show': TemplatesShow,
  'config validate': Validate,
  'tune start': Start,
  'tune list': List,
  'tune logs': Logs,
  'tune metrics': Metrics,
  'tune status': Status,
  'tune cancel': Cancel,
}

describe('examples in the help', () => {
  let place: TuningWorld
  before(async () => {
    place = await world()
  })
  after(() => place.stop())

  for (const [id, command] of Object.entries(commands))
    for (const example of command.examples) {
      const line = String(example).replace('<%= config.bin %> ', '')
      it(line, async () => {
        assert.ok(line.startsWith(`${id} `) || line === id, line)
        // Watching and following need a clock that moves; they have tests of their own.
        const words = line.slice(id.length + 1).split(' ')
        const argv = words.filter((word) => word !== '' && word !== '--watch' && word !== '--follow')
        const stdin = 'phi-4\n\nhttps://data.example.com/x\npvc://my-rag-index\n\n\n\ny\n'
        const {code, out, err} = await place.run(command, argv, {stdin, env: {KUBECONFIG: place.kubeconfig}})
        assert.equal(code, 0, err)
        assert.notEqual(out, '')
      })
    }
})
