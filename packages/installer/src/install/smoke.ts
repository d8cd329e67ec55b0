import {spawn} from 'node:child_process'
import {OmeError} from '@ome/sdk/errors'

const program = `
const {readFileSync} = require('node:fs')
const {Script} = require('node:vm')
const file = process.argv[1]
new Script(require('node:module').wrap(readFileSync(file, 'utf8')), {filename: file})
`
const patienceMs = 30_000

/** Compiles a bundle in a process of its own, so that a bundle that breaks the engine breaks nothing else. Runs none of it. */
export async function smokeLoad(plugin: string, bundle: string, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, ['-e', program, bundle], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {PATH: process.env['PATH']},
    timeout: patienceMs,
    signal,
  })
  const complaint: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code === 0) return
  const line = /^\w*Error: .*$/m.exec(Buffer.concat(complaint).toString())?.[0]
  throw new OmeError(
    'failed',
    `plugin ${plugin}: its bundle cannot be compiled${line === undefined ? '' : `: ${line}`}`,
    ['tell the author of the plugin'],
    {object: bundle},
  )
}
