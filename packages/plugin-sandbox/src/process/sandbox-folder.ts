import {readFile, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder as makeFolders} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import type {SandboxRecord} from '../domain/sandbox.ts'

/** Files of one sandbox under the data folder. */
export interface SandboxFolder {
  readonly path: string
  readonly kubeconfig: string
  /** An administrator's access to the emulation's own interface. */
  readonly control: string
  readonly log: string
  /** Every change, when the sandbox keeps its state. */
  readonly journal: string
  /** The authority's keys, kept so that a second start is quick and its kubeconfig stays valid. */
  readonly certificates: string
  /** Ports of the last run, taken again so that addresses in open shells stay right. */
  readonly ports: string
  readonly record: string
  readonly lock: string
}

export const sandboxFolder = (data: string): SandboxFolder => {
  const path = join(data, 'sandbox')
  return {
    path,
    kubeconfig: join(path, 'kubeconfig'),
    control: join(path, 'control.kubeconfig'),
    log: join(path, 'server.log'),
    journal: join(path, 'journal.ndjson'),
    certificates: join(path, 'certificates.json'),
    ports: join(path, 'ports.json'),
    record: join(path, 'sandbox.json'),
    lock: join(path, 'starting'),
  }
}

/** What the running sandbox wrote about itself; undefined when there is no record. */
export async function readRecord(folder: SandboxFolder): Promise<SandboxRecord | undefined> {
  let text: string
  try {
    text = await readFile(folder.record, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
  const parsed = parse(text)
  if (isRecord(parsed)) return parsed
  throw new OmeError('failed', `${folder.record} cannot be read`, [`remove it and start again: rm ${folder.record}`])
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const isRecord = (value: unknown): value is SandboxRecord =>
  value !== null &&
  typeof value === 'object' &&
  'pid' in value &&
  Number.isInteger(value.pid) &&
  'processStart' in value &&
  typeof value.processStart === 'string' &&
  'kubeconfig' in value &&
  'control' in value &&
  'env' in value

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Writes a file that only its owner can read, whole or not at all. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, text, {mode: 0o600})
  await rename(temporary, path)
}

export const makeFolder = (folder: SandboxFolder): void => makeFolders(folder.path, 0o700)

/** Removes what only a running sandbox needs; keys, ports and log stay. */
export async function clearFolder(folder: SandboxFolder): Promise<void> {
  await Promise.all([folder.record, folder.kubeconfig, folder.control].map((path) => rm(path, {force: true})))
}
