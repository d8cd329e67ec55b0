import type {Metadata} from '../../domain/rag-service.ts'

/** A file that was named, or found in a folder that was. */
export interface SourceFile {
  readonly path: string
  /** Name it has in the index: independent of where the command was run, as far as that can be. */
  readonly source: string
  /** Typed by the person, and not found in a folder. */
  readonly isNamed: boolean
}

/** Something on the way that is no document, with the reason. */
export interface LeftOut {
  readonly path: string
  readonly reason: string
}

/** What a file holds: its text, and the digest of its bytes by which it is known again. */
export interface FileText {
  readonly sha256: string
  /** Text as it is to be indexed; absent when `isKnown` said that the digest is enough. */
  readonly text?: string
  readonly metadata: Metadata
}

export interface FileLimits {
  /** Longest file, in bytes. */
  readonly mostBytes: number
  /** Longest text of one document, in characters. */
  readonly mostCharacters: number
}

/** Reads files one after the other. What a file is at fault for is an error of kind `unmet` with the reason as message. */
export interface FileReader {
  read(file: SourceFile, isKnown: (sha256: string) => boolean): Promise<FileText>
  close(): void
}

export interface Finder {
  /** Files under the paths in a fixed order. Throws `not-found` for a path that is not there, before anything is read. */
  find(paths: readonly string[]): Promise<{readonly files: readonly SourceFile[]; readonly leftOut: readonly LeftOut[]}>
}
