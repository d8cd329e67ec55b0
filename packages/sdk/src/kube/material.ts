import {readFileSync} from 'node:fs'
import {OmeError} from '../errors.ts'

/** PEM of a client certificate and its key. */
export interface ClientCertificate {
  readonly cert: string | Buffer
  readonly key: string | Buffer
}

/** PEM bytes from base64 data or, without data, from a file. */
export function material(what: string, data: string | undefined, file: string | undefined): Buffer | undefined {
  if (data !== undefined) return Buffer.from(data, 'base64')
  if (file === undefined) return undefined
  try {
    return readFileSync(file)
  } catch (error) {
    throw unreadable(what, file, error)
  }
}

/** The error for a file of the kubeconfig that is missing or not readable. */
export const unreadable = (what: string, file: string, error: unknown): OmeError =>
  new OmeError(
    'usage',
    `cannot read the ${what} ${file}: ${error instanceof Error ? error.message : String(error)}`,
    ['correct its path in the kubeconfig'],
    {
      cause: error,
      object: file,
    },
  )
