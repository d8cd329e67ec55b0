import {at, fields, list, number, text, texts} from '@ome/capacity/fields'
import type {Metadata} from '../../domain/rag-service.ts'

export const backupModes = ['auto', 'snapshot', 'export'] as const
export type BackupMode = (typeof backupModes)[number]

/** What a folder with a backup says of it. */
export interface BackupManifest {
  readonly engine: string
  readonly created: string
  readonly mode: 'snapshot' | 'export'
  /** Folder on the engine's own claim; absent without a snapshot. */
  readonly snapshotPath?: string
  readonly indexes: readonly BackupIndex[]
}

export interface BackupIndex {
  readonly name: string
  readonly documents: number
  readonly chunks: number
}

/** A document of a backup. Its text is put together from its chunks, so it may not be what the digest was made of. */
export interface KeptDocument {
  readonly docId: string
  readonly metadata: Metadata
  readonly text: string
  readonly chunks: readonly string[]
}

/** Where backups lie on this machine. */
export interface BackupFolder {
  /** Undefined when there is none. Throws `usage` for a file that is no manifest. */
  manifest(): BackupManifest | undefined
  /** What lies there is replaced once everything is written. */
  begin(): BackupWriter
  /** The text of the object; undefined where the backup has none. */
  engine(): string | undefined
  /** The documents of an index; undefined where the backup has no file of it. Throws `usage` for a line that is none. */
  documents(index: string): AsyncIterable<KeptDocument> | undefined
}

export interface BackupWriter {
  add(index: string, document: KeptDocument): void
  /** The object, so that the engine can be made again. */
  engine(yaml: string): void
  /** Puts everything in its place, the manifest last. */
  finish(manifest: BackupManifest): void
  /** Removes what was written so far. */
  discard(): void
}

/** The manifest in a parsed file; undefined for anything else. */
export function toManifest(value: unknown): BackupManifest | undefined {
  const engine = text(at(value, 'engine'))
  const created = text(at(value, 'created'))
  const mode = text(at(value, 'mode'))
  const indexes = list(at(value, 'indexes')).map(toIndex)
  if (engine === undefined || created === undefined || (mode !== 'snapshot' && mode !== 'export')) return undefined
  const snapshotPath = text(at(value, 'snapshotPath'))
  if (snapshotPath !== undefined && !isFolder(snapshotPath)) return undefined
  const known = indexes.filter((index) => index !== undefined)
  if (known.length !== indexes.length) return undefined
  return {engine, created, mode, indexes: known, ...(snapshotPath === undefined ? {} : {snapshotPath})}
}

/** A backup may come from anybody, and the service opens what it is told to. */
const isFolder = (path: string): boolean => path.startsWith('/') && !path.split('/').includes('..')

/** Names become a part of that path. */
const isIndexName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[/\\\p{Cc}]/u.test(name)

function toIndex(value: unknown): BackupIndex | undefined {
  const name = text(at(value, 'name'))
  if (name === undefined || !isIndexName(name)) return undefined
  return {name, documents: number(at(value, 'documents')) ?? 0, chunks: number(at(value, 'chunks')) ?? 0}
}

/** A line of an index's file; undefined for anything else. */
export function toKept(value: unknown): KeptDocument | undefined {
  const docId = text(at(value, 'doc_id'))
  const content = text(at(value, 'text'))
  if (docId === undefined || content === undefined) return undefined
  return {docId, text: content, metadata: fields(at(value, 'metadata')), chunks: texts(at(value, 'chunks'))}
}

/** Longest piece of text that two neighbouring chunks are taken to share. */
const longestOverlap = 2000

/** The text of chunks in their order: what the end of one and the beginning of the next have in common is there once. */
export function joined(chunks: readonly string[]): string {
  const parts: string[] = []
  let tail = ''
  for (const chunk of chunks) {
    const shared = overlap(tail, chunk)
    const part = shared === 0 && parts.length > 0 ? `\n${chunk}` : chunk.slice(shared)
    parts.push(part)
    tail = (tail + part).slice(-longestOverlap)
  }
  return parts.join('')
}

/** Shorter agreements are chance. */
const shortestOverlap = 16

function overlap(text: string, chunk: string): number {
  for (let length = Math.min(longestOverlap, text.length, chunk.length); length >= shortestOverlap; length--) {
    if (text.endsWith(chunk.slice(0, length))) return length
  }
  return 0
}
