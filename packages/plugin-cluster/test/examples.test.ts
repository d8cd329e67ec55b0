import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, run} from '@ome/testkit/run'
import Delete from '../src/commands/delete.ts'
import Describe from '../src/commands/describe.ts'
import Events from '../src/commands/events.ts'
import Get from '../src/commands/get.ts'
import TopNodes from '../src/commands/top/nodes.ts'
import TopPods from '../src/commands/top/pods.ts'
import TopServices from '../src/commands/top/services.ts'

const commands: Readonly<Record<string, CommandClass & {readonly examples: readonly unknown[]}>> = {
  get: Get,
  describe: Describe,
  events: Events,
  delete: Delete,
  'top services': TopServices,
  'top nodes': TopNodes,
  'top pods': TopPods,
}

describe('examples in the help', function () {
  this.timeout(60_000)
  let emulated: TestCluster
  let cwd: string
  before(async () => {
    emulated = await cluster({scenario: 'tour-ome'})
    cwd = await mkdtemp(join(tmpdir(), 'ome-examples-'))
    const exported = await run(Get, ['service', 'prod-llama', '--export'], {kube: emulated.kube})
    await writeFile(join(cwd, 'prod-llama.yaml'), exported.out)
  })
  after(async () => {
    await emulated.stop()
    await rm(cwd, {recursive: true, force: true})
  })

  for (const [id, command] of Object.entries(commands)) {
    for (const example of command.examples) {
      const line = String(example).replace('<%= config.bin %> ', '')
      it(line, async () => {
        assert.ok(`${line} `.startsWith(`${id} `), line)
        // Following ends with Ctrl-C only and has tests of its own.
        const argv = line
          .slice(id.length + 1)
          .split(' ')
          .filter((word) => !['', '--follow', '--watch', '--timeout', '1m'].includes(word))

        const {code, err, out} = await run(command, argv, {kube: emulated.kube, cwd, now: emulated.now})

        assert.equal(code, 0, err)
        assert.notEqual(out + err, '')
      })
    }
  }
})
