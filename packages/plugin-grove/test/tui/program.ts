// `ome grove tui …` from the sources, as a process of its own: started by tests in real terminals.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {makeContext} from '../../../host/src/context/context.ts'
import {processIo} from '../../../host/src/context/io.ts'
import {runDirect} from '../../../host/src/launch/run-command.ts'
import {listenForSignals} from '../../../host/src/launch/signals.ts'
import Tui from '../../src/commands/grove/tui.ts'

const root = mkdtempSync(join(tmpdir(), 'ome-tui-'))
const {signal} = listenForSignals(process)
const {context, end} = makeContext(
  {
    io: processIo(process.env),
    env: process.env,
    cwd: process.cwd(),
    folders: {config: root, data: root, cache: root},
    settings: {get: () => undefined, origin: () => undefined},
    signal,
    bin: 'ome',
    version: '0.0.0-test',
  },
  'grove',
)
const fixed = process.env['OME_TEST_NOW']
if (fixed !== undefined) Object.assign(context, {now: () => new Date(fixed)})
process.exitCode = await runDirect(Object.assign(Tui, {id: 'grove:tui'}) as never, process.argv.slice(2), context)
await end()
rmSync(root, {recursive: true, force: true})
// A number that tests read the memory from.
if (process.env['OME_TEST_MEMORY']) process.stderr.write(`rss ${process.resourceUsage().maxRSS}\n`)
