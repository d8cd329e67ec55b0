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
  /** As {@link SourceFile.source}. */
  readonly path: string
  readonly reason: string
  /** The command has failed for it: the person named it, or the service refused it. */
  readonly isFault?: boolean
}

/** What a file holds: its text, and the digest of its bytes by which it is known again. */
export interface FileText {
  readonly sha256: string
  readonly metadata: Metadata
  /** Absent when `isKnown` said that the digest is enough. */
  readonly content?: {
    /** As it is to be indexed. */
    readonly text: string
    /** Digest of the text, by which the service names it. */
    readonly docId: string
  }
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
