import assert from 'node:assert/strict'
import {cpSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {CommandClass} from '@ome/testkit/run'
import RagBackup from '../src/commands/rag/backup.ts'
import RagDeploy from '../src/commands/rag/deploy.ts'
import DocumentAdd from '../src/commands/rag/document/add.ts'
import DocumentDelete from '../src/commands/rag/document/delete.ts'
import DocumentList from '../src/commands/rag/document/list.ts'
import RagHealth from '../src/commands/rag/health.ts'
import IndexDelete from '../src/commands/rag/index/delete.ts'
import IndexList from '../src/commands/rag/index/list.ts'
import RagLogs from '../src/commands/rag/logs.ts'
import RagMetrics from '../src/commands/rag/metrics.ts'
import RagQuery from '../src/commands/rag/query.ts'
import RagRestore from '../src/commands/rag/restore.ts'
import RagScale from '../src/commands/rag/scale.ts'
import RagStatus from '../src/commands/rag/status.ts'
import RagTest from '../src/commands/rag/test.ts'
import {files, type RagWorld, world} from './world.ts'

/** In an order in which each finds what it needs. */
const commands: Readonly<Record<string, CommandClass & {readonly examples?: readonly unknown[]}>> = {
  'rag deploy': RagDeploy,
  'rag status': RagStatus,
  'rag health': RagHealth,
  'rag logs': RagLogs,
  'rag metrics': RagMetrics,
  'rag scale': RagScale,
  'rag index list': IndexList,
  'rag document list': DocumentList,
  'rag query': RagQuery,
  'rag test': RagTest,
  'rag document delete': DocumentDelete,
  'rag document add': DocumentAdd,
  'rag backup': RagBackup,
  'rag index delete': IndexDelete,
  'rag restore': RagRestore,
}

const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

describe('examples in the help', () => {
  let tour: RagWorld
  let cwd: string
  before(async () => {
    tour = await world()
    cwd = mkdtempSync(join(tmpdir(), 'ome-rag-'))
    cpSync(files, cwd, {recursive: true})
  })
  after(async () => {
    await tour.stop()
    rmSync(cwd, {recursive: true, force: true})
  })

  for (const [id, command] of Object.entries(commands)) {
    for (const example of command.examples ?? []) {
      const line = String(example).replace('<%= config.bin %> ', '')
      it(`ome ${line}`, async () => {
        assert.ok(line.startsWith(id), 'the example names its command')
        const {code, err} = await tour.pass(command, wordsOf(line.slice(id.length)), {cwd})
        assert.equal(code, 0, err)
      })
    }
  }
})
