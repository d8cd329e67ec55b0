import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {CommandClass} from '@ome/testkit/run'
import CreateRuntime from '../src/commands/create/runtime.ts'
import ImportHf from '../src/commands/import/hf.ts'
import ImportLocal from '../src/commands/import/local.ts'
import ImportOci from '../src/commands/import/oci.ts'
import ImportPvc from '../src/commands/import/pvc.ts'
import ImportS3 from '../src/commands/import/s3.ts'
import ImportWebConfig from '../src/commands/import/web-config.ts'
import ModelsDelete from '../src/commands/models/delete.ts'
import ModelsDescribe from '../src/commands/models/describe.ts'
import ModelsDiff from '../src/commands/models/diff.ts'
import ModelsEstimate from '../src/commands/models/estimate.ts'
import ModelsList from '../src/commands/models/list.ts'
import ModelsStatus from '../src/commands/models/status.ts'
import ModelsValidate from '../src/commands/models/validate.ts'
import RuntimeSuggest from '../src/commands/runtime/suggest.ts'
import SearchHf from '../src/commands/search/hf.ts'
import TestRuntime from '../src/commands/test/runtime.ts'
import {scenario, type TestWorld} from './world.ts'

const commands: Readonly<Record<string, CommandClass & {readonly examples: readonly unknown[]}>> = {
  'create runtime': CreateRuntime,
  'import hf': ImportHf,
  'import local': ImportLocal,
  'import oci': ImportOci,
  'import pvc': ImportPvc,
  'import s3': ImportS3,
  'import web-config': ImportWebConfig,
  'models diff': ModelsDiff,
  'models describe': ModelsDescribe,
  'models estimate': ModelsEstimate,
  'models list': ModelsList,
  'models status': ModelsStatus,
  'models validate': ModelsValidate,
  'models delete': ModelsDelete,
  'runtime suggest': RuntimeSuggest,
  'search hf': SearchHf,
  'test runtime': TestRuntime,
}

/** Words of a command line; quotes keep words together. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

describe('examples in the help', () => {
  let cluster: TestWorld
  let cwd: string
  before(async () => {
    cluster = await scenario('tour-ome')
    cwd = mkdtempSync(join(tmpdir(), 'ome-examples-'))
    writeFileSync(join(cwd, 'models.txt'), 'Qwen/Qwen3-8B\nmicrosoft/phi-4\n')
  })
  after(async () => {
    await cluster.stop()
    rmSync(cwd, {recursive: true, force: true})
  })

  for (const [id, command] of Object.entries(commands))
    for (const example of command.examples) {
      const line = String(example).replace('<%= config.bin %> ', '')
      // Waiting and watching need a clock that moves; they have tests of their own.
      const argv = wordsOf(line.slice(id.length + 1)).filter((word) => word !== '--wait' && word !== '--watch')
      it(line, async () => {
        assert.ok(line.startsWith(`${id}`), line)
        const {code, err} = await cluster.run(command, argv, {cwd})
        // One model of the tour fits no runtime, and the check of all says so.
        assert.equal(code, line === 'models validate' ? 3 : 0, err)
      })
    }
})
