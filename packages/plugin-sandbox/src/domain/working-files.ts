/** One file of a working folder, by its path inside it. */
export interface WorkingFile {
  readonly path: string
  readonly text: string
  /** The text is base64 of what goes into the file. */
  readonly isBase64?: boolean
  /** Holds keys: only its owner may read it. */
  readonly isPrivate?: boolean
}

/** Writes working files. */
export interface WorkingFolder {
  /** Paths of those files that exist already with another content. */
  conflicts(files: readonly WorkingFile[]): Promise<readonly string[]>
  write(files: readonly WorkingFile[]): Promise<void>
}
