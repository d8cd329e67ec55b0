import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'

const isBundle = typeof __dirname === 'string'
const file = isBundle ? join(__dirname, 'runner.cjs') : join(import.meta.dirname, '../../../dist/runner.cjs')

/** The program of the workers, in one file. */
export function programFile(): Uint8Array {
  if (existsSync(file)) return readFileSync(file)
  throw new OmeError('failed', 'the program of the workers is not built', [
    'in a checkout: npm run build, or --from here',
  ])
}
