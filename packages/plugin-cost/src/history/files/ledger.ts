import {appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fields, number, text} from '@ome/capacity/fields'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import type {Ledger, LedgerRecord} from '../domain/ledger.ts'

const mostBytes = 64 * 2 ** 20
/** From here on it is laid aside, and what was laid aside before goes. */
const fullBytes = 32 * 2 ** 20

/** A line of JSON for each record, in the data folder. Each write is one append, so that two at once keep each other's. */
export function ledger(folder: string): Ledger {
  const path = join(folder, 'cost', 'ledger.jsonl')
  const aside = join(folder, 'cost', 'ledger.old.jsonl')
  return {
    title: path,
    read: () => recordsIn([aside, path].map(contentOf).join('\n')),
    append(records) {
      makeFolder(dirname(path))
      if (existsSync(path) && statSync(path).size > fullBytes) renameSync(path, aside)
      const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('')
      appendFileSync(path, `${endsInLine(path) ? '' : '\n'}${lines}`, {mode: 0o600})
    },
  }
}

const contentOf = (path: string): string => (existsSync(path) ? readPlainFile(path, mostBytes).toString() : '')

/** A write that a crash cut short must not spoil the next one. */
function endsInLine(path: string): boolean {
  if (!existsSync(path)) return true
  const file = openSync(path, 'r')
  try {
    const {size} = fstatSync(file)
    const last = Buffer.alloc(1)
    return size === 0 || (readSync(file, last, 0, 1, size - 1) === 1 && last[0] === newline)
  } finally {
    closeSync(file)
  }
}

const newline = 0x0a

function recordsIn(content: string): ReturnType<Ledger['read']> {
  const lines = content.split('\n').filter((line) => line.trim() !== '')
  const records = lines.flatMap((line) => recordIn(line) ?? [])
  return {records, unreadable: lines.length - records.length}
}

/** A line that was cut by a crash is no record. */
function recordIn(line: string): LedgerRecord | undefined {
  const {atMs, cluster, namespace, object, nodes, usdPerHour} = fields(parsed(line))
  const [at, count, usd] = [number(atMs), number(nodes), number(usdPerHour)]
  const [where, space, what] = [text(cluster), text(namespace), text(object)]
  if (at === undefined || !isAmount(count) || where === undefined || space === undefined || what === undefined)
    return undefined
  if (usdPerHour !== undefined && !isAmount(usd)) return undefined
  const head = {atMs: at, cluster: where, namespace: space, object: what, nodes: count}
  return {...head, ...(usd !== undefined && {usdPerHour: usd})}
}

const isAmount = (amount: number | undefined): amount is number =>
  amount !== undefined && Number.isFinite(amount) && amount >= 0

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Told by the caller's fields: none.
    return undefined
  }
}
