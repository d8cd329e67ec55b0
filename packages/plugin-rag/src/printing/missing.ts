import {OmeError} from '@ome/sdk/errors'
import type {Deletion} from '../documents/domain/deletion.ts'
import type {EngineName} from '../domain/engine-name.ts'

/** What was named and is not there is an error; what was found has gone by then. */
export function failOnMissing({index, missing}: Deletion, {name, namespace}: EngineName): void {
  if (missing.length === 0) return
  const words = missing.map((word) => `"${word}"`).join(', ')
  throw new OmeError('not-found', `index "${index}" has no document ${words}`, [
    `see what is there: ome rag document list ${name} --index ${index} -n ${namespace}`,
  ])
}
