import {OmeError} from '@ome/sdk/errors'
import type {AddReport} from '../documents/domain/add-report.ts'

const mostLines = 20

/** What a person should know besides the counts, a line each. */
export function addNotes(report: AddReport, setsMetadata: boolean): readonly string[] {
  const {skipped, older, engine, namespace, unchanged, documents} = report
  if (skipped.length === 0 && documents.length === 0) return ['there is no document in what was named']
  const lines = skipped.slice(0, mostLines).map(({path, reason}) => `${path} is left out: ${reason}`)
  if (skipped.length > mostLines) lines.push(`${skipped.length - mostLines} more are left out: -o json names all`)
  if (setsMetadata && unchanged > 0)
    lines.push('documents that were there already keep their metadata: the service does not change it')
  if (older.length > 0) {
    const [which = ''] = older
    const words = older.length === 1 ? which.slice(0, 12) : older.map((id) => id.slice(0, 12)).join(' ')
    const command = `ome rag document delete ${engine} ${older.length > 5 ? 'ID...' : words} -n ${namespace}`
    lines.push(
      `${counted(older.length, 'older version')} of these files in the index: add with --replace, or ${command}`,
    )
  }
  return lines
}

const counted = (count: number, word: string): string =>
  count === 1 ? `there is still 1 ${word}` : `there are still ${count} ${word}s`

/** The command has failed when a file that was named, or one that could be read, did not get in. */
export function failOnFaults({skipped}: AddReport): void {
  const faults = skipped.filter(({isFault}) => isFault)
  const [first] = faults
  if (first === undefined) return
  throw new OmeError(
    'failed',
    faults.length === 1 ? `${first.path} was not added: ${first.reason}` : `${faults.length} documents were not added`,
  )
}
