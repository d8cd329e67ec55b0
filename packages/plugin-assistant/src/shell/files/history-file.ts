import {appendFileSync, chmodSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {fromFile, isKept, mostLines, toFile} from '../domain/history.ts'
import type {HistoryStore} from '../domain/ports.ts'

/** The history in the data folder. A line is there as soon as it was entered; several shells may write side by side. */
export function historyFile(data: string, tellTrouble: (text: string) => void): HistoryStore {
  const path = join(data, 'interactive', 'history')
  let isLost = false
  const attempt = (does: () => void): void => {
    try {
      does()
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      if (!isLost) tellTrouble(`history is not kept: ${path} cannot be used (${String(error.code)})`)
      isLost = true
    }
  }
  return {
    load() {
      let lines: readonly string[] = []
      attempt(() => {
        const text = read(path)
        if (text === undefined) return
        lines = fromFile(text)
        // Another program may have made it readable for others.
        chmodSync(path, 0o600)
        if (text.split('\n').length > 2 * mostLines) writeAtomic(path, lines.map(toFile).join(''), 0o600)
      })
      return lines
    },
    add(line) {
      if (!isKept(line)) return
      attempt(() => {
        makeFolder(dirname(path), 0o700)
        appendFileSync(path, toFile(line), {mode: 0o600})
      })
    },
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
