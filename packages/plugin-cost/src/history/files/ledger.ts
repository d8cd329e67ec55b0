import {appendFileSync, existsSync, statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fields, number, text} from '@ome/capacity/fields'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import type {Ledger, LedgerRecord} from '../domain/ledger.ts'

const mostBytes = 64 * 2 ** 20
/** From here on the older half is dropped. */
const fullBytes = 32 * 2 ** 20

/** A line of JSON for each record, in the data folder. */
export function ledger(folder: string): Ledger {
  const path = join(folder, 'cost', 'ledger.jsonl')
  return {
    title: path,
    read: () => (existsSync(path) ? recordsIn(readPlainFile(path, mostBytes).toString()) : []),
    append(records) {
      makeFolder(dirname(path))
      if (existsSync(path) && statSync(path).size > fullBytes) writeAtomic(path, newerHalf(path), 0o600)
      appendFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''), {mode: 0o600})
    },
  }
}

function newerHalf(path: string): string {
  const lines = readPlainFile(path, mostBytes).toString().split('\n').filter(Boolean)
  return `${lines.slice(Math.floor(lines.length / 2)).join('\n')}\n`
}

const recordsIn = (content: string): readonly LedgerRecord[] =>
  content.split('\n').flatMap((line) => recordIn(line) ?? [])

/** A line that was cut by a crash is no record. */
function recordIn(line: string): LedgerRecord | undefined {
  const {atMs, cluster, namespace, object, nodes, usdPerHour} = fields(parsed(line))
  const [at, count, usd] = [number(atMs), number(nodes), number(usdPerHour)]
  const [where, space, what] = [text(cluster), text(namespace), text(object)]
  if (at === undefined || count === undefined || where === undefined || space === undefined || what === undefined)
    return undefined
  const head = {atMs: at, cluster: where, namespace: space, object: what, nodes: count}
  return {...head, ...(usd !== undefined && {usdPerHour: usd})}
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Told by the caller's fields: none.
    return undefined
  }
}
