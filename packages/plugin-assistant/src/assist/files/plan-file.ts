import {existsSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {OmeError} from '@ome/sdk/errors'

const mostBytes = 32 * 1024 * 1024

/** A document of ours, readable for its owner alone: it may name what others shall not know. */
export function writeDocument(path: string, kind: string, value: object): void {
  writeAtomic(path, `${JSON.stringify({apiVersion: 'ome.cli/v1', kind, ...value}, undefined, 2)}\n`, 0o600)
}

export function readDocument(path: string): unknown {
  if (!existsSync(path)) throw new OmeError('not-found', `there is no file ${path}`)
  if (statSync(path).size > mostBytes) throw new OmeError('usage', `${path} is larger than any plan`)
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new OmeError('usage', `${path} is no JSON: ${error.message}`)
    throw error
  }
}

/** Where plans that are named by their id lie. */
export const planPath = (dataFolder: string, id: string): string => join(dataFolder, 'assistant', 'plans', `${id}.json`)
