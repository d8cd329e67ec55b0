import assert from 'node:assert/strict'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Machine, root} from './program.ts'
import {given} from './target.ts'

const count = 1000
const program = [process.execPath, join(root, 'bin', 'ome')]
const add = ['rag', 'document', 'add', 'my-rag', '--index', 'many', '--batch-size', '20']

if (given === undefined)
  describe('a thousand documents', () => {
    let machine: Machine
    let folder: string
    before(async function () {
      this.timeout(60_000)
      machine = new Machine()
      folder = join(machine.home, 'documents')
      mkdirSync(folder)
      for (let at = 0; at < count; at++)
        writeFileSync(
          join(folder, `${at}.${at % 10 === 0 ? 'html' : 'md'}`),
          `<p>Document number ${at} says ${at * 7}.</p>`,
        )
      const up = await machine.ome('sandbox', 'up', '--scenario', 'tour-kaito', '--speed', '20')
      assert.equal(up.code, 0, up.err)
      await machine.useSandbox()
    })
    after(async () => {
      await machine.ome('sandbox', 'down')
      machine.remove()
    })

    const indexed = async (): Promise<number> => {
      const {out} = await machine.ome('rag', 'index', 'list', 'my-rag', '-o', 'json')
      return JSON.parse(out).items.find(({name}: {name: string}) => name === 'many')?.chunks ?? 0
    }

    it('are all there once, although the first run was killed in the middle', async () => {
      const {child, done} = machine.start([...program, ...add, folder])
      while (child.exitCode === null && (await indexed()) < count / 5);
      child.kill('SIGKILL')
      const killed = await done
      const before = await indexed()
      const rest = await machine.ome(...add, folder, '-o', 'json')
      const {items} = JSON.parse(
        (await machine.ome('rag', 'document', 'list', 'my-rag', '--index', 'many', '-o', 'json')).out,
      )

      const {added, unchanged, skipped} = JSON.parse(rest.out)
      assert.equal(killed.signal, 'SIGKILL')
      assert.ok(before >= count / 5 && before < count, `${before} documents when it was killed`)
      assert.deepEqual([rest.code, added + unchanged, skipped.length], [0, count, 0])
      assert.ok(unchanged >= before)
      const sources = new Set(items.map(({metadata}: {metadata: {source: string}}) => metadata.source))
      assert.deepEqual([items.length, sources.size], [count, count])
    })
  })
