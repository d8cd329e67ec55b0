import {readFileSync, writeFileSync} from 'node:fs'
import {kubectlMinors} from '../../../../tools/clients.ts'
import type {Row} from './form.ts'
import type {Outcome} from './run-rows.ts'

/** What the table of docs/sandbox.md is made from: results by verb, form and generation. */
export type Record = {[verb: string]: {[form: string]: {[minor: string]: string}}}

const file = new URL('kubectl-verbs.json', import.meta.url)

/** The generations of kubectl in the table; OME_TEST_KUBECTL_MINORS names fewer. */
export const generations = process.env['OME_TEST_KUBECTL_MINORS']?.split(',') ?? kubectlMinors

/** The result of a row in the words of the record. */
export function resultOf({missing}: Row, {untried}: Outcome): string {
  if (untried) return `untried: ${untried}`
  return missing === undefined ? 'passed' : `missing: ${missing}`
}

export const readRecord = (): Record => JSON.parse(readFileSync(file, 'utf8'))

export function writeRecord(record: Record): void {
  writeFileSync(file, `${JSON.stringify(record, undefined, 2)}\n`)
}

/** New results, and the old ones of those generations of kubectl that could not be had this time. */
export function withUntried(found: Record, old: Record, minors: readonly string[]): Record {
  const merged = Object.entries(found).map(([verb, forms]) => {
    const cells = Object.entries(forms).map(([form, results]) => {
      const kept = Object.entries(old[verb]?.[form] ?? {}).filter(([minor]) => !minors.includes(minor))
      const all = [...kept, ...Object.entries(results)].sort(([a], [b]) => (a < b ? -1 : 1))
      return [form, Object.fromEntries(all)] as const
    })
    return [verb, Object.fromEntries(cells)] as const
  })
  return Object.fromEntries(merged)
}
