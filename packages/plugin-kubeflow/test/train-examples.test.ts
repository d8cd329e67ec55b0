import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {scenarioWorkingFiles} from '@ome/sandbox/scenario'
import type {CommandClass} from '@ome/testkit/run'
import KfLogs from '../src/commands/kf/logs.ts'
import KfResume from '../src/commands/kf/resume.ts'
import KfServe from '../src/commands/kf/serve.ts'
import KfSuspend from '../src/commands/kf/suspend.ts'
import KfTensorboard from '../src/commands/kf/tensorboard.ts'
import KfTrain from '../src/commands/kf/train.ts'
import {type TrainingWorld, trainingWorld} from './training-world.ts'

const commands: Readonly<Record<string, CommandClass & {readonly examples: readonly unknown[]}>> = {
  train: KfTrain,
  logs: KfLogs,
  serve: KfServe,
  tensorboard: KfTensorboard,
  suspend: KfSuspend,
  resume: KfResume,
}

/** A folder with the files of the scenario. */
const cwd = mkdtempSync(join(tmpdir(), 'ome-kubeflow-'))
for (const [path, content] of Object.entries(scenarioWorkingFiles('tour-platform'))) {
  mkdirSync(dirname(join(cwd, path)), {recursive: true})
  writeFileSync(join(cwd, path), typeof content === 'string' ? content : Buffer.from(content.base64, 'base64'))
}

describe('examples in the help of training and serving', () => {
  let world: TrainingWorld
  before(async () => {
    world = await trainingWorld()
  })
  after(() => world.stop())

  for (const [id, command] of Object.entries(commands))
    for (const example of command.examples) {
      const line = String(example).replace('<%= config.bin %> ', '')
      it(line, async () => {
        assert.ok(line.startsWith(`kf ${id} `), line)
        const argv = line.slice(`kf ${id} `.length).split(' ')
        const goesOn = id === 'logs' && argv.includes('--follow')
        const stop = new AbortController()
        const {code, out, err} = await world.run(command, argv, {
          cwd,
          namespace: 'default',
          signal: stop.signal,
          onWrite: (stream) => goesOn && stream === 'out' && stop.abort(),
        })
        assert.equal(code, goesOn ? 130 : 0, err)
        assert.notEqual(out + err, '')
      })
    }
})
